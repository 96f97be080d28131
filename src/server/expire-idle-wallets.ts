// Every minute, what has expired in wallets that nobody touches is booked. A full round is followed by the next at once.
import type { Ledger } from '../ledger/index.ts';
import type { Logger } from './create-logger.ts';
import { type Stoppable, startRounds } from './start-rounds.ts';

export interface IdleExpiry {
  readonly ledger: Pick<Ledger, 'expireIdle'>;
  readonly logger: Pick<Logger, 'warn'>;
  /** Mean time between two rounds. */
  readonly everyMilliseconds?: number;
}

const MINUTE_MILLISECONDS = 60_000;

export function startIdleExpiry({ ledger, logger, everyMilliseconds = MINUTE_MILLISECONDS }: IdleExpiry): Stoppable {
  return startRounds({
    what: 'the expiry of credits in idle wallets',
    everyMilliseconds,
    logger,
    work: async () => (await ledger.expireIdle()).mayHaveMore,
  });
}
