// Automatic top-ups and warnings, again and again: soon after this process changed a wallet, and every minute for what
// others did. Nothing is lost when a round fails: the next one finds it.
import { setTimeout as delay } from 'node:timers/promises';
import type { TopUps, Warnings } from '../purchases/index.ts';
import type { Logger } from './create-logger.ts';
import type { Stoppable } from './expire-idle-wallets.ts';

export interface WalletTending {
  readonly topUps: Pick<TopUps, 'runWoken' | 'runRound' | 'recover'>;
  readonly warnings: Pick<Warnings, 'runWoken' | 'runRound' | 'runExpiryRound'>;
  readonly logger: Pick<Logger, 'warn'>;
}

const SOON_MILLISECONDS = 250;
const SECOND_MILLISECONDS = 1_000;
const RECOVER_MILLISECONDS = 10_000;
const MINUTE_MILLISECONDS = 60_000;

export function startWalletTending({ topUps, warnings, logger }: WalletTending): Stoppable {
  const stopping = new AbortController();
  const { signal } = stopping;
  const isStopping = (): boolean => signal.aborted;
  const repeat = async (what: string, everyMilliseconds: number, work: () => Promise<unknown>): Promise<void> => {
    while (!isStopping()) {
      // Not all gateways at the same moment.
      const pause = everyMilliseconds * (0.5 + Math.random());
      await delay(pause, undefined, { signal, ref: false }).catch(() => undefined);
      if (isStopping()) return;
      try {
        await work();
      } catch (error) {
        logger.warn({ err: error }, `${what} could not be done`);
      }
    }
  };
  const running = [
    repeat('automatic top-ups', SOON_MILLISECONDS, topUps.runWoken),
    repeat('the round of automatic top-ups', MINUTE_MILLISECONDS, topUps.runRound),
    repeat('the recovery of automatic top-ups', RECOVER_MILLISECONDS, topUps.recover),
    repeat('warnings of low balances', SECOND_MILLISECONDS, warnings.runWoken),
    repeat('the round of warnings', MINUTE_MILLISECONDS, warnings.runRound),
    repeat('warnings of expiring credits', MINUTE_MILLISECONDS, () => warnAll(warnings, isStopping)),
  ];
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

async function warnAll(warnings: WalletTending['warnings'], isStopping: () => boolean): Promise<void> {
  let mayHaveMore = true;
  while (mayHaveMore && !isStopping()) ({ mayHaveMore } = await warnings.runExpiryRound());
}
