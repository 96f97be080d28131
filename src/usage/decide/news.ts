// Which of the anomalies that were found now have not been announced to their account. Pure.
import type { AnnouncedAnomaly, Anomaly, Severity } from '../usage.ts';
import { ANOMALY_RULES, type AnomalyFacts, overdueAt } from './anomalies.ts';

const QUIET_MILLISECONDS = 86_400_000;

const RANK = { INFO: 1, WARNING: 2, CRITICAL: 3 } as const satisfies Readonly<Record<Severity, number>>;

export interface NewsFacts {
  readonly found: readonly Anomaly[];
  /** The last transaction that was looked at before. */
  readonly lookedThrough: bigint;
  /** Of the account, of the last while. */
  readonly announced: readonly AnnouncedAnomaly[];
  readonly now: Date;
}

/**
 * One of a kind and subject, and of a severity or a higher one, is announced once a day at most. Within that, transactions speak for
 * themselves: only later ones than were looked at are news. A reservation gets stuck without one, so those are compared with what was announced.
 */
export function decideNews({ found, lookedThrough, announced, now }: NewsFacts): Anomaly[] {
  return found.filter((anomaly) => {
    const before = announced.filter((one) => isSame(one, anomaly));
    const isQuiet = before.some(({ announcedAt }) => now.getTime() - announcedAt.getTime() < QUIET_MILLISECONDS);
    return (
      !isQuiet && (anomaly.kind === 'STUCK_RESERVATION' ? isUnknown(anomaly, before) : isLater(anomaly, lookedThrough))
    );
  });
}

const isSame = (announced: Anomaly, { kind, subject, severity }: Anomaly): boolean =>
  announced.kind === kind && announced.subject === subject && RANK[announced.severity] >= RANK[severity];

const isLater = ({ evidence }: Anomaly, sequence: bigint): boolean => evidence.some((one) => one > sequence);

function isUnknown({ evidence }: Anomaly, before: readonly Anomaly[]): boolean {
  const known = new Set(before.flatMap((one) => one.evidence));
  return evidence.some((sequence) => !known.has(sequence));
}

/** When the next of the open reservations is stuck, or has been for so long that it is critical; undefined: never. */
export function nextStuckAt({ open }: Pick<AnomalyFacts, 'open'>, now: Date): Date | undefined {
  const moments = open
    .filter(({ heldAt }) => heldAt === undefined)
    .map((one) => overdueAt(one).getTime())
    .flatMap((stuck) => [stuck, stuck + ANOMALY_RULES.abandonedSeconds * 1_000])
    .filter((moment) => moment > now.getTime());
  return moments.length === 0 ? undefined : new Date(Math.min(...moments));
}
