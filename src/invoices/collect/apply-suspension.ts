// Suspends an account whose invoices are unpaid for too long, and releases one that has paid. Suspended accounts start
// nothing new; what runs is settled as ever.

import { sql as text } from 'kysely';
import { releaseAccount, suspendAccount } from '../../accounts/index.ts';
import { shardOf, type Transaction, withoutNulls } from '../../database/index.ts';
import { WALLETS } from '../../ledger/index.ts';
import { lockPostpaidAccount } from '../close/postpaid-account.ts';
import { decidePaymentStatus } from '../decide/decide-payment-status.ts';
import type { InvoiceTables } from '../entities.ts';
import type { InvoiceContext } from '../invoice-context.ts';
import { UNPAID } from '../read/read-invoices.ts';

export interface SuspensionTerms {
  readonly graceDays: number;
  readonly now: Date;
}

/** Of an invoice: money of its payments went back. */
const hasMoneyBack = text<boolean>`exists (select from jsonb_each_text(money_back) where value::numeric > 0)`;
/** Of an invoice: its account owes credits whose money went back. */
export const isOwedFor = text<boolean>`exists (select from ${text.raw(WALLETS)} as wallet
  where wallet.account_id = invoice.account_id and debt > 0)`;

/** A paid one whose money went back is unpaid again until its credits, which are owed since, are settled. */
async function findUnpaid(tx: Transaction, accountId: string) {
  const rows = await tx
    .tables<InvoiceTables>()
    .selectFrom('invoice')
    .select(['status', 'dueAt', 'payUrl'])
    .where('accountId', '=', accountId)
    .where((eb) => eb.or([eb('status', 'in', UNPAID), eb.and([eb('status', '=', 'PAID'), hasMoneyBack, isOwedFor])]))
    .execute();
  return rows
    .map(withoutNulls)
    .map((row) => (row.status === 'PAID' ? { status: 'OVERDUE' as const, dueAt: row.dueAt, payUrl: undefined } : row));
}

/** The caller holds the lock of the postpaid account. */
export async function applySuspension(
  tx: Transaction,
  accountId: string,
  { graceDays, now }: SuspensionTerms,
): Promise<void> {
  const invoices = await findUnpaid(tx, accountId);
  const paymentStatus = decidePaymentStatus({ invoices, graceDays, now });
  const reason = 'UNPAID_INVOICE';
  if (paymentStatus === 'GOOD') return releaseAccount(tx, accountId, { reason, now });
  const payUrls = invoices.flatMap(({ payUrl }) => payUrl ?? []);
  return suspendAccount(tx, accountId, { reason, payUrls, now });
}

export function reviewSuspension(
  { database, terms, now }: Pick<InvoiceContext, 'database' | 'terms' | 'now'>,
  accountId: string,
): Promise<void> {
  return shardOf(database, accountId).transaction(async (tx) => {
    await lockPostpaidAccount(tx, accountId);
    await applySuspension(tx, accountId, { graceDays: terms.graceDays, now: now() });
  });
}
