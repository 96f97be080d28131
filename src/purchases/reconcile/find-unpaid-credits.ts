// Credits that nobody paid for: lots of packs, top-ups and plans whose payment the provider does not know as paid.
import type { BoughtLot } from '../../ledger/index.ts';
import type { PaymentEvent } from '../payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import type { Finding } from './report.ts';

const PAYMENTS = `select asked.id, coalesce(p.payment_intent_id, t.payment_intent_id) as payment_intent_id
  from unnest($1::uuid[], $2::uuid[]) as asked (account_id, id)
  left join purchase p on p.account_id = asked.account_id and p.id = asked.id
  left join auto_top_up_attempt t on t.account_id = asked.account_id and t.id = asked.id`;

/** What is known to be paid, and need not be asked about again. */
export interface KnownAsPaid {
  readonly checkouts: readonly PaymentEvent[];
  /** `<account> <number>` of lots that paid invoices brought. */
  readonly planLots: ReadonlySet<string>;
}

export const nameOfLot = (accountId: string, lot: number): string => `${accountId} ${lot}`;

export async function findUnpaidCredits(context: PurchaseContext, since: Date, known: KnownAsPaid): Promise<Finding[]> {
  const lots = await context.ledger.boughtLots(since);
  const [ofPlans, bought] = [lots.filter(isOfPlan), lots.filter((lot) => !isOfPlan(lot))];
  return [...(await findUnpaidPurchases(context, bought, known)), ...(await findUnpaidPlans(context, ofPlans, known))];
}

const isOfPlan = ({ source }: BoughtLot): boolean => source === 'PLAN';

async function findUnpaidPurchases(
  { database, payments }: PurchaseContext,
  lots: readonly BoughtLot[],
  { checkouts }: KnownAsPaid,
): Promise<Finding[]> {
  const named = lots.filter((lot) => lot.purchaseId !== undefined);
  const rows = await database.rows<{ id: string; payment_intent_id: string | null }>(PAYMENTS, [
    named.map((lot) => lot.accountId),
    named.map((lot) => lot.purchaseId),
  ]);
  const paymentOf = new Map(rows.map((row) => [row.id, row.payment_intent_id ?? undefined]));
  const paid = new Set(checkouts.map(({ subject }) => (subject.kind === 'checkout' ? subject.paymentIntentId : '')));
  const findings: Finding[] = [];
  for (const { accountId, number: lot, purchaseId = '' } of lots) {
    const paymentId = paymentOf.get(purchaseId);
    if (paymentId !== undefined) {
      if (paid.has(paymentId) || (await payments.isPaid(paymentId)) === true) continue;
    }
    findings.push({ code: 'CREDITS_WITHOUT_PAYMENT', accountId, lot, paymentId });
  }
  return findings;
}

const INVOICE_KEY = /^stripe:(in_\w+)$/;

async function findUnpaidPlans(
  { ledger, payments }: PurchaseContext,
  lots: readonly BoughtLot[],
  { planLots }: KnownAsPaid,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { accountId, number: lot } of lots) {
    if (planLots.has(nameOfLot(accountId, lot))) continue;
    // An invoice can be older than what was listed: it was paid after weeks of dunning.
    const paymentId = INVOICE_KEY.exec((await ledger.keyOfLot(accountId, lot)) ?? '')?.[1];
    if (paymentId !== undefined && (await payments.isInvoicePaid(paymentId)) === true) continue;
    findings.push({ code: 'CREDITS_WITHOUT_PAYMENT', accountId, lot, paymentId });
  }
  return findings;
}
