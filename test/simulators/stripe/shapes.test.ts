// Compares the simulator's objects with recorded ones of Stripe, when STRIPE_FIXTURES names a file of them.
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import {
  idOf,
  newPrice,
  newSubscriber,
  openSimulatedStripe,
  type SimulatedStripe,
  submit,
} from './simulated-stripe.ts';

const FIXTURES = process.env['STRIPE_FIXTURES'] ?? '';

type Recorded = Record<string, unknown>;

/** Expandable or optional parts that Stripe leaves out unless asked. */
const LEFT_OUT = new Set(['charge.refunds']);
/** Maps whose names the merchant chooses, and records of what another feature of Stripe would fill. */
const OPAQUE =
  /\.(data\.object|metadata|payment_method_options|automatic_tax|payment_settings|next_action|fraud_details)$/;

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}

const isRecord = (value: unknown): value is Recorded =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every key of the recorded object, with a value of the same kind, all the way down; null fits everything. */
function differences(recorded: Recorded, made: Recorded, name: string): string[] {
  return Object.entries(recorded).flatMap(([key, value]) => {
    const place = `${name}.${key}`;
    if (LEFT_OUT.has(place)) return [];
    return key in made ? differencesAt(place, value, made[key]) : [`${place} is missing`];
  });
}

function differencesAt(place: string, value: unknown, own: unknown): string[] {
  if (value === null || own === null) return [];
  if (kindOf(value) !== kindOf(own)) return [`${place} is a ${kindOf(own)} instead of a ${kindOf(value)}`];
  if (isRecord(value) && isRecord(own)) return OPAQUE.test(place) ? [] : differencesInside(value, own, place);
  return Array.isArray(value) && Array.isArray(own) ? differencesOfFirst(value[0], own[0], `${place}[0]`) : [];
}

/** Objects of one of several kinds have other parts: they must not contradict, and be named when they are whole objects. */
function differencesInside(recorded: Recorded, made: Recorded, place: string): string[] {
  if ('object' in recorded) return differences(recorded, made, place);
  const shared = Object.fromEntries(Object.entries(recorded).filter(([key]) => key in made));
  return differences(shared, made, place);
}

function differencesOfFirst(recorded: unknown, made: unknown, place: string): string[] {
  return isRecord(recorded) && isRecord(made) ? differences(recorded, made, place) : [];
}

(existsSync(FIXTURES) ? describe : describe.skip)('objects of the simulator', () => {
  let world: SimulatedStripe;
  const made: Record<string, object> = {};
  const { resources } = (existsSync(FIXTURES) ? JSON.parse(readFileSync(FIXTURES, 'utf8')) : { resources: {} }) as {
    resources: Record<string, Recorded>;
  };

  beforeAll(async () => {
    world = await openSimulatedStripe();
    const { stripe } = world;
    Object.assign(made, await makeOneOfEach(world, stripe));
  });
  afterAll(() => world.close());

  it.each([
    'customer',
    'product',
    'price',
    'payment_method',
    'setup_intent',
    'payment_intent',
    'charge',
    'refund',
    'dispute',
    'subscription',
    'subscription_item',
    'plan',
    'invoice',
    'line_item',
    'invoiceitem',
    'invoice_payment',
    'checkout.session',
    'item',
    'billing_portal.session',
    'event',
    'test_helpers.test_clock',
    'deleted_customer',
  ])('a %s has the keys and kinds of the recorded one', (name) => {
    const object = made[name];
    if (object === undefined) throw new Error(`no ${name} was made`);
    expect(differences(resources[name] ?? {}, asWire(object), name)).toEqual([]);
  });
});

/** As it went over the wire: without what the library adds. */
function asWire(object: object): Recorded {
  return JSON.parse(JSON.stringify(object)) as Recorded;
}

async function makeOneOfEach(world: SimulatedStripe, stripe: Stripe): Promise<Record<string, object>> {
  const { customer, clock } = await newSubscriber(stripe, { at: '2027-01-31T00:00:00Z' });
  const price = await newPrice(stripe, 2000);
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    expand: ['latest_invoice.payments'],
  });
  const invoiceitem = await stripe.invoiceItems.create({ customer: customer.id, amount: 700, currency: 'usd' });
  const intent = await stripe.paymentIntents.create({
    amount: 2500,
    currency: 'usd',
    customer: customer.id,
    payment_method: 'pm_card_visa',
    confirm: true,
    expand: ['latest_charge', 'payment_method'],
  });
  const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 100 });
  const dispute = await world.control('disputes', { paymentIntent: intent.id });
  const urls = { success_url: 'https://shop.test/', cancel_url: 'https://shop.test/' };
  const line = { quantity: 1, price_data: { currency: 'usd', unit_amount: 2500, product_data: { name: 'A pack' } } };
  const open = await stripe.checkout.sessions.create({ ...urls, mode: 'payment', line_items: [line] });
  await submit(`${open.url}/pay`);
  const session = await stripe.checkout.sessions.retrieve(open.id, { expand: ['line_items'] });
  const invoice = subscription.latest_invoice as Stripe.Invoice;
  const [item] = subscription.items.data;
  const [event] = world.received;
  const other = await stripe.customers.create();
  return {
    customer,
    price,
    subscription,
    invoice,
    invoiceitem,
    refund,
    dispute,
    'checkout.session': session,
    'test_helpers.test_clock': clock,
    product: await stripe.products.retrieve(idOf(price.product)),
    payment_method: intent.payment_method as Stripe.PaymentMethod,
    setup_intent: await stripe.setupIntents.create({ customer: customer.id }),
    payment_intent: intent,
    charge: intent.latest_charge as Stripe.Charge,
    subscription_item: item ?? {},
    plan: item?.plan ?? {},
    line_item: invoice.lines.data[0] ?? {},
    invoice_payment: invoice.payments?.data[0] ?? {},
    item: session.line_items?.data[0] ?? {},
    'billing_portal.session': await stripe.billingPortal.sessions.create({ customer: customer.id }),
    event: event ?? {},
    deleted_customer: await stripe.customers.del(other.id),
  };
}
