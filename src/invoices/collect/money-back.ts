// Money of a paid invoice goes back: by a lost dispute, or by a refund at the provider's end. The ledger owes its credits
// again; until they are settled the invoice counts as unpaid.

import { lockPostpaidAccount } from '../close/postpaid-account.ts';
import type { InvoiceContext } from '../invoice-context.ts';
import { applySuspension } from './apply-suspension.ts';

export interface InvoiceMoneyBack {
  readonly accountId: string;
  readonly providerInvoiceId: string;
  /** The payment that it went back of: an invoice can be paid by several. */
  readonly paymentIntentId: string;
  /** All that has gone back of this payment, in minor units. */
  readonly minorUnits: bigint;
}

/** What went back of one payment of several adds up. */
const RECORD = `update invoice set money_back = money_back || jsonb_build_object($3::text, $4::text)
  where account_id = $1 and provider_invoice_id = $2 and money_back ->> $3 is distinct from $4`;

/** Any number of times, in any order: it says how much it is in all. */
export function recordMoneyBack(
  { database, terms, now }: Pick<InvoiceContext, 'database' | 'terms' | 'now'>,
  { accountId, providerInvoiceId, paymentIntentId, minorUnits }: InvoiceMoneyBack,
): Promise<void> {
  return database.transaction(async (tx) => {
    await lockPostpaidAccount(tx, accountId);
    await tx.rows(RECORD, [accountId, providerInvoiceId, paymentIntentId, String(minorUnits)]);
    await applySuspension(tx, accountId, { graceDays: terms.graceDays, now: now() });
  });
}
