import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { waitUntil } from '../../support/wait-until.ts';
import { openSimulatedStripe, type SimulatedStripe } from './simulated-stripe.ts';

let world: SimulatedStripe;
let stripe: Stripe;

beforeAll(async () => {
  world = await openSimulatedStripe();
  ({ stripe } = world);
});
afterAll(() => world.close());
beforeEach(() => {
  world.received.length = 0;
});
afterEach(async () => {
  world.endpoint.status = 200;
  const delivery = { mode: 'deliver', copies: 1, order: 'as_happened', delayMilliseconds: 0 };
  await world.control('settings', { delivery });
});

const ORDER = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'];
const pay = () =>
  stripe.paymentIntents.create({ amount: 500, currency: 'usd', payment_method: 'pm_card_visa', confirm: true });
const types = () => world.received.map(({ type }) => type);
const set = (delivery: object) => world.control('settings', { delivery });

describe('webhooks', () => {
  it('arrive in the order in which things happened, once, before the answer', async () => {
    await pay();
    expect(types()).toEqual(ORDER);
    const { data } = await stripe.events.list({ delivery_success: false });
    expect(data).toEqual([]);
  });

  it('arrive twice when they are to, with the same id', async () => {
    await set({ copies: 2 });
    await pay();
    expect(types()).toEqual(ORDER.flatMap((type) => [type, type]));
    expect(new Set(world.received.map(({ id }) => id)).size).toBe(3);
  });

  it('arrive the other way round, or shuffled, when they are to', async () => {
    await set({ order: 'reversed' });
    await pay();
    expect(types()).toEqual(ORDER.toReversed());
    world.received.length = 0;
    await set({ order: 'shuffled', copies: 3 });
    await pay();
    expect(types().toSorted()).toEqual(ORDER.flatMap((type) => [type, type, type]).toSorted());
  });

  it('are held until they are released, in any order and number', async () => {
    await set({ mode: 'hold' });
    await pay();
    expect(types()).toEqual([]);
    await world.restart();
    expect(types()).toEqual([]);
    await world.control('events/release', { order: 'reversed', copies: 2 });
    expect(types()).toEqual(ORDER.toReversed().flatMap((type) => [type, type]));
    await world.control('events/release', {});
    expect(types()).toHaveLength(6);
  });

  it('are late when they are delayed: the answer comes first', async () => {
    await set({ delayMilliseconds: 1 });
    const gate = Promise.withResolvers<undefined>();
    world.endpoint.opened = gate.promise;
    const { status } = await pay();
    expect(status).toBe('succeeded');
    expect(types()).toEqual([]);
    gate.resolve(undefined);
    await waitUntil('the events arrive', () => world.received.length === 3);
  });

  it('are lost when they are dropped, and the events can be read all the same', async () => {
    await set({ mode: 'drop' });
    const { id } = await pay();
    await set({ mode: 'deliver' });
    await world.control('events/release', {});
    expect(types()).toEqual([]);
    const { data } = await stripe.events.list({ type: 'payment_intent.succeeded', limit: 1 });
    expect(data).toMatchObject([{ data: { object: { id } } }]);
  });

  it('come again with another event id, or as another API version has them', async () => {
    await pay();
    const first = world.received.at(-1);
    await world.control(`events/${first?.id}/send`, { newId: true });
    const again = world.received.at(-1);
    expect(again).toMatchObject({ type: first?.type, data: first?.data });
    expect(again?.id).not.toBe(first?.id);
    await world.control(`events/${first?.id}/send`, { apiVersion: '2020-08-27', copies: 2 });
    expect(world.received.slice(-2)).toMatchObject([
      { id: first?.id, api_version: '2020-08-27' },
      { id: first?.id, api_version: '2020-08-27' },
    ]);
  });

  it('are tried again until the endpoint accepts them', async () => {
    world.endpoint.status = 503;
    await pay();
    expect(types()).toEqual([]);
    world.endpoint.status = 200;
    await waitUntil('the events arrive', () => world.received.length === 3);
    await waitUntil('they count as delivered', async () => {
      return (await stripe.events.list({ delivery_success: false })).data.length === 0;
    });
  });
});

describe('control calls', () => {
  it('need the key, a known path and sound parameters', async () => {
    const open = await fetch(`${world.baseUrl}/control/settings`, { method: 'GET' });
    expect(open.status).toBe(401);
    expect((await world.control('surprise')).error.message).toContain('POST /control/disputes/:id');
    expect((await set({ copies: 0 })).error.message).toContain('copies');
    expect((await world.control('settings', { surprise: 1 })).error.message).toContain('surprise');
    expect(await world.control('settings', undefined, 'GET')).toMatchObject({ delivery: { mode: 'deliver' } });
  });
});
