// From Stripe's events to ours. The signature was verified, yet the shape is checked all the same: an endpoint can be
// set to another API version than the library's, and then the object is not read but asked for again.
import { z } from 'zod';
import type { EventVerification, PaymentEvent, PaymentSubject } from '../payments.ts';
import { problemOf } from './event-parts.ts';
import { readCharge, readCheckout } from './read-checkout.ts';

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

/** Every type of event that means something here, with who reads its object. All others are `other`. */
const READERS: Readonly<Record<string, Reader>> = {
  'checkout.session.completed': (object) => readCheckout('completed', object),
  'checkout.session.async_payment_succeeded': (object) => readCheckout('completed', object),
  'checkout.session.async_payment_failed': (object) => readCheckout('failed', object),
  'checkout.session.expired': (object) => readCheckout('expired', object),
  'charge.succeeded': readCharge,
  'charge.updated': readCharge,
};

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
