// Sessions whose time is over, or that the merchant ends early.
import type Stripe from 'stripe';
import type { Transaction } from '../../../database/index.ts';
import { expireSession, isOverdue } from './checkout-session.ts';
import type { SimulatorContext } from './simulator-context.ts';
import { findOverdueSessions, lockObject, type StoredSession, saveObject } from './stored-objects.ts';
import { storeEvents } from './stripe-event.ts';
import { unixSeconds } from './stripe-ids.ts';

export interface Expired {
  readonly stored: StoredSession;
  readonly events: readonly Stripe.Event[];
}

/** Ends an open session that the transaction has locked. */
export async function expireLocked(tx: Transaction, stored: StoredSession, now: Date): Promise<Expired> {
  const object = expireSession(stored.object);
  const expired = { ...stored, object };
  await saveObject(tx, { kind: 'checkout.session', id: object.id }, expired);
  return { stored: expired, events: await storeEvents(tx, [{ type: 'checkout.session.expired', object }], now) };
}

/** Ends every session whose time is over; answers the events to deliver. */
export async function expireOverdueSessions({ database, now }: SimulatorContext): Promise<Stripe.Event[]> {
  const time = now();
  const events: Stripe.Event[] = [];
  for (const id of await findOverdueSessions(database, unixSeconds(time))) {
    const expired = await database.transaction(async (tx) => {
      const stored = await lockObject(tx, { kind: 'checkout.session', id });
      return stored !== undefined && isOverdue(stored.object, time) ? expireLocked(tx, stored, time) : undefined;
    });
    events.push(...(expired?.events ?? []));
  }
  return events;
}
