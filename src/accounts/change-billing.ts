// What the way of paying does to an account: its billing mode, and a suspension while invoices are unpaid. In the
// transaction that records why.
import type { Sql, Transaction } from '../database/index.ts';
import type { BillingMode } from './account.ts';

export type SuspensionReason = 'UNPAID_INVOICE' | 'LOST_DISPUTE';

/** Whether there is somewhere to send invoices to. */
export async function hasEmail(sql: Sql, accountId: string): Promise<boolean> {
  return (await sql.rows('select from account where id = $1 and email is not null', [accountId])).length > 0;
}

export async function setBillingMode(tx: Transaction, accountId: string, mode: BillingMode): Promise<void> {
  await tx.rows('update account set billing_mode = $2 where id = $1 and billing_mode <> $2', [accountId, mode]);
}

/** Who is suspended for another reason stays so. */
export function suspendAccount(tx: Transaction, accountId: string, reason: SuspensionReason): void {
  tx.send(`update account set status = 'SUSPENDED', suspended_because = $2 where id = $1 and status = 'ACTIVE'`, [
    accountId,
    reason,
  ]);
}

/** Ends a suspension for this reason, and none for another. */
export function releaseAccount(tx: Transaction, accountId: string, reason: SuspensionReason): void {
  tx.send(
    `update account set status = 'ACTIVE', suspended_because = null
     where id = $1 and status = 'SUSPENDED' and suspended_because = $2`,
    [accountId, reason],
  );
}
