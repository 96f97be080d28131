// A customer's click on Pay or Decline: one transaction from the session's lock to the stored events.
import type Stripe from 'stripe';
import type { Transaction } from '../../../database/index.ts';
import { buildCharge } from './charge.ts';
import { completeSession, isOverdue } from './checkout-session.ts';
import { expireLocked } from './expire-sessions.ts';
import { buildPaymentIntent, declineIntent, succeedIntent } from './payment-intent.ts';
import type { SimulatorContext } from './simulator-context.ts';
import { findObject, insertObject, lockObject, type StoredSession, saveObject } from './stored-objects.ts';
import { type Occurrence, storeEvents } from './stripe-event.ts';

export interface Attempt {
  readonly session: Stripe.Checkout.Session;
  /** To be delivered; none when the session was closed before, so that a double click pays once. */
  readonly events: readonly Stripe.Event[];
}

export interface Click {
  readonly sessionId: string;
  readonly approved: boolean;
}

/** Undefined when there is no such session. */
export async function attemptPayment(context: SimulatorContext, click: Click): Promise<Attempt | undefined> {
  const now = context.now();
  return context.database.transaction(async (tx) => {
    const stored = await lockObject(tx, { kind: 'checkout.session', id: click.sessionId });
    if (stored === undefined) return undefined;
    if (isOverdue(stored.object, now)) {
      const expired = await expireLocked(tx, stored, now);
      return { session: expired.stored.object, events: expired.events };
    }
    if (stored.object.status !== 'open') return { session: stored.object, events: [] };
    return attemptOpen(tx, stored, { approved: click.approved, baseUrl: context.baseUrl(), now });
  });
}

interface Circumstances {
  readonly approved: boolean;
  readonly baseUrl: string;
  readonly now: Date;
}

async function attemptOpen(tx: Transaction, stored: StoredSession, circumstances: Circumstances): Promise<Attempt> {
  const { approved, now } = circumstances;
  const { intent, isNew } = await intentOf(tx, stored, now);
  const charge = buildCharge({ intent, ...circumstances });
  const attempted = approved ? succeedIntent(intent, charge) : declineIntent(intent, charge);
  const named = { ...stored.object, payment_intent: intent.id };
  const session = approved ? completeSession(named, named.customer_email) : named;
  await insertObject(tx, { kind: 'charge', id: charge.id, body: { object: charge }, createdAt: now });
  await saveObject(tx, { kind: 'payment_intent', id: intent.id }, { object: attempted });
  await saveObject(tx, { kind: 'checkout.session', id: session.id }, { ...stored, object: session });
  const occurrences: Occurrence[] = approved
    ? [
        { type: 'charge.succeeded', object: charge },
        { type: 'payment_intent.succeeded', object: attempted },
        { type: 'checkout.session.completed', object: session },
      ]
    : [
        { type: 'charge.failed', object: charge },
        { type: 'payment_intent.payment_failed', object: attempted },
      ];
  if (isNew) occurrences.unshift({ type: 'payment_intent.created', object: intent });
  return { session, events: await storeEvents(tx, occurrences, now) };
}

/** The session's payment: made at the first attempt, the same for all further ones. */
async function intentOf(tx: Transaction, stored: StoredSession, now: Date) {
  const id = stored.object.payment_intent;
  if (typeof id === 'string') {
    const found = await findObject(tx, { kind: 'payment_intent', id });
    if (found === undefined) throw new Error(`payment intent ${id} is missing`);
    return { intent: found.object, isNew: false };
  }
  const intent = buildPaymentIntent(stored, now);
  await insertObject(tx, { kind: 'payment_intent', id: intent.id, body: { object: intent }, createdAt: now });
  return { intent, isNew: true };
}
