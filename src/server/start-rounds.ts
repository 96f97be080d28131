// Work that is done again and again in the background. A round that fails is seen in the log, and the next one comes.
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from './create-logger.ts';

export interface Rounds {
  /** For the log: `expired credits of idle wallets`. */
  readonly what: string;
  /** Mean time between two rounds; not all gateways at the same moment. */
  readonly everyMilliseconds: number;
  /** How far from that it may be, as a share of it; half when absent. */
  readonly spread?: number;
  readonly logger: Pick<Logger, 'warn'>;
  /** One at a time. True: there may be more to do at once. */
  readonly work: (isStopping: () => boolean) => Promise<boolean>;
}

export interface Stoppable {
  /** Waits for the round in flight; none begins afterwards. */
  stop(): Promise<void>;
}

const USUAL_SPREAD = 0.5;

export function startRounds(rounds: Rounds): Stoppable {
  const stopping = new AbortController();
  const running = run(rounds, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function run(rounds: Rounds, signal: AbortSignal): Promise<void> {
  const { what, everyMilliseconds, spread = USUAL_SPREAD, logger, work } = rounds;
  const isStopping = (): boolean => signal.aborted;
  let mayHaveMore = false;
  while (!isStopping()) {
    const pause = mayHaveMore ? 0 : everyMilliseconds * (1 - spread + Math.random() * 2 * spread);
    await delay(pause, undefined, { signal, ref: false }).catch(() => undefined);
    if (isStopping()) return;
    try {
      mayHaveMore = await work(isStopping);
    } catch (error) {
      mayHaveMore = false;
      logger.warn({ err: error }, `${what} could not be done`);
    }
  }
}
