// Credits that nobody paid for: lots of packs and top-ups whose payment the provider does not know as paid.
import type { PaymentEvent } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import type { Finding } from './report.ts';

const PAYMENTS = `select asked.id, coalesce(p.payment_intent_id, t.payment_intent_id) as payment_intent_id
  from unnest($1::uuid[], $2::uuid[]) as asked (account_id, id)
  left join purchase p on p.account_id = asked.account_id and p.id = asked.id
  left join auto_top_up_attempt t on t.account_id = asked.account_id and t.id = asked.id`;

/** `checkouts`: paid ones, which need not be asked about again. */
export async function findUnpaidCredits(
  { database, ledger, payments }: PurchaseContext,
  since: Date,
  checkouts: readonly PaymentEvent[],
): Promise<Finding[]> {
  const lots = await ledger.boughtLots(since);
  const named = lots.filter((lot) => lot.purchaseId !== undefined);
  const rows = await database.rows<{ id: string; payment_intent_id: string | null }>(PAYMENTS, [
    named.map((lot) => lot.accountId),
    named.map((lot) => lot.purchaseId),
  ]);
  const paymentOf = new Map(rows.map((row) => [row.id, row.payment_intent_id ?? undefined]));
  const paid = new Set(checkouts.map(({ subject }) => (subject.kind === 'checkout' ? subject.paymentIntentId : '')));
  const findings: Finding[] = [];
  for (const { accountId, number: lot, purchaseId = '' } of lots) {
    const paymentIntentId = paymentOf.get(purchaseId);
    if (paymentIntentId !== undefined) {
      if (paid.has(paymentIntentId) || (await payments.isPaid(paymentIntentId)) === true) continue;
    }
    findings.push({ code: 'CREDITS_WITHOUT_PAYMENT', accountId, lot, paymentIntentId });
  }
  return findings;
}
