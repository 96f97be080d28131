// Wires automatic top-ups.
import { SILENT_LOG } from '../purchase-log.ts';
import { configureTopUp } from './configure-top-up.ts';
import { showTopUp } from './read-top-up.ts';
import type { TopUps, TopUpTrigger } from './top-up.ts';
import type { TopUpContext } from './top-up-context.ts';
import { recoverTopUps, runTopUpRound, topUpAmong } from './top-up-rounds.ts';

export type TopUpsOptions = Omit<TopUpContext, 'log'> & Partial<Pick<TopUpContext, 'log'>>;

/** More that are told of between two looks are left to the round. */
const MOST_TOLD = 10_000;

export function createTopUps(options: TopUpsOptions): TopUps {
  const context: TopUpContext = { log: SILENT_LOG, ...options };
  let told = new Map<string, TopUpTrigger>();

  /** A refused reservation says more than a changed balance. */
  const begin = (accountId: string, trigger: TopUpTrigger): void => {
    if (trigger.kind === 'BALANCE' && told.has(accountId)) return;
    if (told.size < MOST_TOLD || told.has(accountId)) told.set(accountId, trigger);
  };

  return {
    configure: async (request) => {
      const configured = await configureTopUp(context, request);
      if (configured.refusal === undefined && request.enabled) {
        begin(request.accountId, { kind: request.now === true ? 'MANUAL' : 'BALANCE' });
      }
      return configured;
    },
    find: (accountId) => showTopUp(context, accountId),
    reservationRefused: ({ accountId, required }) => {
      begin(accountId, { kind: 'RESERVATION_REFUSED', required });
    },
    walletChanged: (accountId) => {
      begin(accountId, { kind: 'BALANCE' });
    },
    runWoken: async () => {
      const looks = told;
      told = new Map();
      return topUpAmong(context, looks);
    },
    runRound: () => runTopUpRound(context),
    recover: () => recoverTopUps(context),
  };
}
