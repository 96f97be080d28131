// An event about the Payment Intent of a top-up.
import type { PaymentEventOutcome } from '../purchases.ts';
import type { TopUpSubject } from './off-session-payments.ts';
import { findAttempt } from './read-top-up.ts';
import { creditTopUp, failTopUp, type ReceivedWith } from './settle-attempt.ts';
import type { SettleContext } from './top-up-context.ts';

/** Any order, any number of times: money outranks what was handled before, and a failure is handled only while it is open. */
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
