// What the way of paying does to an account: its billing mode, and a suspension while invoices are unpaid. In the
// transaction that records why.
import type { Sql, Transaction } from '../database/index.ts';
import { recordWebhookEvents } from '../webhooks/index.ts';
import type { BillingMode, SuspensionReason } from './account.ts';

/** Whether there is somewhere to send invoices to. */
export async function hasEmail(sql: Sql, accountId: string): Promise<boolean> {
  return (await sql.rows('select from account where id = $1 and email is not null', [accountId])).length > 0;
}

export async function setBillingMode(tx: Transaction, accountId: string, mode: BillingMode): Promise<void> {
  await tx.rows('update account set billing_mode = $2 where id = $1 and billing_mode <> $2', [accountId, mode]);
}

export interface Suspension {
  readonly reason: SuspensionReason;
  /** Where what is unpaid is paid. */
  readonly payUrls?: readonly string[];
  readonly now: Date;
}

/** Who is suspended for another reason stays so. */
export async function suspendAccount(
  tx: Transaction,
  accountId: string,
  { reason, payUrls = [], now }: Suspension,
): Promise<void> {
  const rows = await tx.rows(
    `update account set status = 'SUSPENDED', suspended_because = $2 where id = $1 and status = 'ACTIVE' returning id`,
    [accountId, reason],
  );
  if (rows.length === 0) return;
  const data = { reason, payUrls };
  recordWebhookEvents(tx, [{ accountId, type: 'account.suspended', data, occurredAt: now }]);
}

/** Ends a suspension for this reason, and none for another. */
export async function releaseAccount(
  tx: Transaction,
  accountId: string,
  { reason, now }: Pick<Suspension, 'reason' | 'now'>,
): Promise<void> {
  const rows = await tx.rows(
    `update account set status = 'ACTIVE', suspended_because = null
     where id = $1 and status = 'SUSPENDED' and suspended_because = $2 returning id`,
    [accountId, reason],
  );
  if (rows.length === 0) return;
  recordWebhookEvents(tx, [{ accountId, type: 'account.reinstated', data: { reason }, occurredAt: now }]);
}
