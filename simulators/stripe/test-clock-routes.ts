// /v1/test_helpers/test_clocks (https://docs.stripe.com/billing/testing/test-clocks): customers who live in a time of
// their own. Unlike Stripe's, a clock may have any number of customers, and it has arrived when the answer is there.
import type Stripe from 'stripe';
import { z } from 'zod';
import { refuse } from './api-answer.ts';
import { nextBoundary } from './decide-next-period.ts';
import { listRoute, readRoute } from './list-objects.ts';
import { readParameters, Text, Timestamp } from './read-parameters.ts';
import type { Route, WriteCall } from './route.ts';
import { loadBilling, runBilling } from './run-billing.ts';
import { newStripeId } from './stripe-ids.ts';
import { cycleOf } from './subscription.ts';
import type { Work } from './work.ts';

const DAYS_KEPT = 30;
const DAY_SECONDS = 86_400;

async function createClock({ fields, work }: WriteCall): Promise<object> {
  const { frozen_time: frozen, name } = readParameters(
    z.strictObject({ frozen_time: Timestamp, name: Text.optional() }),
    fields,
  );
  const id = newStripeId('clock');
  const object: Stripe.TestHelpers.TestClock = {
    id,
    object: 'test_helpers.test_clock',
    created: work.seconds,
    deletes_after: work.seconds + DAYS_KEPT * DAY_SECONDS,
    frozen_time: frozen,
    livemode: false,
    name: name ?? null,
    status: 'ready',
    status_details: {},
  };
  work.save('test_helpers.test_clock', id, { object, customers: [] });
  work.happened('test_helpers.test_clock.created', object);
  return object;
}

async function advanceClock({ id, fields, work }: WriteCall): Promise<object> {
  const stored = await work.need('test_helpers.test_clock', id, 'test_clock');
  const { object: clock, customers } = stored;
  const { frozen_time: target } = readParameters(z.strictObject({ frozen_time: Timestamp }), fields);
  await loadBilling(work, customers);
  await refuseTarget(work, stored, target);
  const advancing: Stripe.TestHelpers.TestClock = {
    ...clock,
    status: 'advancing',
    status_details: { advancing: { target_frozen_time: target } },
  };
  work.happened('test_helpers.test_clock.advancing', advancing);
  const start = work.now;
  for (const customer of customers) {
    work.now = start;
    await runBilling(work, customer, target);
  }
  work.now = new Date(target * 1000);
  const arrived: Stripe.TestHelpers.TestClock = { ...clock, frozen_time: target };
  work.save('test_helpers.test_clock', id, { ...stored, object: arrived });
  work.happened('test_helpers.test_clock.ready', arrived);
  return advancing;
}

/** Two intervals of the shortest subscription at a time, or two years without one. */
async function refuseTarget(
  work: Work,
  {
    object: clock,
    customers,
  }: { readonly object: Stripe.TestHelpers.TestClock; readonly customers: readonly string[] },
  target: number,
): Promise<void> {
  const now = clock.frozen_time;
  if (target <= now) {
    throw refuse('The frozen_time must be after the test clock’s current frozen time.', { param: 'frozen_time' });
  }
  const limits = [nextBoundary({ anchor: now, interval: 'year', count: 2 }, now)];
  for (const customer of await work.findMany('customer', customers)) {
    for (const { object } of await work.findMany('subscription', customer.subscriptions)) {
      const [item] = object.items.data;
      if (item === undefined) continue;
      const cycle = { ...cycleOf(now, item.price), anchor: now };
      limits.push(nextBoundary({ ...cycle, count: cycle.count * 2 }, now));
    }
  }
  const latest = Math.min(...limits);
  if (target <= latest) return;
  const message = `The test clock cannot be advanced more than two intervals of its shortest subscription at a time: ${latest} at most.`;
  throw refuse(message, { param: 'frozen_time' });
}

async function deleteClock({ id, work }: WriteCall): Promise<object> {
  const { object, customers } = await work.need('test_helpers.test_clock', id, 'test_clock');
  for (const customer of customers) {
    const found = await work.find('customer', customer);
    if (found === undefined) continue;
    for (const other of [...found.subscriptions, ...found.invoices, ...found.pendingItems, customer]) {
      work.remove(other);
    }
  }
  work.remove(id);
  work.happened('test_helpers.test_clock.deleted', object);
  return { id, object: 'test_helpers.test_clock', deleted: true };
}

const PATH = 'test_helpers/test_clocks';

export const testClockRoutes: readonly Route[] = [
  { method: 'POST', path: PATH, handle: createClock },
  { method: 'POST', path: `${PATH}/:id/advance`, handle: advanceClock },
  { method: 'DELETE', path: `${PATH}/:id`, handle: deleteClock },
  readRoute(PATH, 'test_helpers.test_clock', 'test_clock'),
  listRoute(PATH, 'test_helpers.test_clock', {}),
];
