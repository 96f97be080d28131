// Every ten minutes, the payment provider's books are compared with ours, by one gateway at a time.
import { setTimeout as delay } from 'node:timers/promises';
import { describeReconciliation, type Purchases } from '../purchases/index.ts';
import type { Logger } from './create-logger.ts';
import type { Stoppable } from './expire-idle-wallets.ts';

export interface ReconciliationRounds {
  readonly purchases: Pick<Purchases, 'reconcile'>;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Mean time between two rounds. */
  readonly everyMilliseconds?: number;
}

const TEN_MINUTES = 600_000;

export function startReconciliation(rounds: ReconciliationRounds): Stoppable {
  const stopping = new AbortController();
  const running = run(rounds, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function run({ purchases, logger, everyMilliseconds = TEN_MINUTES }: ReconciliationRounds, signal: AbortSignal) {
  const isStopping = (): boolean => signal.aborted;
  while (!isStopping()) {
    // Not all gateways at the same moment; with several, one of them is enough.
    const pause = everyMilliseconds * (0.9 + Math.random() * 0.2);
    await delay(pause, undefined, { signal, ref: false }).catch(() => undefined);
    if (isStopping()) return;
    try {
      const report = await purchases.reconcile({ unlessWithinMilliseconds: everyMilliseconds * 0.8 });
      if (report.status !== 'DONE') continue;
      const words = describeReconciliation(report).join('\n');
      if (report.findings.length > 0) logger.error({ findings: report.findings.length }, words);
      else if (report.eventsHeard + report.credited + report.finished > 0) logger.info(words);
    } catch (error) {
      logger.warn({ err: error }, 'payments could not be reconciled');
    }
  }
}
