// Compares the simulator's events with recorded objects of Stripe, when STRIPE_FIXTURES names a file of them.
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { heldEvent, openShop, type Shop } from '../../purchases/shop.ts';

const FIXTURES = process.env['STRIPE_FIXTURES'] ?? '';

/** Expandable or optional parts that Stripe leaves out unless asked, or that an account of its own never has. */
const LEFT_OUT = new Set(['charge.refunds']);

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}

/** Every key of the recorded object, with a value of the same kind; null fits everything. */
function differences(recorded: Record<string, unknown>, made: Record<string, unknown>, name: string): string[] {
  return Object.entries(recorded).flatMap(([key, value]) => {
    const place = `${name}.${key}`;
    if (LEFT_OUT.has(place)) return [];
    if (!(key in made)) return [`${place} is missing`];
    const own = made[key];
    if (value === null || own === null) return [];
    return kindOf(value) === kindOf(own) ? [] : [`${place} is a ${kindOf(own)} instead of a ${kindOf(value)}`];
  });
}

(existsSync(FIXTURES) ? describe : describe.skip)('objects of the simulator', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
    shop.webhooks = 'held';
    const purchase = await shop.buy(await shop.world.newAccount());
    await shop.click(purchase, 'decline');
    await shop.click(purchase, 'pay');
  });
  afterAll(() => shop.close());

  it.each([
    ['checkout.session', 'checkout.session.completed'],
    ['payment_intent', 'payment_intent.succeeded'],
    ['payment_intent', 'payment_intent.payment_failed'],
    ['charge', 'charge.succeeded'],
    ['charge', 'charge.failed'],
  ] as const)('a %s has the keys and kinds of the recorded one (%s)', (name, type) => {
    const { resources } = JSON.parse(readFileSync(FIXTURES, 'utf8')) as {
      resources: Record<string, Record<string, unknown>>;
    };
    const event = heldEvent(shop, type);
    expect(differences(resources[name] ?? {}, { ...event.data.object }, name)).toEqual([]);
    expect(differences(resources['event'] ?? {}, { ...event }, 'event')).toEqual([]);
  });
});
