// An operator gives back the money of credits that a customer did not use. The row is committed before anything moves.
import { recordOperatorActions } from '../../accounts/index.ts';
import { newId, type Sql, shardOf, type Transaction, toPublicId, withoutNulls } from '../../database/index.ts';
import { hashInput, type LotState } from '../../ledger/index.ts';
import { formatCredits, type MicroCredits, sum, ZERO } from '../../money/index.ts';
import type { PurchaseTables } from '../entities.ts';
import { findPurchase, type StoredPurchase } from '../packs/read-purchases.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { decideRefundMoney } from './decide-shares.ts';
import { finishRefund } from './finish-refund.ts';
import { findPaymentLot } from './payment-lot.ts';
import type {
  PurchaseRefund,
  RefundPurchaseOutcome,
  RefundPurchaseRequest,
  RefundRefusal,
  RefundStatus,
} from './refunds.ts';
import { isCounted, lockPayment, type Reversal, type ReversalStatus, readReversals, reversalsOf } from './reversal.ts';

const refused = (refusal: RefundRefusal): RefundPurchaseOutcome => ({ status: 'refused', refusal });

export async function refundPurchase(
  context: PurchaseContext,
  request: RefundPurchaseRequest,
): Promise<RefundPurchaseOutcome> {
  const { purchaseId, credits, reason } = request;
  const inputHash = hashInput({ purchaseId, credits, reason });
  const before = await findByKey(context.database, request);
  if (before !== undefined) return goOn(context, before, { inputHash, replayed: true });
  const purchase = await findPurchase(context.database, request.accountId, purchaseId);
  if (purchase === undefined) return refused({ code: 'PURCHASE_NOT_FOUND' });
  const payment = await paymentOf(context, purchase);
  if (purchase.status !== 'PAID' || payment === undefined) {
    return refused({ code: 'PURCHASE_NOT_REFUNDABLE', status: purchase.status });
  }
  const left = unusedOf(payment.lot, context.now());
  const asked = credits ?? left;
  if (asked > left || asked <= 0n) return refused({ code: 'NOT_ENOUGH_UNUSED', left });
  const entered = await enter(context, request, { purchase, ...payment, credits: asked, inputHash });
  if (entered === undefined) return refused({ code: 'AMOUNT_TOO_SMALL', left });
  return goOn(context, entered, { inputHash, replayed: entered.status !== 'PENDING' });
}

async function goOn(
  context: PurchaseContext,
  reversal: Reversal,
  { inputHash, replayed }: { readonly inputHash: string; readonly replayed: boolean },
): Promise<RefundPurchaseOutcome> {
  if (reversal.inputHash !== inputHash) return refused({ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' });
  const finished = await finishRefund(context, reversal);
  return { status: 'accepted', refund: toRefund(finished), replayed };
}

interface Payment {
  readonly paymentIntentId: string;
  readonly lot: LotState;
}

/** Undefined when it was never paid. */
async function paymentOf(
  context: PurchaseContext,
  { accountId, paymentIntentId }: StoredPurchase,
): Promise<Payment | undefined> {
  if (paymentIntentId === undefined) return undefined;
  const lot = await findPaymentLot(context, { accountId, paymentIntentId });
  return lot === undefined ? undefined : { paymentIntentId, lot };
}

function unusedOf({ remaining, usableUntil }: LotState, now: Date): MicroCredits {
  return usableUntil !== undefined && usableUntil <= now ? ZERO : remaining;
}

interface Entry extends Payment {
  readonly purchase: StoredPurchase;
  readonly credits: MicroCredits;
  readonly inputHash: string;
}

/** Undefined when the credits are worth nothing; a rival's row when it had the same key. */
function enter(context: PurchaseContext, request: RefundPurchaseRequest, entry: Entry): Promise<Reversal | undefined> {
  const { accountId, purchaseId, reason, idempotencyKey } = request;
  const { paymentIntentId, lot, purchase, credits, inputHash } = entry;
  return shardOf(context.database, accountId).transaction(async (tx) => {
    await lockPayment(tx, paymentIntentId);
    const minorUnits = await worthOf(tx, entry);
    if (minorUnits === 0n) return undefined;
    const payment = { paymentIntentId, purchaseId, lot: lot.number, currency: purchase.priceCurrency };
    const row = await tx
      .tables<PurchaseTables>()
      .insertInto('payment_reversal')
      .values({
        ...{ accountId, id: newId(), kind: 'OPERATOR_REFUND', status: 'PENDING', ...payment },
        ...{ credits, minorUnits, reason, idempotencyKey, inputHash, createdAt: context.now() },
      })
      .onConflict((conflict) => conflict.columns(['accountId', 'idempotencyKey']).doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return findByKey(tx, request);
    recordRefund(tx, request, { credits, now: context.now() });
    return withoutNulls(row);
  });
}

/** The credits are taken by a transaction of their own, which follows; if no money goes back, by another one they return. */
function recordRefund(
  tx: Transaction,
  { accountId, purchaseId, operator }: RefundPurchaseRequest,
  { credits, now }: { readonly credits: MicroCredits; readonly now: Date },
): void {
  if (operator === undefined) return;
  const changes = { credits: ['', formatCredits(credits)] } as const;
  const what = { action: 'REFUND_PURCHASE', subject: toPublicId('pur', purchaseId), changes } as const;
  recordOperatorActions(tx, [{ ...operator, ...what, accountId, now }]);
}

async function worthOf(tx: Transaction, { purchase, paymentIntentId, lot, credits }: Entry): Promise<bigint> {
  const counted = (await readReversals(tx, purchase.accountId, paymentIntentId)).filter(isCounted);
  const reversed = {
    granted: lot.granted,
    paid: purchase.paidMinorUnits ?? purchase.priceMinorUnits,
    currency: purchase.priceCurrency,
    reversedCredits: sum(counted.map(({ credits: one }) => one)),
    reversedMinorUnits: counted.reduce((total, { minorUnits }) => total + minorUnits, 0n),
  };
  return decideRefundMoney(reversed, credits);
}

async function findByKey(
  sql: Sql,
  { accountId, idempotencyKey }: RefundPurchaseRequest,
): Promise<Reversal | undefined> {
  const row = await reversalsOf(sql, accountId).where('idempotencyKey', '=', idempotencyKey).executeTakeFirst();
  return row === undefined ? undefined : withoutNulls(row);
}

const STATUS: Readonly<Record<ReversalStatus, RefundStatus>> = {
  PENDING: 'PENDING',
  TAKEN: 'PENDING',
  DONE: 'DONE',
  RETURNING: 'FAILED',
  FAILED: 'FAILED',
  OPEN: 'PENDING',
  WON: 'FAILED',
  LOST: 'DONE',
};

function toRefund(reversal: Reversal): PurchaseRefund {
  const { id, accountId, purchaseId = '', credits, minorUnits, currency, status, reason, createdAt } = reversal;
  const amount = { minorUnits, currency };
  return { id, accountId, purchaseId, credits, amount, status: STATUS[status], reason, createdAt };
}
