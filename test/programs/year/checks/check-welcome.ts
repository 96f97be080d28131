// Welcome credits are given once per person, however many accounts the person has.
import type { Customer } from '../customer.ts';
import type { World } from '../world.ts';
import { sumOf } from './check.ts';

const WELCOME = 5_000_000n;

export async function checkWelcome({ database }: World, customers: readonly Customer[]): Promise<string[]> {
  const rows = await database.rows<{ account_id: string; amount: bigint }>(
    `select account_id, amount from ledger_transaction where type = 'ADD' and idempotency_key = 'welcome-credits'`,
  );
  const people = Object.entries(Object.groupBy(customers, ({ email }) => email.replace('+second', '')));
  return people.flatMap(([email, accounts = []]) => {
    const ids = new Set(accounts.map(({ accountId }) => accountId));
    const given = sumOf(rows.filter((row) => ids.has(row.account_id)).map(({ amount }) => amount));
    return given === WELCOME ? [] : [`${email} was welcomed with ${given}, expected ${WELCOME}`];
  });
}
