// What was spent for the end users that a batch reserves for, as the room knows it that keeps count of them.
import type { Transaction } from '../../database/index.ts';
import type { EndUserBudget } from '../decide/state.ts';
import type { LockedAccount } from './read-state.ts';
import type { EndUserAddress, EndUserReader, Submission } from './submission.ts';

/** The same accounts, where nobody is reserved for. */
export async function withEndUsers(
  tx: Transaction,
  locked: ReadonlyMap<string, LockedAccount>,
  { submissions, now }: { readonly submissions: readonly Submission[]; readonly now: Date },
): Promise<ReadonlyMap<string, LockedAccount>> {
  const asked = askedOf(submissions);
  if (asked.size === 0) return locked;
  const budgets = new Map<string, Map<string, EndUserBudget | null>>();
  for (const [read, addresses] of asked) {
    for (const { accountId, endUser } of addresses.values()) budgetsOf(budgets, accountId).set(endUser, null);
    for (const { accountId, ...budget } of await read(tx, [...addresses.values()], now)) {
      budgetsOf(budgets, accountId).set(budget.endUser, budget);
    }
  }
  const withBudgets = ([id, account]: readonly [string, LockedAccount]): [string, LockedAccount] => {
    const endUsers = budgets.get(id);
    return [id, endUsers === undefined ? account : { ...account, state: { ...account.state, endUsers } }];
  };
  return new Map([...locked].map(withBudgets));
}

/** Each end user once. */
function askedOf(submissions: readonly Submission[]): Map<EndUserReader, Map<string, EndUserAddress>> {
  const asked = new Map<EndUserReader, Map<string, EndUserAddress>>();
  for (const { command, endUsers: read } of submissions) {
    if (command.kind !== 'reserve' || command.endUser === undefined || read === undefined) continue;
    const addresses = asked.get(read) ?? new Map<string, EndUserAddress>();
    asked.set(read, addresses);
    const { accountId, endUser } = command;
    addresses.set(`${accountId} ${endUser}`, { accountId, endUser });
  }
  return asked;
}

function budgetsOf<Budget>(all: Map<string, Map<string, Budget>>, accountId: string): Map<string, Budget> {
  const known = all.get(accountId) ?? new Map<string, Budget>();
  all.set(accountId, known);
  return known;
}
