// Sessions whose time is over, or that the merchant ends early.
import type Stripe from 'stripe';
import { expireSession, isOverdue } from './checkout-session.ts';
import { inWork } from './open-work.ts';
import type { SimulatorContext } from './simulator-context.ts';
import type { StoredSession } from './stored-objects.ts';
import { unixSeconds } from './stripe-ids.ts';
import type { Work } from './work.ts';

export function expireOpenSession(work: Work, stored: StoredSession): Stripe.Checkout.Session {
  const object = expireSession(stored.object);
  work.save('checkout.session', object.id, { ...stored, object });
  work.happened('checkout.session.expired', object);
  return object;
}

/** Ends every session whose time is over, by the clock its customer lives by; answers the events to deliver. */
export async function expireOverdueSessions(context: SimulatorContext): Promise<Stripe.Event[]> {
  const found: Stripe.Event[] = [];
  const overdue = await context.store.list({
    kind: 'checkout.session',
    having: { status: 'open' },
    where: { expires_at: { lte: unixSeconds(context.now()) } },
    order: 'ascending',
  });
  for (const { id } of overdue.map(({ object }) => object)) {
    const { events } = await inWork(context, { id }, async (work) => {
      const stored = await work.find('checkout.session', id);
      if (stored !== undefined && isOverdue(stored.object, work.seconds)) expireOpenSession(work, stored);
    });
    found.push(...events);
  }
  return found;
}
