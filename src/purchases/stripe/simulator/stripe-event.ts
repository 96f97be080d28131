// Events as Stripe shows them (https://docs.stripe.com/api/events/object), stored in the transaction of their cause.
import Stripe from 'stripe';
import type { Transaction } from '../../../database/index.ts';
import { insertObject } from './stored-objects.ts';
import { newStripeId, unixSeconds } from './stripe-ids.ts';

/** What happened: the type, and the object as it is now. */
export type Occurrence =
  | {
      readonly type: 'checkout.session.completed' | 'checkout.session.expired';
      readonly object: Stripe.Checkout.Session;
    }
  | {
      readonly type: 'payment_intent.created' | 'payment_intent.payment_failed' | 'payment_intent.succeeded';
      readonly object: Stripe.PaymentIntent;
    }
  | { readonly type: 'charge.failed' | 'charge.succeeded'; readonly object: Stripe.Charge };

function buildEvent(occurrence: Occurrence, now: Date): Stripe.Event {
  const envelope = {
    id: newStripeId('evt'),
    object: 'event',
    api_version: Stripe.API_VERSION,
    created: unixSeconds(now),
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
  };
  // Type and object belong together by the type of Occurrence.
  return { ...envelope, type: occurrence.type, data: { object: occurrence.object } } as Stripe.Event;
}

export async function storeEvents(
  tx: Transaction,
  occurrences: readonly Occurrence[],
  now: Date,
): Promise<Stripe.Event[]> {
  const events = occurrences.map((occurrence) => buildEvent(occurrence, now));
  for (const event of events) {
    await insertObject(tx, { kind: 'event', id: event.id, body: { object: event }, createdAt: now });
  }
  return events;
}
