// Suspends an account whose invoices are unpaid for too long, and releases one that has paid. Suspended accounts start
// nothing new; what runs is settled as ever.
import { releaseAccount, suspendAccount } from '../accounts/index.ts';
import type { Transaction } from '../database/index.ts';
import { decideStanding } from './decide-standing.ts';
import type { InvoiceStatus } from './decide-status.ts';
import type { InvoiceContext } from './invoice-context.ts';
import { lockPostpaidAccount } from './postpaid-account.ts';

export interface StandingTerms {
  readonly graceDays: number;
  readonly now: Date;
}

/** A paid one whose money went back is unpaid again until its credits, which are owed since, are settled. */
const UNPAID = `select status, due_at, pay_url from invoice
    where account_id = $1 and status in ('OPEN', 'OVERDUE', 'UNCOLLECTIBLE')
  union all select 'OVERDUE', due_at, null from invoice
    where account_id = $1 and status = 'PAID'
      and exists (select from jsonb_each_text(money_back) where value::numeric > 0)
      and exists (select from wallet where wallet.account_id = $1 and debt > 0)`;

/** The caller holds the lock of the postpaid account. */
export async function applyStanding(
  tx: Transaction,
  accountId: string,
  { graceDays, now }: StandingTerms,
): Promise<void> {
  const rows = await tx.rows<{ status: InvoiceStatus; due_at: Date | null; pay_url: string | null }>(UNPAID, [
    accountId,
  ]);
  const invoices = rows.map(({ status, due_at }) => ({ status, dueAt: due_at ?? undefined }));
  const standing = decideStanding({ invoices, graceDays, now });
  const reason = 'UNPAID_INVOICE';
  if (standing === 'GOOD') return releaseAccount(tx, accountId, { reason, now });
  const payUrls = rows.flatMap(({ pay_url: payUrl }) => (payUrl === null ? [] : [payUrl]));
  return suspendAccount(tx, accountId, { reason, payUrls, now });
}

export function reviewStanding(
  { database, terms, now }: Pick<InvoiceContext, 'database' | 'terms' | 'now'>,
  accountId: string,
): Promise<void> {
  return database.transaction(async (tx) => {
    await lockPostpaidAccount(tx, accountId);
    await applyStanding(tx, accountId, { graceDays: terms.graceDays, now: now() });
  });
}
