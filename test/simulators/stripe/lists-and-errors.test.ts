import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { errorOf, openSimulatedStripe, type SimulatedStripe, seconds } from './simulated-stripe.ts';

let world: SimulatedStripe;
let stripe: Stripe;

beforeAll(async () => {
  world = await openSimulatedStripe();
  ({ stripe } = world);
});
afterAll(() => world.close());

describe('lists', () => {
  it('go from the newest to the oldest, page by page, and back', async () => {
    const made: string[] = [];
    for (let index = 0; index < 25; index += 1) {
      made.unshift((await stripe.customers.create({ name: `customer ${index}` })).id);
    }
    const first = await stripe.customers.list();
    expect(first).toMatchObject({ object: 'list', has_more: true, url: '/v1/customers' });
    expect(first.data.map(({ id }) => id)).toEqual(made.slice(0, 10));
    const last = await stripe.customers.list({ limit: 10, starting_after: made[19] ?? '' });
    expect(last.has_more).toBe(false);
    expect(last.data.map(({ id }) => id)).toEqual(made.slice(20));
    const before = await stripe.customers.list({ limit: 3, ending_before: made[10] ?? '' });
    expect(before.data.map(({ id }) => id)).toEqual(made.slice(7, 10));
    const all = await stripe.customers.list({ limit: 4 }).autoPagingToArray({ limit: 1000 });
    expect(all.map(({ id }) => id)).toEqual(made);
  });

  it('filter by time and by attribute', async () => {
    world.clock.now = new Date('2026-11-22T12:00:00Z');
    const late = await stripe.customers.create({ email: 'late@example.com' });
    const since = await stripe.customers.list({ created: { gte: seconds('2026-11-22T00:00:00Z') } });
    expect(since.data.map(({ id }) => id)).toEqual([late.id]);
    const until = await stripe.customers.list({ created: { lt: seconds('2026-11-22T00:00:00Z') }, limit: 100 });
    expect(until.data).toHaveLength(25);
    expect((await stripe.customers.list({ email: 'late@example.com' })).data).toHaveLength(1);
    world.clock.now = new Date('2026-11-21T12:00:00Z');
  });

  it('have limits and known places only', async () => {
    expect(await errorOf(stripe.customers.list({ limit: 101 }))).toMatchObject({ param: 'limit' });
    expect(await errorOf(stripe.customers.list({ starting_after: 'cus_missing' }))).toMatchObject({
      code: 'resource_missing',
      param: 'starting_after',
    });
  });

  it('of events find a type and a family of types', async () => {
    await stripe.paymentIntents.create({ amount: 500, currency: 'usd', payment_method: 'pm_card_visa', confirm: true });
    const { data } = await stripe.events.list({ type: 'payment_intent.*' });
    expect(data.map(({ type }) => type)).toEqual(['payment_intent.succeeded', 'payment_intent.created']);
    const some = await stripe.events.list({ types: ['charge.succeeded', 'charge.failed'] });
    expect(some.data.map(({ type }) => type)).toEqual(['charge.succeeded']);
    const [event] = data;
    expect(await stripe.events.retrieve(event?.id ?? '')).toMatchObject({
      id: event?.id,
      api_version: Stripe.API_VERSION,
    });
  });
});

describe('answers', () => {
  it('carry a request id and the version that was asked for', async () => {
    const own = await stripe.customers.list({}, { apiVersion: '2025-09-30.clover' });
    expect(own.lastResponse.requestId).toMatch(/^req_\w{24}$/);
    expect(own.lastResponse.apiVersion).toBe('2025-09-30.clover');
    const usual = await stripe.customers.list();
    expect(usual.lastResponse.apiVersion).toBe(Stripe.API_VERSION);
  });

  it('say that no money moves', async () => {
    const response = await fetch(`${world.baseUrl}/v1/customers`);
    expect(response.status).toBe(401);
    expect(response.headers.get('x-stripe-simulator')).toBe('no money moves');
    expect((await fetch(`${world.baseUrl}/nothing`)).headers.get('x-stripe-simulator')).toBe('no money moves');
  });

  it.each<[string, () => Promise<unknown>, Record<string, unknown>]>([
    [
      'an unknown parameter',
      () => stripe.customers.create({ surprise: 1 } as Stripe.CustomerCreateParams),
      { code: 'parameter_unknown', param: 'surprise', message: 'Received unknown parameter: surprise' },
    ],
    [
      'an unknown filter',
      () => stripe.customers.list({ surprise: 1 } as Stripe.CustomerListParams),
      { code: 'parameter_unknown', param: 'surprise' },
    ],
    [
      'an unknown nested parameter',
      () => stripe.customers.update('cus_x', { invoice_settings: { footer: 'x' } }),
      { statusCode: 404 },
    ],
    ['an unknown object', () => stripe.subscriptions.retrieve('sub_x'), { code: 'resource_missing', param: 'id' }],
    ['an object of another kind', () => stripe.invoices.retrieve('cus_x'), { code: 'resource_missing' }],
    ['what the simulator does not have', () => stripe.coupons.list(), { statusCode: 404 }],
    [
      'what cannot be expanded',
      () => stripe.customers.list({ expand: ['data.surprise'] }),
      { type: 'StripeInvalidRequestError', param: 'expand[0]' },
    ],
  ])('refuse %s', async (_, call, error) => {
    expect(await errorOf(call())).toMatchObject(error);
  });
});
