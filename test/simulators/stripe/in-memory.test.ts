// The simulator without a database: the same answers, out of a store in memory.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { memoryStore } from '../../../simulators/stripe/index.ts';
import {
  advance,
  errorOf,
  newPrice,
  newSubscriber,
  openSimulatedStripe,
  type SimulatedStripe,
  submit,
} from './simulated-stripe.ts';

let world: SimulatedStripe;
let stripe: Stripe;

beforeAll(async () => {
  world = await openSimulatedStripe(() => memoryStore());
  ({ stripe } = world);
});
afterAll(async () => {
  const { count } = world.statements;
  await world.close();
  expect(count).toBe(0);
});

describe('a simulator in memory', () => {
  it('renews subscriptions month by month', async () => {
    const { id: price } = await newPrice(stripe, 2000);
    const { customer, clock } = await newSubscriber(stripe, { at: '2027-04-01T00:00:00Z' });
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price }] });
    await advance(stripe, clock.id, '2027-05-01T02:00:00Z');
    await advance(stripe, clock.id, '2027-06-01T02:00:00Z');
    const page = await stripe.invoices.list({ customer: customer.id, status: 'paid', limit: 2 });
    expect(page).toMatchObject({ has_more: true, data: [{ amount_paid: 2000 }, { amount_paid: 2000 }] });
    expect((await stripe.subscriptions.list({ price })).data).toHaveLength(1);
    expect(world.received.filter(({ type }) => type === 'invoice.paid')).toHaveLength(3);
    await stripe.testHelpers.testClocks.del(clock.id);
    expect(await errorOf(stripe.customers.retrieve(customer.id))).toMatchObject({ code: 'resource_missing' });
  });

  it('takes a payment on its page once, and answers a repeated request as before', async () => {
    const create = () =>
      stripe.checkout.sessions.create(
        {
          mode: 'payment',
          success_url: 'https://shop.test/done',
          line_items: [
            { quantity: 1, price_data: { currency: 'usd', unit_amount: 500, product_data: { name: 'Pack' } } },
          ],
        },
        { idempotencyKey: 'one session' },
      );
    const session = await create();
    expect((await create()).id).toBe(session.id);
    await Promise.all(Array.from({ length: 5 }, () => submit(`${session.url}/pay`)));
    expect((await stripe.charges.list({})).data.filter(({ amount }) => amount === 500)).toHaveLength(1);
  });

  it('undoes what it refuses', async () => {
    const price = { currency: 'usd', unit_amount: 700, product_data: { name: 'Once' }, lookup_key: 'once' };
    await stripe.prices.create(price);
    expect(await errorOf(stripe.prices.create(price))).toMatchObject({ param: 'lookup_key' });
    const { data } = await stripe.products.list({ limit: 100 });
    expect(data.filter(({ name }) => name === 'Once')).toHaveLength(1);
  });

  it('delivers what was held before it was started anew on the same store', async () => {
    await world.control('settings', { delivery: { mode: 'hold' } });
    const { id } = await stripe.customers.create({ name: 'Ada' });
    const told = () =>
      world.received.filter(
        ({ type, data }) => type === 'customer.created' && 'id' in data.object && data.object.id === id,
      );
    expect(told()).toEqual([]);
    await world.restart();
    expect(told()).toEqual([]);
    await world.control('events/release', {});
    expect(told()).toHaveLength(1);
    expect((await stripe.events.list({ delivery_success: false })).data).toEqual([]);
  });
});
