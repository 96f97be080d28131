// Credits that nobody paid for: lots of packs, top-ups and plans whose payment the provider does not know as paid. Each lot is
// looked at once; one that nobody paid for is a finding from then on.
import type { Sql } from '../../database/index.ts';
import type { BoughtLot } from '../../ledger/index.ts';
import type { PurchaseTables } from '../entities.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import type { Round } from './round.ts';
import { lotKey, markSeen, paymentKey, readSeen } from './seen.ts';

const PAGE = 500;

export async function findUnpaidCredits(round: Round, since: Date): Promise<void> {
  const { ledger } = round.context;
  let after: BoughtLot | undefined;
  let done = 0;
  round.onProgress({ step: 'credits', done });
  do {
    const page: BoughtLot[] = await ledger.boughtLots({ since, after, limit: PAGE });
    await lookAt(round, page);
    done += page.length;
    round.onProgress({ step: 'credits', done });
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
  const intents = await intentsOf(context.database, lots);
  const found = new Map<string, string>();
  for (const { accountId, number, purchaseId, source } of lots) {
    const ofPurchase = purchaseId === undefined ? undefined : intents.get(`${accountId} ${purchaseId}`);
    const paymentId = source === 'PLAN' ? await invoiceOf(context, accountId, number) : ofPurchase;
    if (paymentId !== undefined) found.set(lotKey(accountId, number), paymentId);
  }
  return found;
}

/** By account and purchase; a top-up whose purchase says nothing has it in its attempt. */
async function intentsOf(sql: Sql, lots: readonly BoughtLot[]): Promise<ReadonlyMap<string, string>> {
  const [ofAttempts, ofPurchases] = await Promise.all([
    readIntents(sql, 'auto_top_up_attempt', lots),
    readIntents(sql, 'purchase', lots),
  ]);
  return new Map([...ofAttempts, ...ofPurchases]);
}

async function readIntents(sql: Sql, table: 'auto_top_up_attempt' | 'purchase', lots: readonly BoughtLot[]) {
  const rows = await sql
    .tables<PurchaseTables>()
    .selectFrom(table)
    .select(['accountId', 'id', 'paymentIntentId'])
    .where((eb) =>
      eb(
        eb.refTuple('accountId', 'id'),
        'in',
        lots.flatMap(({ accountId, purchaseId }) =>
          purchaseId === undefined ? [] : [eb.tuple(accountId, purchaseId)],
        ),
      ),
    )
    .where('paymentIntentId', 'is not', null)
    .$narrowType<{ paymentIntentId: string }>()
    .execute();
  return rows.map(({ accountId, id, paymentIntentId }) => [`${accountId} ${id}`, paymentIntentId] as const);
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
