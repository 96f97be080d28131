// Asks the payment provider about an attempt and settles what it answers. May be called again at any time: the attempt's
// id is the provider's idempotency key, so a second call is answered what the first one was.
import { type BackOff, backOff } from '../../background/index.ts';
import { type Sql, toPublicId } from '../../database/index.ts';
import { formatCredits } from '../../money/index.ts';
import type { TopUpTables } from './entities.ts';
import type { ChargeAnswer, OffSessionPayment } from './off-session-payments.ts';
import { creditTopUp, failTopUp } from './settle-attempt.ts';
import type { TopUpAttempt } from './top-up.ts';
import type { TopUpContext } from './top-up-context.ts';

const HOUR_MILLISECONDS = 3_600_000;
/**
 * Stripe forgets idempotency keys after 24 hours at the earliest (https://docs.stripe.com/api/idempotent_requests). Later,
 * the payment is searched for instead: asking would charge again.
 */
const KEY_LIFE_MILLISECONDS = 23 * HOUR_MILLISECONDS;
/** 1, 2, 4 … minutes, at most an hour. */
const PAUSE: BackOff = { firstMilliseconds: 60_000, longestMilliseconds: HOUR_MILLISECONDS };

/** Settled, or still in flight. */
export async function runAttempt(context: TopUpContext, attempt: TopUpAttempt): Promise<'settled' | 'in flight'> {
  await markAsking(context.database, attempt, context.now());
  const answer = await ask(context, attempt);
  switch (answer.status) {
    case 'known':
      return settle(context, attempt, answer.payment);
    case 'refused':
      await failTopUp(context, attempt, {
        decline: { code: undefined, advice: undefined, message: 'The saved payment method cannot be used any more.' },
        paymentIntentId: undefined,
        decision: { kind: 'pause', reason: 'PAYMENT_METHOD_MISSING' },
      });
      report(context, attempt, answer.reason);
      return 'settled';
    case 'absent':
      await failTopUp(context, attempt, {
        decline: { code: undefined, advice: undefined, message: 'The payment provider could not be reached.' },
        paymentIntentId: undefined,
      });
      return 'settled';
    case 'unknown':
      report(context, attempt, answer.reason);
      return 'in flight';
    default:
      return answer satisfies never;
  }
}

/** An attempt that has ended stays as it is. */
const pendingOf = (sql: Sql, { accountId, id }: TopUpAttempt) =>
  sql
    .tables<TopUpTables>()
    .updateTable('auto_top_up_attempt')
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .where('status', '=', 'PENDING');

async function markAsking(sql: Sql, attempt: TopUpAttempt, now: Date): Promise<void> {
  const nextAskAt = new Date(now.getTime() + backOff(PAUSE, attempt.asks + 1));
  await pendingOf(sql, attempt)
    .set((eb) => ({ asks: eb('asks', '+', 1), nextAskAt }))
    .execute();
}

async function ask(
  { payments, now }: TopUpContext,
  attempt: TopUpAttempt,
): Promise<ChargeAnswer | { readonly status: 'absent' }> {
  const { accountId, id, customerId, paymentMethodId, paymentIntentId, price, createdAt } = attempt;
  const attemptId = toPublicId('pur', id);
  const isForgotten = now().getTime() - createdAt.getTime() > KEY_LIFE_MILLISECONDS;
  if (paymentIntentId !== undefined || isForgotten) {
    return payments.findOffSessionPayment({ paymentIntentId, customerId, attemptId, since: createdAt });
  }
  // Made of the row only: the provider refuses a repeated key whose parameters differ.
  return payments.chargeOffSession({
    attemptId,
    accountId: toPublicId('acct', accountId),
    customerId,
    paymentMethodId,
    price,
    description: `Automatic top-up: ${attempt.pack.name} (${formatCredits(attempt.credits)} credits)`,
  });
}

async function settle(
  context: TopUpContext,
  attempt: TopUpAttempt,
  payment: OffSessionPayment,
): Promise<'settled' | 'in flight'> {
  const { paymentIntentId, status } = payment;
  switch (status) {
    case 'succeeded':
      return (await creditTopUp(context, attempt, { payment })) === 'RECORDED' ? 'in flight' : 'settled';
    case 'failed': {
      const decline = payment.decline ?? { code: undefined, advice: undefined, message: 'The payment failed.' };
      await failTopUp(context, attempt, { decline, paymentIntentId });
      return 'settled';
    }
    case 'processing':
      await pendingOf(context.database, attempt).set({ paymentIntentId }).execute();
      return 'in flight';
    default:
      return status satisfies never;
  }
}

function report({ log }: TopUpContext, { id }: TopUpAttempt, reason: string): void {
  log.warn({ purchaseId: toPublicId('pur', id), reason }, 'a top-up was not answered by the payment provider');
}
