// Rooms that answer from memory: what is left of a request is the edge, with its authentication, limits and log.
import type { Rooms } from '../../src/server/compose-rooms.ts';
import type { SpendingPower } from '../../src/usage/index.ts';
import { withoutLedger, withoutPrices } from '../http/idle-rooms.ts';
import { transactionsOf } from './rows.ts';

/** Keys stay as they are: found in their cache, and looked up anew every few seconds. */
export async function inMemory(rooms: Rooms, accountId: string): Promise<Rooms> {
  const account = await rooms.services.accounts.find(accountId);
  const transactions = transactionsOf(accountId);
  const idle = withoutLedger(await withoutPrices(rooms, accountId));
  const { accounts, purchases, usage } = idle.services;
  const power: SpendingPower = { running: 0, budget: undefined };
  const services = {
    ...idle.services,
    accounts: { ...accounts, find: () => Promise.resolve(account) },
    usage: {
      ...usage,
      transactions: () => Promise.resolve(transactions),
      spendingPower: () => Promise.resolve(power),
    },
    purchases: { ...purchases, subscriptionOf: () => Promise.resolve(undefined) },
  };
  return { ...idle, services };
}
