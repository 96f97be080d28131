// A year and a month of 50 subscribers on one test clock, over HTTP, with every webhook delivered.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { giveCard, newPrice, openSimulatedStripe, type SimulatedStripe, seconds } from './simulated-stripe.ts';

const CUSTOMERS = 50;
const MONTHS = 13;
const START = '2027-12-31T00:00:00Z';
const MOST_STATEMENTS = 30 + CUSTOMERS;

let world: SimulatedStripe;
let stripe: Stripe;

beforeAll(async () => {
  world = await openSimulatedStripe();
  ({ stripe } = world);
});
afterAll(() => world.close());

/** Two hours into the last day of the month after so many months: the renewals are settled. */
function monthEnd(months: number): number {
  const start = new Date(START);
  return Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months + 1, 0, 2) / 1000;
}

describe('a test clock with many customers', () => {
  it(`runs ${CUSTOMERS} of them through ${MONTHS} months, and every cent is paid once`, async () => {
    const price = await newPrice(stripe, 2000);
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds(START) });
    await Promise.all(
      Array.from({ length: CUSTOMERS }, async () => {
        const { id } = await stripe.customers.create({ test_clock: clock.id });
        await giveCard(stripe, id, 'pm_card_visa');
        await stripe.subscriptions.create({ customer: id, items: [{ price: price.id }] });
      }),
    );
    world.statements.count = 0;
    for (let month = 1; month <= MONTHS; month += 1) {
      await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: monthEnd(month) });
    }
    // Speed that no busy machine changes: a month costs some statements and one per queue of deliveries, not one per object.
    expect(world.statements.count / MONTHS).toBeLessThan(MOST_STATEMENTS);

    const paid = world.received.filter(({ type }) => type === 'invoice.paid');
    expect(paid).toHaveLength(CUSTOMERS * (MONTHS + 1));
    expect(new Set(world.received.map(({ id }) => id)).size).toBe(world.received.length);
    const charged = world.received.filter(({ type }) => type === 'charge.succeeded');
    const sum = charged.reduce((total, { data }) => total + (data.object as Stripe.Charge).amount, 0);
    expect(sum).toBe(CUSTOMERS * (MONTHS + 1) * 2000);
    const times = world.received.filter(({ type }) => type === 'invoice.created').map(({ created }) => created);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });
});
