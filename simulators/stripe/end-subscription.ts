// The end of a subscription (https://docs.stripe.com/billing/subscriptions/cancel).
import type Stripe from 'stripe';
import { closeInvoice } from './close-invoice.ts';
import { note } from './customer.ts';
import { idOf, type Work } from './work.ts';

/** Its open invoices are chased no more. */
export async function endSubscription(
  work: Work,
  id: string,
  reason: 'cancellation_requested' | 'payment_failed' = 'cancellation_requested',
): Promise<Stripe.Subscription> {
  const { object } = await work.get('subscription', id);
  const customer = idOf(object.customer) ?? '';
  const ended: Stripe.Subscription = {
    ...object,
    canceled_at: object.canceled_at ?? work.seconds,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason },
    ended_at: work.seconds,
    // A change that waited for its payment comes to nothing, and its invoice with it (stopChasing).
    pending_update: null,
    status: 'canceled',
  };
  work.save('subscription', id, { object: ended });
  work.happened('customer.subscription.deleted', ended);
  await note(work, customer, { list: 'subscriptions', id, isThere: false });
  await stopChasing(work, customer, id);
  const waited = object.pending_update === null ? undefined : idOf(object.latest_invoice);
  if (waited !== undefined) await closeInvoice(work, waited, 'void');
  return ended;
}

async function stopChasing(work: Work, customer: string, subscription: string): Promise<void> {
  const { invoices } = await work.get('customer', customer);
  for (const stored of await work.findMany('invoice', invoices)) {
    if (stored.object.parent?.subscription_details?.subscription !== subscription) continue;
    const object = {
      ...stored.object,
      auto_advance: false,
      automatically_finalizes_at: null,
      next_payment_attempt: null,
    };
    work.save('invoice', object.id, { ...stored, object });
  }
}
