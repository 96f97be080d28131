// Automatic top-ups and warnings, again and again: soon after this process changed a wallet, and every minute for what
// others did. Nothing is lost when a round fails: the next one finds it.
import type { TopUps, Warnings } from '../purchases/index.ts';
import type { Logger } from './create-logger.ts';
import { type Stoppable, startRounds } from './start-rounds.ts';

export interface WalletTending {
  readonly topUps: Pick<TopUps, 'runWoken' | 'runRound' | 'recover'>;
  readonly warnings: Pick<Warnings, 'runWoken' | 'runRound' | 'runExpiryRound'>;
  readonly logger: Pick<Logger, 'warn'>;
  /** Mean time between two rounds of each kind; a time of its own for each when absent. */
  readonly everyMilliseconds?: number;
}

const SOON_MILLISECONDS = 250;
const SECOND_MILLISECONDS = 1_000;
const RECOVER_MILLISECONDS = 10_000;
const MINUTE_MILLISECONDS = 60_000;

export function startWalletTending({ topUps, warnings, logger, everyMilliseconds }: WalletTending): Stoppable {
  const repeat = (what: string, usual: number, work: () => Promise<unknown>): Stoppable =>
    startRounds({
      what,
      everyMilliseconds: everyMilliseconds ?? usual,
      logger,
      work: async () => {
        await work();
        return false;
      },
    });
  const running = [
    repeat('automatic top-ups', SOON_MILLISECONDS, topUps.runWoken),
    repeat('the round of automatic top-ups', MINUTE_MILLISECONDS, topUps.runRound),
    repeat('the recovery of automatic top-ups', RECOVER_MILLISECONDS, topUps.recover),
    repeat('warnings of low balances', SECOND_MILLISECONDS, warnings.runWoken),
    repeat('the round of warnings', MINUTE_MILLISECONDS, warnings.runRound),
    startRounds({
      what: 'warnings of expiring credits',
      everyMilliseconds: everyMilliseconds ?? MINUTE_MILLISECONDS,
      logger,
      work: async () => (await warnings.runExpiryRound()).mayHaveMore,
    }),
  ];
  return {
    stop: async () => {
      await Promise.all(running.map((rounds) => rounds.stop()));
    },
  };
}
