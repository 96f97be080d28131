// What a payment's outcome makes of its attempt: credits once, or one step of the breaker. Whoever handles it first settles
// it: the answer to our call, the webhook, the recovery or the reconciler; for all others nothing is left to do.
import { plainArray, type Transaction, textArray, toPublicId } from '../../database/index.ts';
import { companion, hashInput } from '../../ledger/index.ts';
import { formatCredits, formatMoney } from '../../money/index.ts';
import { recordWebhookEvents } from '../../webhooks/index.ts';
import { recordEvents } from '../events/record-events.ts';
import { decidePackExpiry } from '../packs/decide-pack-expiry.ts';
import type { PaymentEvent } from '../payments.ts';
import type { PaymentEventOutcome } from '../purchases.ts';
import { releaseSettled } from '../reconcile/release-settled.ts';
import { type DeclineDecision, decideDecline, pauseInWords, publicDeclineCode } from './decide-decline.ts';
import type { CardDecline, OffSessionPayment } from './off-session-payments.ts';
import type { TopUpAttempt } from './top-up.ts';
import type { SettleContext } from './top-up-context.ts';
import { ATTEMPT_COLUMNS, type AttemptRow, TOP_UP_COLUMNS, type TopUpRow } from './top-up-row.ts';

/** The event that told of it, when one did. */
export interface ReceivedWith {
  readonly event: PaymentEvent;
  readonly receivedAt: Date;
}

interface ToppedUp {
  readonly attempt: TopUpAttempt;
  readonly paymentIntentId: string;
  readonly paidAt: Date;
  readonly now: Date;
  readonly receivedWith: ReceivedWith | undefined;
}

/** A success clears the breaker. The settings' row comes before the attempt's in every transaction. */
const CLEAR = `update auto_top_up set failures = 0, retry_at = null, paused_reason = null,
    declined_payment_method_id = null, last_charged_at = greatest(last_charged_at, new.at)
  from unnest($1::uuid[], $2::timestamptz[]) as new (account_id, at) where auto_top_up.account_id = new.account_id`;

const SUCCEED = `update auto_top_up_attempt set status = 'SUCCEEDED', payment_intent_id = new.payment_intent_id,
    ended_at = new.at, next_ask_at = null, decline_code = null, message = null
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) as new (account_id, id, payment_intent_id, at)
  where auto_top_up_attempt.account_id = new.account_id and auto_top_up_attempt.id = new.id`;

/** A top-up is a purchase that nobody had to click: refunds, disputes and receipts find it where they look. */
const INSERT_PURCHASE = `insert into purchase (account_id, id, pack_id, pack_name, validity, credits, price_minor_units,
    price_currency, status, idempotency_key, input_hash, payment_intent_id, created_at, paid_at)
  select attempt.account_id, attempt.id, pack_id, pack_name, validity, credits, price_minor_units, currency, 'PAID',
    'auto-top-up:' || attempt.id, '', new.payment_intent_id, created_at, greatest(created_at, new.paid_at)
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) as new (account_id, id, payment_intent_id, paid_at)
  join auto_top_up_attempt as attempt on attempt.account_id = new.account_id and attempt.id = new.id`;

/** Runs in the ledger's transaction: credits, attempt, purchase and events are one fact. */
async function writeToppedUp(tx: Transaction, items: readonly ToppedUp[]): Promise<void> {
  const accountIds = plainArray(items.map(({ attempt }) => attempt.accountId));
  const ids = plainArray(items.map(({ attempt }) => attempt.id));
  const intents = textArray(items.map(({ paymentIntentId }) => paymentIntentId));
  const moments = plainArray(items.map(({ now }) => now));
  tx.send(CLEAR, [accountIds, moments]);
  tx.send(SUCCEED, [accountIds, ids, intents, moments]);
  tx.send(INSERT_PURCHASE, [accountIds, ids, intents, plainArray(items.map(({ paidAt }) => paidAt))]);
  recordWebhookEvents(
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
    await recordEvents(
      tx,
      received.map((from) => ({ ...from, outcome: 'CREDITED' })),
    );
  }
}

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
  const expiresAt = decidePackExpiry({ validity: pack.validity, paidAt, now });
  const outcome = await context.ledger.submit({
    command: {
      kind: 'add',
      accountId,
      idempotencyKey: `stripe:${paymentIntentId}`,
      inputHash: hashInput({ paymentIntentId, attemptId: id, credits }),
      amount: credits,
      source: 'AUTO_TOP_UP',
      ...(expiresAt === undefined ? {} : { expiresAt }),
      purchaseId: id,
      description: `Automatic top-up: ${pack.name}`,
    },
    companion: companion(writeToppedUp, { attempt, paymentIntentId, paidAt, now, receivedWith }),
  });
  if (outcome.status === 'refused') return report(outcome.refusal.code);
  await releaseSettled(context, accountId);
  return outcome.status === 'applied' ? 'CREDITED' : 'ALREADY_CREDITED';
}

export interface Failure {
  readonly decline: CardDecline;
  readonly paymentIntentId: string | undefined;
  /** What it means, when the card was not even asked. */
  readonly decision?: DeclineDecision;
}

const LOCK = `select ${TOP_UP_COLUMNS} from auto_top_up where account_id = $1 for update`;

/** Of a top-up that has ended already, nothing is left to fail. */
const FAIL = `update auto_top_up_attempt set status = 'FAILED', payment_intent_id = coalesce($3, payment_intent_id),
    decline_code = $4, message = $5, ended_at = $6, next_ask_at = null
  where account_id = $1 and id = $2 and status = 'PENDING' returning ${ATTEMPT_COLUMNS}`;

const STEP = `update auto_top_up set failures = $2, retry_at = $3, paused_reason = $4, declined_payment_method_id = $5
  where account_id = $1`;

/** One step of the breaker, with the event for the customer. False when the attempt had ended before. */
export async function failTopUp(context: SettleContext, attempt: TopUpAttempt, failure: Failure): Promise<boolean> {
  const now = context.now();
  return context.database.transaction(async (tx) => {
    const { accountId, id, paymentMethodId } = attempt;
    const [settings] = await tx.rows<TopUpRow>(LOCK, [accountId]);
    const { code, advice, message } = failure.decline;
    const values = [accountId, id, failure.paymentIntentId ?? null, code ?? null, message, now];
    const [failed] = await tx.rows<AttemptRow>(FAIL, values);
    if (settings === undefined || failed === undefined) return false;
    // A card that was replaced meanwhile has nothing to do with the new one's record.
    if (settings.payment_method_id !== paymentMethodId) return true;
    const failures = settings.failures + 1;
    const decision = failure.decision ?? decideDecline({ code, advice, failures, now });
    const isPaused = decision.kind === 'pause';
    const [retryAt, reason] = isPaused ? [null, decision.reason] : [decision.at, null];
    tx.send(STEP, [accountId, failures, retryAt, reason, paymentMethodId]);
    if (failures === 1 || isPaused) publishFailure(tx, attempt, { failure, decision, now });
    return true;
  });
}

/** At the first decline, and when it stops trying. */
function publishFailure(
  tx: Transaction,
  attempt: TopUpAttempt,
  { failure, decision, now }: { readonly failure: Failure; readonly decision: DeclineDecision; readonly now: Date },
): void {
  const { message, code } = failure.decline;
  recordWebhookEvents(tx, [
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
