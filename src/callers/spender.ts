// What limits the key that asks, as far as it can be known before it spends.
import type { EndUserState } from '../generation/index.ts';
import type { Balance } from '../ledger/index.ts';
import type { SpenderAsked, SpendingPower } from '../usage/index.ts';
import type { Spender } from './decide-spending.ts';
import { type LabelsInput, readLabels } from './labels.ts';
import { leftFor } from './left-for.ts';
import type { Asking } from './refuse-suspended.ts';
import type { Viewer } from './viewer.ts';

/** Look-ups of the account that asks; an edge may share them within a request. */
export interface SpenderReads {
  balance(): Promise<Pick<Balance, 'available' | 'creditLimit'>>;
  spendingPower(asked: Pick<SpenderAsked, 'apiKeyId' | 'concurrencyLimit'>): Promise<SpendingPower>;
  endUser(name: string): Promise<EndUserState | undefined>;
}

/** `endUser`: whom it would be for; undefined for nobody. */
export async function findSpender(
  { account, key, plan }: Viewer,
  reads: SpenderReads,
  endUser: string | undefined,
): Promise<Spender> {
  const { concurrencyLimit } = plan;
  const [{ available, creditLimit }, power, user] = await Promise.all([
    reads.balance(),
    reads.spendingPower({ apiKeyId: key.id, concurrencyLimit }),
    account.limitsEndUsers && endUser !== undefined ? reads.endUser(endUser) : undefined,
  ]);
  const leftForEndUser = user === undefined ? undefined : leftFor(user);
  const isSuspended = account.status === 'SUSPENDED';
  return { isSuspended, concurrencyLimit, power, leftForEndUser, available, creditLimit };
}

/** Asks the rooms, each once. */
export function readsOf({ services, viewer }: Asking): SpenderReads {
  const { id: accountId } = viewer.account;
  return {
    balance: async () => {
      const balance = await services.ledger.balance(accountId);
      if (balance === undefined) throw new Error(`account ${accountId} has no wallet`);
      return balance;
    },
    spendingPower: (asked) => services.usage.spendingPower({ accountId, ...asked }),
    endUser: async (name) => (await services.generations.endUsers(accountId, [name]))[0],
  };
}

/** Whom a request is for: what it says, or whom the client token was made for. */
export const endUserOf = ({ key }: Viewer, labels: LabelsInput): string | undefined =>
  readLabels(labels, key.clientToken?.endUser).metadata?.['userId'];
