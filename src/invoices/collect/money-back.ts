// Money of a paid invoice goes back: by a lost dispute, or by a refund at the provider's end. The ledger owes its credits
// again; until they are settled the invoice counts as unpaid.

import { sql as text } from 'kysely';
import { shardOf } from '../../database/index.ts';
import { lockPostpaidAccount } from '../close/postpaid-account.ts';
import type { InvoiceTables } from '../entities.ts';
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

/** Any number of times, in any order: it says how much it is in all. */
export function recordMoneyBack(
  { database, terms, now }: Pick<InvoiceContext, 'database' | 'terms' | 'now'>,
  { accountId, providerInvoiceId, paymentIntentId, minorUnits }: InvoiceMoneyBack,
): Promise<void> {
  return shardOf(database, accountId).transaction(async (tx) => {
    await lockPostpaidAccount(tx, accountId);
    const amount = String(minorUnits);
    // What went back of one payment of several adds up.
    await tx
      .tables<InvoiceTables>()
      .updateTable('invoice')
      .set({ moneyBack: text`money_back || jsonb_build_object(${paymentIntentId}::text, ${amount}::text)` })
      .where('accountId', '=', accountId)
      .where('providerInvoiceId', '=', providerInvoiceId)
      .where(text<string>`money_back ->> ${paymentIntentId}::text`, 'is distinct from', amount)
      .execute();
    await applySuspension(tx, accountId, { graceDays: terms.graceDays, now: now() });
  });
}
