// Suspends an account whose invoices are unpaid for too long, and releases one that has paid. Suspended accounts start
// nothing new; what runs is settled as ever.

import { releaseAccount, suspendAccount } from '../../accounts/index.ts';
import type { Transaction } from '../../database/index.ts';
import { WALLETS } from '../../ledger/index.ts';
import { lockPostpaidAccount } from '../close/postpaid-account.ts';
import { decidePaymentStatus } from '../decide/decide-payment-status.ts';
import type { InvoiceStatus } from '../decide/decide-status.ts';
import type { InvoiceContext } from '../invoice-context.ts';

export interface SuspensionTerms {
  readonly graceDays: number;
  readonly now: Date;
}

/** A paid one whose money went back is unpaid again until its credits, which are owed since, are settled. */
const UNPAID = `select status, due_at, pay_url from invoice
    where account_id = $1 and status in ('OPEN', 'OVERDUE', 'UNCOLLECTIBLE')
  union all select 'OVERDUE', due_at, null from invoice
    where account_id = $1 and status = 'PAID'
      and exists (select from jsonb_each_text(money_back) where value::numeric > 0)
      and exists (select from ${WALLETS} as wallet where wallet.account_id = $1 and debt > 0)`;

/** The caller holds the lock of the postpaid account. */
export async function applySuspension(
  tx: Transaction,
  accountId: string,
  { graceDays, now }: SuspensionTerms,
): Promise<void> {
  const rows = await tx.rows<{ status: InvoiceStatus; due_at: Date | null; pay_url: string | null }>(UNPAID, [
    accountId,
  ]);
  const invoices = rows.map(({ status, due_at }) => ({ status, dueAt: due_at ?? undefined }));
  const paymentStatus = decidePaymentStatus({ invoices, graceDays, now });
  const reason = 'UNPAID_INVOICE';
  if (paymentStatus === 'GOOD') return releaseAccount(tx, accountId, { reason, now });
  const payUrls = rows.flatMap(({ pay_url: payUrl }) => (payUrl === null ? [] : [payUrl]));
  return suspendAccount(tx, accountId, { reason, payUrls, now });
}

export function reviewSuspension(
  { database, terms, now }: Pick<InvoiceContext, 'database' | 'terms' | 'now'>,
  accountId: string,
): Promise<void> {
  return database.transaction(async (tx) => {
    await lockPostpaidAccount(tx, accountId);
    await applySuspension(tx, accountId, { graceDays: terms.graceDays, now: now() });
  });
}
