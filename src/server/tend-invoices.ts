// Months of postpaid accounts are closed, invoices sent and asked about, again and again. Any number of gateways may:
// each account and each invoice is worked on by one at a time.
import type { InvoiceRoom } from '../invoices/index.ts';
import type { Logger } from './create-logger.ts';
import { type Stoppable, startRounds } from './start-rounds.ts';

export interface InvoiceTending {
  readonly invoiceRoom: Pick<InvoiceRoom, 'runRound'>;
  readonly logger: Pick<Logger, 'warn'>;
  /** Mean time between two rounds. */
  readonly everyMilliseconds?: number;
}

const MINUTE_MILLISECONDS = 60_000;

export function startInvoiceTending(tending: InvoiceTending): Stoppable {
  const { invoiceRoom, logger, everyMilliseconds = MINUTE_MILLISECONDS } = tending;
  return startRounds({
    what: 'the round of invoices',
    everyMilliseconds,
    logger,
    work: async () => (await invoiceRoom.runRound()).mayHaveMore,
  });
}
