// Collects an open invoice from the customer's card, and chases it when the card is declined
// (https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses).
import type Stripe from 'stripe';
import { changeCustomer } from './customer.ts';
import { type DunningStep, decideDunning } from './decide-dunning.ts';
import { endSubscription } from './end-subscription.ts';
import { customerOf, subscriptionOf } from './invoice.ts';
import { markPaid } from './mark-paid.ts';
import { isOfPendingUpdate } from './pending-update.ts';
import type { StoredPaymentMethod } from './stored-objects.ts';
import { changeSubscription } from './subscription.ts';
import { type Payment, takePayment } from './take-payment.ts';
import { idOf, type Work } from './work.ts';

export interface Collection {
  /** Another card than the customer's usual one. */
  readonly method?: StoredPaymentMethod | undefined;
  /** Stripe tries by itself, so that a failure leads to the next try. */
  readonly isAutomatic: boolean;
  /** The customer is there to authenticate, though not on the spot. */
  readonly isOnSession?: boolean;
  /** On a page of the simulator. */
  readonly isAuthenticated?: boolean;
}

export type CollectionOutcome = Payment | { readonly status: 'no_payment_method' };

export async function collectInvoice(work: Work, id: string, collection: Collection): Promise<CollectionOutcome> {
  const { object: invoice, paymentIntent } = await work.get('invoice', id);
  if (paymentIntent === null) throw new Error(`invoice ${id} has no payment to collect`);
  const method = collection.method ?? (await usualMethod(work, invoice));
  if (method === undefined) {
    await fail(work, id, collection);
    return { status: 'no_payment_method' };
  }
  const { isAuthenticated = false, isOnSession = false } = collection;
  const payment = await takePayment(work, {
    intent: paymentIntent,
    method,
    isOffSession: !isOnSession,
    isAuthenticated,
  });
  if (payment.status === 'succeeded') {
    await countAttempt(work, id);
    await markPaid(work, id);
  } else {
    await fail(work, id, collection);
    if (payment.status === 'requires_action') {
      work.happened('invoice.payment_action_required', (await work.get('invoice', id)).object);
    }
  }
  return payment;
}

/** The invoice's own card, else the subscription's, else the customer's. */
export async function usualMethod(work: Work, invoice: Stripe.Invoice): Promise<StoredPaymentMethod | undefined> {
  const subscription = subscriptionOf(invoice);
  const { object: customer } = await work.get('customer', customerOf(invoice));
  const names = [
    idOf(invoice.default_payment_method),
    subscription === undefined
      ? undefined
      : idOf((await work.get('subscription', subscription)).object.default_payment_method),
    idOf(customer.invoice_settings.default_payment_method),
  ];
  for (const name of names) {
    const method = name === undefined ? undefined : await work.get('payment_method', name);
    // One that was detached is nobody's any more, whoever still names it.
    if (method !== undefined && method.isSpent !== true) return method;
  }
  return undefined;
}

async function countAttempt(work: Work, id: string): Promise<Stripe.Invoice> {
  const stored = await work.get('invoice', id);
  const object = { ...stored.object, attempt_count: stored.object.attempt_count + 1, attempted: true };
  work.save('invoice', id, { ...stored, object });
  return object;
}

async function fail(work: Work, id: string, { isAutomatic }: Collection): Promise<void> {
  const counted = await countAttempt(work, id);
  const { dunning } = await work.settings();
  const isChased = isAutomatic && counted.auto_advance === true;
  const step = isChased ? decideDunning(dunning, counted.attempt_count, work.seconds) : undefined;
  const object = step === undefined ? counted : planNextTry(counted, step);
  work.save('invoice', id, { ...(await work.get('invoice', id)), object });
  work.happened('invoice.payment_failed', object);
  await changeCustomer(work, customerOf(object), () => ({ delinquent: true }));
  await fallBehind(work, object, step?.kind === 'give_up' ? step.status : undefined);
}

function planNextTry(invoice: Stripe.Invoice, step: DunningStep): Stripe.Invoice {
  if (step.kind === 'retry') return { ...invoice, next_payment_attempt: step.at };
  return { ...invoice, auto_advance: false, next_payment_attempt: null };
}

/** `last`: no further try follows, and this is what becomes of the subscription. */
async function fallBehind(
  work: Work,
  invoice: Stripe.Invoice,
  last: 'canceled' | 'unpaid' | 'past_due' | undefined,
): Promise<void> {
  const id = subscriptionOf(invoice);
  if (id === undefined) return;
  const { object } = await work.get('subscription', id);
  // It goes on as if nobody had asked for the change (pending-update.ts).
  if (isOfPendingUpdate(object, invoice)) return;
  if (object.status !== 'active' && object.status !== 'past_due') return;
  if (last === 'canceled') await endSubscription(work, id, 'payment_failed');
  else await changeSubscription(work, id, { status: last ?? 'past_due' });
}
