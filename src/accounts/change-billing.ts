// What the way of paying does to an account: its billing mode, and a suspension while invoices are unpaid. In the
// transaction that records why.
import type { Sql, Transaction } from '../database/index.ts';
import { recordWebhookEvents } from '../webhooks/index.ts';
import type { AccountStatus, BillingMode, SuspensionReason } from './account.ts';

/** Whether there is somewhere to send invoices to. */
export async function hasEmail(sql: Sql, accountId: string): Promise<boolean> {
  return (await sql.rows('select from account where id = $1 and email is not null', [accountId])).length > 0;
}

export async function setBillingMode(tx: Transaction, accountId: string, mode: BillingMode): Promise<void> {
  await tx.rows('update account set billing_mode = $2 where id = $1 and billing_mode <> $2', [accountId, mode]);
}

export interface Suspension {
  readonly reason: Exclude<SuspensionReason, 'OPERATOR'>;
  /** Where what is unpaid is paid. */
  readonly payUrls?: readonly string[];
  readonly now: Date;
}

/** Who is suspended for another reason is so for this one, too. */
const SUSPEND = `update account set status = 'SUSPENDED', suspension_reasons = array_append(
    case when status = 'SUSPENDED' and suspension_reasons = '{}' then array['OPERATOR'] else suspension_reasons end, $2::text)
  where id = $1 and not ($2 = any(suspension_reasons)) returning id`;

export async function suspendAccount(
  tx: Transaction,
  accountId: string,
  { reason, payUrls = [], now }: Suspension,
): Promise<void> {
  const rows = await tx.rows(SUSPEND, [accountId, reason]);
  if (rows.length === 0) return;
  const data = { reason, payUrls };
  recordWebhookEvents(tx, [{ accountId, type: 'account.suspended', data, occurredAt: now }]);
}

/** What an operator did stays, and is written as it was before. */
const RELEASE = `update account set
    suspension_reasons = case when left_over = '{OPERATOR}' then '{}' else left_over end,
    status = case when left_over = '{}' then 'ACTIVE' else status end
  from (select id as released, array_remove(suspension_reasons, $2) as left_over from account
    where id = $1 and $2 = any(suspension_reasons) for update) as old
  where id = released returning status`;

/** Ends a suspension for this reason, and none for another. */
export async function releaseAccount(
  tx: Transaction,
  accountId: string,
  { reason, now }: Pick<Suspension, 'reason' | 'now'>,
): Promise<void> {
  const [released] = await tx.rows<{ status: AccountStatus }>(RELEASE, [accountId, reason]);
  if (released?.status !== 'ACTIVE') return;
  recordWebhookEvents(tx, [{ accountId, type: 'account.reinstated', data: { reason }, occurredAt: now }]);
}
