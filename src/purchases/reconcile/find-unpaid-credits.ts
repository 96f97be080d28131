// Credits that nobody paid for: lots of packs, top-ups and plans whose payment the provider does not know as paid. Each lot is
// looked at once; one that nobody paid for is a finding from then on.
import type { BoughtLot } from '../../ledger/index.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import type { Round } from './round.ts';
import { lotKey, markSeen, paymentKey, readSeen } from './seen.ts';

const PAGE = 500;

const PAYMENTS = `select asked.account_id || ' ' || asked.id as name,
    coalesce(p.payment_intent_id, t.payment_intent_id) as payment_intent_id
  from unnest($1::uuid[], $2::uuid[]) as asked (account_id, id)
  left join purchase p on p.account_id = asked.account_id and p.id = asked.id
  left join auto_top_up_attempt t on t.account_id = asked.account_id and t.id = asked.id`;

export async function findUnpaidCredits(round: Round, since: Date): Promise<void> {
  const { ledger } = round.context;
  let after: BoughtLot | undefined;
  do {
    const page: BoughtLot[] = await ledger.boughtLots({ since, after, limit: PAGE });
    await lookAt(round, page);
    after = page.length === PAGE ? page.at(-1) : undefined;
  } while (after !== undefined);
}

async function lookAt(round: Round, page: readonly BoughtLot[]): Promise<void> {
  const { context } = round;
  const { database, now } = context;
  const keyOf = ({ accountId, number }: BoughtLot): string => lotKey(accountId, number);
  const seen = await readSeen(database, page.map(keyOf));
  const unseen = page.filter((lot) => !seen.has(keyOf(lot)));
  const paymentOf = await paymentsOf(context, unseen);
  const paid = await readSeen(database, [...paymentOf.values()].map(paymentKey));
  for (const lot of unseen) {
    const paymentId = paymentOf.get(keyOf(lot));
    const isPaid =
      paymentId !== undefined && (paid.has(paymentKey(paymentId)) || (await isPaidFor(context, paymentId)));
    const { accountId, number } = lot;
    if (!isPaid) await round.found({ code: 'CREDITS_WITHOUT_PAYMENT', accountId, lot: number, paymentId });
    await markSeen(database, [keyOf(lot)], now());
  }
}

/** Of packs and top-ups the purchase says it; of plans, the key that their credits were added under. */
async function paymentsOf(context: PurchaseContext, lots: readonly BoughtLot[]): Promise<ReadonlyMap<string, string>> {
  const named = lots.filter(({ purchaseId }) => purchaseId !== undefined);
  const rows = await context.database.rows<{ name: string; payment_intent_id: string | null }>(PAYMENTS, [
    named.map(({ accountId }) => accountId),
    named.map(({ purchaseId }) => purchaseId),
  ]);
  const intents = new Map(rows.map((row) => [row.name, row.payment_intent_id]));
  const found = new Map<string, string>();
  for (const { accountId, number, purchaseId, source } of lots) {
    const ofPurchase = purchaseId === undefined ? undefined : intents.get(`${accountId} ${purchaseId}`);
    const paymentId = source === 'PLAN' ? await invoiceOf(context, accountId, number) : ofPurchase;
    if (paymentId !== undefined && paymentId !== null) found.set(lotKey(accountId, number), paymentId);
  }
  return found;
}

const INVOICE_KEY = /^stripe:(in_\w+)$/;

async function invoiceOf({ ledger }: PurchaseContext, accountId: string, lot: number): Promise<string | undefined> {
  return INVOICE_KEY.exec((await ledger.keyOfLot(accountId, lot)) ?? '')?.[1];
}

/** An invoice can be older than what was listed: it was paid after weeks of dunning. */
export async function isPaidFor({ payments }: PurchaseContext, paymentId: string): Promise<boolean> {
  const isPaid = paymentId.startsWith('in_') ? payments.isInvoicePaid(paymentId) : payments.isPaid(paymentId);
  return (await isPaid) === true;
}
