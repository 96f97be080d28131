// The plan of an account follows its subscription: set in the transaction that records why.
import type { Transaction } from '../database/index.ts';

/** Until the end of the transaction nobody else changes the account. False: there is no such account. */
export async function lockAccount(tx: Transaction, accountId: string): Promise<boolean> {
  const rows = await tx.rows('select from account where id = $1 for update', [accountId]);
  return rows.length > 0;
}

/** `planId` is one of the storefront's; the caller checked it. */
export async function setPlan(tx: Transaction, accountId: string, planId: string): Promise<void> {
  await tx.rows('update account set plan_id = $2 where id = $1 and plan_id <> $2', [accountId, planId]);
}
