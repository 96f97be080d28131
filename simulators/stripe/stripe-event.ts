// Events as Stripe shows them (https://docs.stripe.com/api/events/object), stored in the transaction of their cause.
import { isDeepStrictEqual } from 'node:util';
import Stripe from 'stripe';
import { presentObject } from './present-object.ts';
import { newStripeId } from './stripe-ids.ts';

export interface Happening {
  readonly type: Stripe.Event.Type;
  /** As it is after what happened. */
  readonly object: object;
  /** Seconds since 1970. */
  readonly at: number;
  /** What the changed attributes were before. */
  readonly previous?: Readonly<Record<string, unknown>>;
}

export function buildEvent({ type, object, at, previous }: Happening, request: Stripe.Event.Request): Stripe.Event {
  const data = { object: presentObject(object), ...(previous === undefined ? {} : { previous_attributes: previous }) };
  const envelope = {
    id: newStripeId('evt'),
    object: 'event',
    api_version: Stripe.API_VERSION,
    created: at,
    data,
    livemode: false,
    pending_webhooks: 1,
    request,
    type,
  };
  // Type and object belong together because their callers say so.
  return envelope as unknown as Stripe.Event;
}

/** Undefined when nothing changed. */
export function changedAttributes(before: object, after: object): Readonly<Record<string, unknown>> | undefined {
  const now = after as Record<string, unknown>;
  const changes = Object.entries(before).filter(([name, value]) => !isDeepStrictEqual(value, now[name]));
  return changes.length === 0 ? undefined : Object.fromEntries(changes);
}
