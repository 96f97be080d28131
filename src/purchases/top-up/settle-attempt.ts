// What a payment's outcome makes of its attempt: credits once, or one step of the breaker. Whoever handles it first settles
// it: the answer to our call, the webhook, the recovery or the reconciler; for all others nothing is left to do.
import { shardOf, type Transaction, toPublicId } from '../../database/index.ts';
import { companion } from '../../ledger/index.ts';
import { formatCredits, formatMoney } from '../../money/index.ts';
import { publishEvents } from '../../webhooks/index.ts';
import type { PurchaseTables } from '../entities.ts';
import { sendEvents } from '../events/record-events.ts';
import { decidePackExpiry } from '../packs/decide-pack-expiry.ts';
import { addPaidCredits } from '../paid-credits.ts';
import type { PaymentEvent } from '../payments.ts';
import type { PaymentEventOutcome } from '../purchases.ts';
import { lockTopUp } from './begin-attempt.ts';
import { type DeclineDecision, decideDecline, pauseInWords, publicDeclineCode } from './decide-decline.ts';
import type { CardDecline, OffSessionPayment, TopUpSubject } from './off-session-payments.ts';
import { findAttempt } from './read-top-up.ts';
import type { TopUpAttempt } from './top-up.ts';
import type { SettleContext } from './top-up-context.ts';

/** The event that it came with, when one did. */
export interface ReceivedWith {
  readonly event: PaymentEvent;
  readonly receivedAt: Date;
}

/**
 * An event about the payment of a top-up, in any order, any number of times: money outranks what was handled before, and a
 * failure is handled only while the attempt is open.
 */
export async function handleTopUp(
  context: SettleContext,
  { event, subject, receivedAt }: ReceivedWith & { readonly subject: TopUpSubject },
): Promise<PaymentEventOutcome> {
  const { reference, payment } = subject;
  const attempt =
    reference === undefined
      ? undefined
      : await findAttempt(context.database, reference.accountId, reference.purchaseId);
  if (attempt === undefined) return 'IGNORED';
  switch (payment.status) {
    case 'succeeded':
      return creditTopUp(context, attempt, { payment, receivedWith: { event, receivedAt } });
    case 'failed':
      if (payment.decline !== undefined) {
        await failTopUp(context, attempt, { decline: payment.decline, paymentIntentId: payment.paymentIntentId });
      }
      return 'RECORDED';
    case 'processing':
      return 'RECORDED';
    default:
      return payment.status satisfies never;
  }
}

interface ToppedUp {
  readonly attempt: TopUpAttempt;
  readonly paymentIntentId: string;
  readonly paidAt: Date;
  readonly now: Date;
  readonly receivedWith: ReceivedWith | undefined;
}

/** Runs in the ledger's transaction: credits, attempt, purchase and events are one fact. */
async function writeToppedUp(tx: Transaction, items: readonly ToppedUp[]): Promise<void> {
  for (const item of items) await succeed(tx, item);
  publishEvents(
    tx,
    items.map(({ attempt, now }) => ({
      accountId: attempt.accountId,
      type: 'auto_top_up.succeeded',
      data: {
        purchaseId: toPublicId('pur', attempt.id),
        credits: formatCredits(attempt.credits),
        price: toEventMoney(attempt),
      },
      occurredAt: now,
    })),
  );
  const received = items.flatMap(({ receivedWith }) => (receivedWith === undefined ? [] : [receivedWith]));
  if (received.length > 0) {
    sendEvents(
      tx,
      received.map((from) => ({ ...from, outcome: 'CREDITED' })),
    );
  }
}

/** The settings' row comes before the attempt's in every transaction. */
async function succeed(tx: Transaction, { attempt, paymentIntentId, paidAt, now }: ToppedUp): Promise<void> {
  const { accountId, id, pack, credits, price, createdAt } = attempt;
  const tables = tx.tables<PurchaseTables>();
  // A success clears the breaker.
  await tables
    .updateTable('auto_top_up')
    .set((eb) => ({
      ...CLEARED,
      lastChargedAt: eb.fn<Date>('greatest', ['lastChargedAt', eb.val(now)]),
    }))
    .where('accountId', '=', accountId)
    .execute();
  await tables
    .updateTable('auto_top_up_attempt')
    .set({
      status: 'SUCCEEDED',
      paymentIntentId,
      endedAt: now,
      nextAskAt: null,
      declineCode: null,
      message: null,
    })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .execute();
  // A top-up is a purchase that nobody had to click: refunds, disputes and receipts find it where they look.
  await tables
    .insertInto('purchase')
    .values({
      accountId,
      id,
      packId: pack.id,
      packName: pack.name,
      validity: pack.validity,
      credits,
      priceMinorUnits: price.minorUnits,
      priceCurrency: price.currency,
      status: 'PAID',
      idempotencyKey: `auto-top-up:${id}`,
      inputHash: '',
      paymentIntentId,
      createdAt,
      paidAt,
    })
    .execute();
}

const CLEARED = { failures: 0, retryAt: null, pausedReason: null, declinedPaymentMethodId: null } as const;

const toEventMoney = ({ price }: Pick<TopUpAttempt, 'price'>) => ({
  amount: formatMoney(price),
  currency: price.currency,
});

/** @returns CREDITED once; ALREADY_CREDITED ever after; RECORDED when a person has to look, which the log says */
export async function creditTopUp(
  context: SettleContext,
  attempt: TopUpAttempt,
  { payment, receivedWith }: { readonly payment: OffSessionPayment; readonly receivedWith?: ReceivedWith },
): Promise<PaymentEventOutcome> {
  const { paymentIntentId, amount } = payment;
  const now = context.now();
  const { price, credits, pack, accountId, id } = attempt;
  const report = (problem: string): PaymentEventOutcome => {
    const purchaseId = toPublicId('pur', id);
    context.log.error({ paymentIntentId, purchaseId, problem }, 'a top-up was paid and its credits were not added');
    return 'RECORDED';
  };
  if (amount.minorUnits !== price.minorUnits || amount.currency !== price.currency) {
    return report(`paid ${amount.minorUnits} ${amount.currency}, the price is ${price.minorUnits} ${price.currency}`);
  }
  // The provider counts in whole seconds, which can lie before the attempt.
  const paidAt = new Date(Math.max(payment.createdAt.getTime(), attempt.createdAt.getTime()));
  const outcome = await addPaidCredits(context, {
    accountId,
    amount: credits,
    source: 'AUTO_TOP_UP',
    paymentId: paymentIntentId,
    facts: { paymentIntentId, attemptId: id, credits },
    expiresAt: decidePackExpiry({ validity: pack.validity, paidAt, now }),
    purchaseId: id,
    description: `Automatic top-up: ${pack.name}`,
    companion: companion(writeToppedUp, { attempt, paymentIntentId, paidAt, now, receivedWith }),
  });
  if (outcome.status === 'CREDITED') context.onTopUpEnded?.('succeeded');
  return outcome.status === 'REFUSED' ? report(outcome.refusal.code) : outcome.status;
}

export interface Failure {
  readonly decline: CardDecline;
  readonly paymentIntentId: string | undefined;
  /** What it means, when the card was not even asked. */
  readonly decision?: DeclineDecision;
}

/** One step of the breaker, with the event for the customer. False when the attempt had ended before. */
export async function failTopUp(context: SettleContext, attempt: TopUpAttempt, failure: Failure): Promise<boolean> {
  const isFailed = await writeFailed(context, attempt, failure);
  if (isFailed) context.onTopUpEnded?.('failed');
  return isFailed;
}

async function writeFailed(context: SettleContext, attempt: TopUpAttempt, failure: Failure): Promise<boolean> {
  const now = context.now();
  return shardOf(context.database, attempt.accountId).transaction(async (tx) => {
    const { accountId, paymentMethodId } = attempt;
    const { code, advice } = failure.decline;
    const settings = await lockTopUp(tx, accountId);
    const isFailed = await fail(tx, attempt, { ...failure, now });
    if (!isFailed || settings === undefined) return false;
    // A card that was replaced meanwhile has nothing to do with the new one's record.
    if (settings.paymentMethodId !== paymentMethodId) return true;
    const failures = settings.failures + 1;
    const decision = failure.decision ?? decideDecline({ code, advice, failures, now });
    const isPaused = decision.kind === 'pause';
    await tx
      .tables<PurchaseTables>()
      .updateTable('auto_top_up')
      .set({
        failures,
        retryAt: isPaused ? null : decision.at,
        pausedReason: isPaused ? decision.reason : null,
        declinedPaymentMethodId: paymentMethodId,
      })
      .where('accountId', '=', accountId)
      .execute();
    if (failures === 1 || isPaused) publishFailure(tx, attempt, { failure, decision, now });
    return true;
  });
}

/** Of a top-up that has ended already, nothing is left to fail. */
async function fail(
  tx: Transaction,
  { accountId, id }: TopUpAttempt,
  { decline, paymentIntentId, now }: Failure & { readonly now: Date },
): Promise<boolean> {
  const failed = await tx
    .tables<PurchaseTables>()
    .updateTable('auto_top_up_attempt')
    .set({
      status: 'FAILED',
      declineCode: decline.code ?? null,
      message: decline.message,
      endedAt: now,
      nextAskAt: null,
      // What is known of the payment stays.
      ...(paymentIntentId === undefined ? {} : { paymentIntentId }),
    })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .where('status', '=', 'PENDING')
    .returning('id')
    .executeTakeFirst();
  return failed !== undefined;
}

/** At the first decline, and when it stops trying. */
function publishFailure(
  tx: Transaction,
  attempt: TopUpAttempt,
  { failure, decision, now }: { readonly failure: Failure; readonly decision: DeclineDecision; readonly now: Date },
): void {
  const { message, code } = failure.decline;
  publishEvents(tx, [
    {
      accountId: attempt.accountId,
      type: 'auto_top_up.failed',
      data: {
        price: toEventMoney(attempt),
        declineCode: publicDeclineCode(code) ?? null,
        message: decision.kind === 'pause' ? pauseInWords(decision.reason) : message,
        retrying: decision.kind === 'retry',
      },
      occurredAt: now,
    },
  ]);
}

/**
 * The customer has paid in person ($1: uuid[] of accounts): what stood still for want of that goes on. A card that the bank
 * refused for good stays out of use until there is another one.
 By hand: it is a part of a prepared statement.
 */
export const RESUME_AFTER_PAYMENT = `update auto_top_up
  set paused_reason = null, failures = 0, retry_at = null, declined_payment_method_id = null
  where account_id = any($1::uuid[]) and paused_reason in ('AUTHENTICATION_REQUIRED', 'RETRIES_EXHAUSTED')`;
