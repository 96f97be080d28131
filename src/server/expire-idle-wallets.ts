// Every minute, what has expired in wallets that nobody touches is booked. One round at a time; a full one is followed by
// the next at once.
import { setTimeout as delay } from 'node:timers/promises';
import type { Ledger } from '../ledger/index.ts';
import type { Logger } from './create-logger.ts';

export interface IdleExpiry {
  readonly ledger: Pick<Ledger, 'expireIdle'>;
  readonly logger: Pick<Logger, 'warn'>;
  /** Mean time between two rounds. */
  readonly everyMilliseconds?: number;
}

export interface Stoppable {
  /** Waits for the round in flight; none begins afterwards. */
  stop(): Promise<void>;
}

const MINUTE_MILLISECONDS = 60_000;

export function startIdleExpiry(expiry: IdleExpiry): Stoppable {
  const stopping = new AbortController();
  const running = run(expiry, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function run({ ledger, logger, everyMilliseconds = MINUTE_MILLISECONDS }: IdleExpiry, signal: AbortSignal) {
  const isStopping = (): boolean => signal.aborted;
  while (!isStopping()) {
    // Not all gateways at the same moment.
    const pause = everyMilliseconds * (0.5 + Math.random());
    await delay(pause, undefined, { signal, ref: false }).catch(() => undefined);
    try {
      await bookDue(ledger, isStopping);
    } catch (error) {
      logger.warn({ err: error }, 'expired credits of idle wallets could not be booked');
    }
  }
}

async function bookDue(ledger: IdleExpiry['ledger'], isStopping: () => boolean): Promise<void> {
  let mayHaveMore = true;
  while (mayHaveMore && !isStopping()) ({ mayHaveMore } = await ledger.expireIdle());
}
