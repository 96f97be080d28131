// An operator gives back the money of credits that a customer did not use. The row is committed before anything moves.
import { newId, type Transaction } from '../../database/index.ts';
import { hashInput, type LotState } from '../../ledger/index.ts';
import { type MicroCredits, sum, ZERO } from '../../money/index.ts';
import { findPurchase, type StoredPurchase } from '../packs/read-purchases.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { decideRefundMoney } from './decide-shares.ts';
import { finishRefund } from './finish-refund.ts';
import { findPaymentLot } from './payment-lot.ts';
import { lockPayment, readReversals } from './payment-reversals.ts';
import type {
  PurchaseRefund,
  RefundPurchaseOutcome,
  RefundPurchaseRequest,
  RefundRefusal,
  RefundStatus,
} from './refunds.ts';
import {
  isClaim,
  REVERSAL_COLUMNS,
  type Reversal,
  type ReversalRow,
  type ReversalStatus,
  toReversal,
} from './reversal.ts';

const refused = (refusal: RefundRefusal): RefundPurchaseOutcome => ({ status: 'refused', refusal });

export async function refundPurchase(
  context: PurchaseContext,
  request: RefundPurchaseRequest,
): Promise<RefundPurchaseOutcome> {
  const { purchaseId, credits, reason } = request;
  const inputHash = hashInput({ purchaseId, credits, reason });
  const before = await findByKey(context, request);
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

const INSERT = `insert into payment_reversal (account_id, id, kind, payment_intent_id, purchase_id, lot, credits, minor_units,
    currency, status, reason, idempotency_key, input_hash, created_at)
  values ($1, $2, 'OPERATOR_REFUND', $3, $4, $5, $6, $7, $8, 'PENDING', $9, $10, $11, $12)
  on conflict (account_id, idempotency_key) do nothing returning ${REVERSAL_COLUMNS}`;

/** Undefined when the credits are worth nothing; a rival's row when it had the same key. */
function enter(context: PurchaseContext, request: RefundPurchaseRequest, entry: Entry): Promise<Reversal | undefined> {
  const { accountId, purchaseId, reason, idempotencyKey } = request;
  const { paymentIntentId, lot, purchase, credits, inputHash } = entry;
  return context.database.transaction(async (tx) => {
    await lockPayment(tx, paymentIntentId);
    const minorUnits = await worthOf(tx, entry);
    if (minorUnits === 0n) return undefined;
    const payment = [accountId, newId(), paymentIntentId, purchaseId, lot.number, credits, minorUnits];
    const words = [purchase.priceCurrency, reason, idempotencyKey, inputHash, context.now()];
    const [row] = await tx.rows<ReversalRow>(INSERT, [...payment, ...words]);
    return row === undefined ? findByKey({ database: tx }, request) : toReversal(row);
  });
}

async function worthOf(tx: Transaction, { purchase, paymentIntentId, lot, credits }: Entry): Promise<bigint> {
  const claims = (await readReversals(tx, purchase.accountId, paymentIntentId)).filter(isClaim);
  const claimed = {
    granted: lot.granted,
    paid: purchase.paidMinorUnits ?? purchase.priceMinorUnits,
    currency: purchase.priceCurrency,
    claimedCredits: sum(claims.map((claim) => claim.credits)),
    claimedMinorUnits: claims.reduce((total, claim) => total + claim.minorUnits, 0n),
  };
  return decideRefundMoney(claimed, credits);
}

async function findByKey(
  { database }: { readonly database: Pick<PurchaseContext['database'], 'rows'> },
  { accountId, idempotencyKey }: RefundPurchaseRequest,
): Promise<Reversal | undefined> {
  const [row] = await database.rows<ReversalRow>(
    `select ${REVERSAL_COLUMNS} from payment_reversal where account_id = $1 and idempotency_key = $2`,
    [accountId, idempotencyKey],
  );
  return row === undefined ? undefined : toReversal(row);
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
