// Months of postpaid accounts are closed, invoices sent and asked about, again and again. Any number of gateways may:
// each account and each invoice is worked on by one at a time.
import { setTimeout as delay } from 'node:timers/promises';
import type { InvoiceRoom } from '../invoices/index.ts';
import type { Logger } from './create-logger.ts';
import type { Stoppable } from './expire-idle-wallets.ts';

export interface InvoiceTending {
  readonly invoiceRoom: Pick<InvoiceRoom, 'runRound'>;
  readonly logger: Pick<Logger, 'warn'>;
  /** Mean time between two rounds. */
  readonly everyMilliseconds?: number;
}

const MINUTE_MILLISECONDS = 60_000;

export function startInvoiceTending(tending: InvoiceTending): Stoppable {
  const stopping = new AbortController();
  const running = run(tending, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function run(
  { invoiceRoom, logger, everyMilliseconds = MINUTE_MILLISECONDS }: InvoiceTending,
  signal: AbortSignal,
): Promise<void> {
  const isStopping = (): boolean => signal.aborted;
  let mayHaveMore = false;
  while (!isStopping()) {
    // Not all gateways at the same moment.
    const pause = mayHaveMore ? 0 : everyMilliseconds * (0.5 + Math.random());
    await delay(pause, undefined, { signal, ref: false }).catch(() => undefined);
    if (isStopping()) return;
    try {
      ({ mayHaveMore } = await invoiceRoom.runRound());
    } catch (error) {
      mayHaveMore = false;
      logger.warn({ err: error }, 'the round of invoices could not be done');
    }
  }
}
