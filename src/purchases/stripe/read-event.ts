// From Stripe's events to ours. The signature was verified, yet the shape is checked all the same: an endpoint can be
// set to another API version than the library's, and then the object is not read but asked for again.
import { z } from 'zod';
import type { EventVerification, PaymentEvent, PaymentSubject } from '../payments.ts';
import { readReversal } from './create-refund-payments.ts';
import { problemOf } from './event-parts.ts';
import { readCharge, readCheckout } from './read-checkout.ts';
import { readInvoiceEvent } from './read-invoice-event.ts';
import { readCustomerDeleted, readPlanInvoiceEvent, readSubscriptionEvent } from './read-plan-events.ts';
import { readTopUp } from './read-top-up.ts';

const Envelope = z.object({
  id: z.string().min(1),
  type: z.string().min(1),
  created: z.int().nonnegative(),
  livemode: z.boolean(),
  account: z.string().nullish(),
  api_version: z.string().nullish(),
  data: z.object({ object: z.looseObject({ id: z.string().nullish(), object: z.string().nullish() }) }),
});

type Reader = (object: unknown) => PaymentSubject;

function readOwnInvoice(object: unknown): PaymentSubject {
  return readInvoiceEvent(object) ?? { kind: 'other' };
}

/** Every type of event that means something here, with who reads its object. All others are `other`. */
const READERS: Readonly<Record<string, Reader>> = {
  'checkout.session.completed': (object) => readCheckout('completed', object),
  'checkout.session.async_payment_succeeded': (object) => readCheckout('completed', object),
  'checkout.session.async_payment_failed': (object) => readCheckout('failed', object),
  'checkout.session.expired': (object) => readCheckout('expired', object),
  'charge.dispute.closed': readReversal,
  'charge.dispute.created': readReversal,
  'charge.dispute.funds_reinstated': readReversal,
  'charge.dispute.funds_withdrawn': readReversal,
  'charge.dispute.updated': readReversal,
  'charge.refund.updated': readReversal,
  'charge.refunded': readReversal,
  'charge.succeeded': readCharge,
  'charge.updated': readCharge,
  'customer.deleted': readCustomerDeleted,
  'customer.subscription.created': readSubscriptionEvent,
  'customer.subscription.deleted': readSubscriptionEvent,
  'customer.subscription.pending_update_applied': readSubscriptionEvent,
  'customer.subscription.pending_update_expired': readSubscriptionEvent,
  'customer.subscription.paused': readSubscriptionEvent,
  'customer.subscription.resumed': readSubscriptionEvent,
  'customer.subscription.updated': readSubscriptionEvent,
  'invoice.finalized': readOwnInvoice,
  'invoice.marked_uncollectible': readOwnInvoice,
  'invoice.overdue': readOwnInvoice,
  'invoice.paid': (object) => readInvoiceEvent(object) ?? readPlanInvoiceEvent(true, object),
  'invoice.payment_failed': (object) => readInvoiceEvent(object) ?? readPlanInvoiceEvent(false, object),
  'invoice.sent': readOwnInvoice,
  'invoice.voided': readOwnInvoice,
  'payment_intent.canceled': readTopUp,
  'payment_intent.payment_failed': readTopUp,
  'payment_intent.succeeded': readTopUp,
  'refund.created': readReversal,
  'refund.failed': readReversal,
  'refund.updated': readReversal,
};

/** What a webhook endpoint at Stripe has to be subscribed to (docs/stripe.md). Whatever else comes is kept and ignored. */
export const HANDLED_EVENT_TYPES: readonly string[] = Object.keys(READERS).toSorted();

export function readEvent(event: unknown, apiVersion: string): EventVerification {
  const envelope = Envelope.safeParse(event);
  if (!envelope.success) return { ok: false, reason: `not an event: ${problemOf(envelope.error)}` };
  const { id, type, created, livemode, account, data } = envelope.data;
  return {
    ok: true,
    event: {
      id,
      type,
      objectId: data.object.id ?? '',
      createdAt: new Date(created * 1000),
      livemode,
      foreign: account !== undefined && account !== null,
      subject: readEnvelope(envelope.data, apiVersion),
    },
  };
}

function readEnvelope(envelope: z.infer<typeof Envelope>, apiVersion: string): PaymentEvent['subject'] {
  const { type, api_version: version, data } = envelope;
  const isDrifted = type in READERS && version !== apiVersion;
  if (!isDrifted) return readSubject(type, data.object);
  return { kind: 'drifted', objectType: data.object.object ?? '', apiVersion: version ?? undefined };
}

/** `object` in the shape of our API version. */
export function readSubject(type: string, object: unknown): PaymentSubject {
  return READERS[type]?.(object) ?? { kind: 'other' };
}
