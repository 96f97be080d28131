// Every ten minutes, the payment provider's books are compared with ours, by one gateway at a time.
import { describeReconciliation, type Purchases } from '../purchases/index.ts';
import type { Logger } from './create-logger.ts';
import { type Stoppable, startRounds } from './start-rounds.ts';

export interface ReconciliationRounds {
  readonly purchases: Pick<Purchases, 'reconcile'>;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Mean time between two rounds. */
  readonly everyMilliseconds?: number;
}

const TEN_MINUTES = 600_000;

export function startReconciliation(rounds: ReconciliationRounds): Stoppable {
  const { everyMilliseconds = TEN_MINUTES, logger } = rounds;
  return startRounds({
    what: 'the reconciliation of payments',
    everyMilliseconds,
    // With several gateways, one of them is enough.
    spread: 0.1,
    logger,
    work: async () => {
      await reconcile(rounds, everyMilliseconds * 0.8);
      return false;
    },
  });
}

async function reconcile({ purchases, logger }: ReconciliationRounds, unlessWithinMilliseconds: number): Promise<void> {
  const report = await purchases.reconcile({ unlessWithinMilliseconds });
  if (report.status !== 'DONE') return;
  const words = describeReconciliation(report).join('\n');
  if (report.findings.length > 0) logger.error({ findings: report.findings.length }, words);
  else if (report.eventsHeard + report.credited + report.finished > 0) logger.info(words);
}
