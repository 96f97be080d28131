// What is due in real time: sessions that are over, and the billing of customers who live on no test clock.
import type Stripe from 'stripe';
import { expireOverdueSessions } from './expire-sessions.ts';
import type { ObjectStore } from './object-store.ts';
import { inWork } from './open-work.ts';
import { loadBilling, runBilling } from './run-billing.ts';
import type { SimulatorContext } from './simulator-context.ts';

/** Answers the events to deliver. */
export async function sweep(context: SimulatorContext): Promise<Stripe.Event[]> {
  const found = await expireOverdueSessions(context);
  for (const id of await findBusyCustomers(context.store)) {
    const { events } = await inWork(context, { id }, async (work) => {
      const until = work.seconds;
      await loadBilling(work, [id]);
      await runBilling(work, id, until);
    });
    found.push(...events);
  }
  return found;
}

/** Customers who live in real time, on no test clock, and have something unsettled. */
async function findBusyCustomers(store: ObjectStore): Promise<string[]> {
  const found = await store.list({
    kind: 'customer',
    where: { test_clock: { isThere: false } },
    someIn: ['subscriptions', 'invoices'],
    order: 'ascending',
  });
  return found.map(({ object }) => object.id);
}
