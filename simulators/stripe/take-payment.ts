// One attempt to charge a card for a payment intent: asks the simulated bank and keeps what it says.
import type Stripe from 'stripe';
import { CardDecline } from './api-answer.ts';
import { buildCharge } from './charge.ts';
import { type CardOutcome, type Decline, decideCardOutcome } from './decide-card-outcome.ts';
import { openDispute } from './dispute.ts';
import { declineIntent, describeError, succeedIntent } from './payment-intent.ts';
import { attachPaymentMethod, cardOf } from './payment-method.ts';
import type { StoredIntent, StoredPaymentMethod } from './stored-objects.ts';
import { idOf, type Work } from './work.ts';

export interface Attempt {
  readonly intent: string;
  readonly method: StoredPaymentMethod;
  /** The customer is not there to authenticate. */
  readonly isOffSession: boolean;
  /** On a page of the simulator, where the customer authenticates on the spot. */
  readonly isAuthenticated?: boolean;
}

export type Payment =
  | { readonly status: 'succeeded'; readonly intent: Stripe.PaymentIntent; readonly charge: Stripe.Charge }
  | { readonly status: 'declined'; readonly intent: Stripe.PaymentIntent; readonly decline: Decline }
  | { readonly status: 'requires_action'; readonly intent: Stripe.PaymentIntent };

export async function takePayment(work: Work, attempt: Attempt): Promise<Payment> {
  const stored = await work.get('payment_intent', attempt.intent);
  const outcome = askBank(work, attempt);
  switch (outcome.kind) {
    case 'approved':
      return approve(work, stored, { ...attempt, disputeReason: outcome.disputeReason });
    case 'declined':
      return decline(work, stored, { ...attempt, decline: outcome.decline });
    case 'requires_action':
      return askCustomer(work, stored, attempt);
    default:
      return outcome satisfies never;
  }
}

function askBank(work: Work, { method, isOffSession, isAuthenticated = false }: Attempt): CardOutcome {
  const { card } = method.object;
  return decideCardOutcome({
    behaviour: cardOf(method).behaviour,
    trouble: method.trouble ?? null,
    expiry: { month: card?.exp_month ?? 0, year: card?.exp_year ?? 0 },
    now: { month: work.now.getUTCMonth() + 1, year: work.now.getUTCFullYear() },
    isOffSession,
    isSetUp: method.isSetUp,
    isAuthenticated,
  });
}

async function approve(
  work: Work,
  stored: StoredIntent,
  { method, disputeReason, isAuthenticated = false }: Attempt & { readonly disputeReason: string | undefined },
): Promise<Payment> {
  const { baseUrl, now } = work;
  const charge = buildCharge({ intent: stored.object, method: method.object, decline: undefined, baseUrl, now });
  const intent = succeedIntent(stored.object, charge);
  work.save('charge', charge.id, { object: charge });
  work.save('payment_intent', intent.id, { ...stored, object: intent });
  work.happened('charge.succeeded', charge);
  work.happened('payment_intent.succeeded', intent);
  await keepForLater(work, intent, { method, isAuthenticated });
  if (disputeReason !== undefined) openDispute(work, charge, { reason: disputeReason });
  return { status: 'succeeded', intent, charge };
}

/**
 * A card that is used with `setup_future_usage` stays with the customer, ready for charges without them. Any other that
 * belongs to nobody was used for this once.
 */
async function keepForLater(
  work: Work,
  intent: Stripe.PaymentIntent,
  { method, isAuthenticated }: Required<Pick<Attempt, 'method' | 'isAuthenticated'>>,
): Promise<void> {
  const customer = idOf(intent.customer);
  if (intent.setup_future_usage === null || customer === undefined) {
    if (method.object.customer === null) work.save('payment_method', method.object.id, { ...method, isSpent: true });
    return;
  }
  const attached = await attachPaymentMethod(work, method, customer);
  if (attached instanceof CardDecline) return;
  work.save('payment_method', attached.object.id, { ...attached, isSetUp: attached.isSetUp || isAuthenticated });
}

function decline(
  work: Work,
  stored: StoredIntent,
  { method, decline: reason }: Attempt & { readonly decline: Decline },
): Payment {
  const { baseUrl, now } = work;
  const isAsked = reason.code !== 'authentication_required';
  const charge = isAsked
    ? buildCharge({ intent: stored.object, method: method.object, decline: reason, baseUrl, now })
    : undefined;
  const intent = declineIntent(stored.object, { decline: reason, charge, method: method.object });
  work.save('payment_intent', intent.id, { ...stored, object: intent });
  if (charge !== undefined) {
    work.save('charge', charge.id, { object: charge });
    work.happened('charge.failed', charge);
  }
  work.happened('payment_intent.payment_failed', intent);
  return { status: 'declined', intent, decline: reason };
}

function askCustomer(work: Work, stored: StoredIntent, { method }: Attempt): Payment {
  const intent: Stripe.PaymentIntent = {
    ...stored.object,
    payment_method: method.object.id,
    next_action: { type: 'use_stripe_sdk', use_stripe_sdk: {} },
    status: 'requires_action',
  };
  work.save('payment_intent', intent.id, { ...stored, object: intent });
  work.happened('payment_intent.requires_action', intent);
  return { status: 'requires_action', intent };
}

/** The API's answer to a payment: the intent, or HTTP 402 with all that is known. */
export function answerPayment(payment: Payment): Stripe.PaymentIntent | CardDecline {
  if (payment.status !== 'declined') return payment.intent;
  const { intent, decline: reason } = payment;
  const charge = idOf(intent.latest_charge);
  return new CardDecline({
    ...describeError(reason),
    ...(charge === undefined ? {} : { charge }),
    payment_intent: intent,
    payment_method: intent.last_payment_error?.payment_method,
  });
}
