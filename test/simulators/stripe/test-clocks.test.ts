import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import {
  advance,
  errorOf,
  giveCard,
  idOf,
  newPrice,
  newSubscriber,
  openSimulatedStripe,
  type SimulatedStripe,
  seconds,
  timeOf,
} from './simulated-stripe.ts';

let world: SimulatedStripe;
let stripe: Stripe;
let price: Stripe.Price;

beforeAll(async () => {
  world = await openSimulatedStripe();
  ({ stripe } = world);
  price = await newPrice(stripe, 2000);
});
afterAll(() => world.close());
beforeEach(() => {
  world.received.length = 0;
});

const subscribe = (customer: string) => stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
const typesAt = (): string[] => world.received.map(({ type, created }) => `${timeOf(created)} ${type}`);

describe('a test clock', () => {
  it('stands still, goes forward only, and not too far at once', async () => {
    const { clock, customer } = await newSubscriber(stripe, { at: '2027-01-31T10:00:00Z' });
    expect(timeOf(customer.created)).toBe('2027-01-31T10:00:00.000Z');
    await subscribe(customer.id);
    expect(await errorOf(advance(stripe, clock.id, '2027-01-31T10:00:00Z'))).toMatchObject({ param: 'frozen_time' });
    expect(await errorOf(advance(stripe, clock.id, '2027-04-01T10:00:00Z'))).toMatchObject({ param: 'frozen_time' });
    const advancing = await stripe.testHelpers.testClocks.advance(clock.id, {
      frozen_time: seconds('2027-02-01T00:00:00Z'),
    });
    expect(advancing.status).toBe('advancing');
    expect(await stripe.testHelpers.testClocks.retrieve(clock.id)).toMatchObject({
      status: 'ready',
      frozen_time: seconds('2027-02-01T00:00:00Z'),
    });
  });

  it.each([
    ['a common year', '2027-01-31T10:00:00Z', ['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31']],
    ['a leap year', '2028-01-31T23:59:59Z', ['2028-02-29', '2028-03-31', '2028-04-30', '2028-05-31']],
    ['the 30th', '2027-01-30T00:00:00Z', ['2027-02-28', '2027-03-30', '2027-04-30', '2027-05-30']],
    ['a leap day', '2028-02-29T12:00:00Z', ['2028-03-29', '2028-04-29', '2028-05-29', '2028-06-29']],
  ])('renews at the month ends of %s', async (_, at, days) => {
    const { clock, customer } = await newSubscriber(stripe, { at });
    const { id } = await subscribe(customer.id);
    const ends: string[] = [];
    for (const day of days) {
      const { items } = await stripe.subscriptions.retrieve(id);
      ends.push(timeOf(items.data[0]?.current_period_end));
      await advance(stripe, clock.id, `${day}T${at.slice(11)}`);
    }
    expect(ends).toEqual(days.map((day) => `${day}T${at.slice(11, -1)}.000Z`));
    const { data } = await stripe.invoices.list({ subscription: id, limit: 10 });
    expect(data.map(({ status }) => status)).toEqual(['draft', 'paid', 'paid', 'paid', 'paid']);
  });

  it('renews a yearly subscription of a leap day on the 28th, and on the 29th of the next leap year', async () => {
    const yearly = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 9000,
      recurring: { interval: 'year' },
      product_data: { name: 'Yearly' },
    });
    const { clock, customer } = await newSubscriber(stripe, { at: '2028-02-29T00:00:00Z' });
    const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: yearly.id }] });
    const ends: string[] = [];
    for (const to of ['2029-06-01', '2030-06-01', '2031-06-01', '2032-06-01']) {
      ends.push(timeOf((await stripe.subscriptions.retrieve(id)).items.data[0]?.current_period_end).slice(0, 10));
      await advance(stripe, clock.id, `${to}T00:00:00Z`);
    }
    expect(ends).toEqual(['2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29']);
  });

  it('knows no daylight saving', async () => {
    const { clock, customer } = await newSubscriber(stripe, { at: '2027-03-01T01:30:00Z' });
    const { id } = await subscribe(customer.id);
    await advance(stripe, clock.id, '2027-04-01T01:30:00Z');
    const { items } = await stripe.subscriptions.retrieve(id);
    expect(items.data[0]).toMatchObject({
      current_period_start: seconds('2027-04-01T01:30:00Z'),
      current_period_end: seconds('2027-05-01T01:30:00Z'),
    });
  });

  it('finalises the renewal an hour later and collects it, in order', async () => {
    const { clock, customer } = await newSubscriber(stripe, { at: '2027-01-31T00:00:00Z' });
    await subscribe(customer.id);
    world.received.length = 0;
    await advance(stripe, clock.id, '2027-02-28T01:00:00Z');
    const at = (time: string, type: string): string => `2027-02-28T0${time}.000Z ${type}`;
    expect(typesAt().filter((text) => !text.includes('test_clock'))).toEqual([
      at('0:00:00', 'invoice.created'),
      at('0:00:00', 'customer.subscription.updated'),
      at('1:00:00', 'invoice.finalized'),
      at('1:00:00', 'payment_intent.created'),
      at('1:00:00', 'charge.succeeded'),
      at('1:00:00', 'payment_intent.succeeded'),
      at('1:00:00', 'invoice_payment.paid'),
      at('1:00:00', 'invoice.paid'),
      at('1:00:00', 'invoice.payment_succeeded'),
    ]);
    const renewal = world.received.find(({ type }) => type === 'invoice.paid')?.data.object as Stripe.Invoice;
    expect(renewal).toMatchObject({ period_start: seconds('2027-01-31T00:00:00Z'), test_clock: clock.id });
    expect(renewal.lines.data[0]?.period).toEqual({
      start: seconds('2027-02-28T00:00:00Z'),
      end: seconds('2027-03-31T00:00:00Z'),
    });
  });
});

describe('a renewal that fails', () => {
  async function failing() {
    const { clock, customer } = await newSubscriber(stripe, { at: '2027-03-01T00:00:00Z' });
    const subscription = await subscribe(customer.id);
    await giveCard(stripe, customer.id, 'pm_card_chargeCustomerFail');
    await advance(stripe, clock.id, '2027-04-01T02:00:00Z');
    return { clock, customer, subscription };
  }

  it('is tried again after 3, 5 and 7 days and then ends the subscription', async () => {
    const { clock, customer, subscription } = await failing();
    const { status, latest_invoice: invoice } = await stripe.subscriptions.retrieve(subscription.id);
    expect(status).toBe('past_due');
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ delinquent: true });
    const first = await stripe.invoices.retrieve(idOf(invoice));
    expect(first.attempt_count).toBe(1);
    expect(timeOf(first.next_payment_attempt)).toBe('2027-04-04T01:00:00.000Z');
    world.received.length = 0;
    await advance(stripe, clock.id, '2027-04-20T00:00:00Z');
    const failures = world.received.filter(({ type }) => type === 'invoice.payment_failed');
    expect(failures.map(({ created }) => timeOf(created).slice(0, 10))).toEqual([
      '2027-04-04',
      '2027-04-09',
      '2027-04-16',
    ]);
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      status: 'canceled',
      cancellation_details: { reason: 'payment_failed' },
    });
    expect(await stripe.invoices.retrieve(idOf(invoice))).toMatchObject({ status: 'open', next_payment_attempt: null });
  });

  it('recovers when the customer has another card by the next try', async () => {
    const { clock, customer, subscription } = await failing();
    await giveCard(stripe, customer.id, 'pm_card_visa');
    await advance(stripe, clock.id, '2027-04-04T01:00:00Z');
    const recovered = await stripe.subscriptions.retrieve(subscription.id, { expand: ['latest_invoice'] });
    expect(recovered).toMatchObject({ status: 'active', latest_invoice: { status: 'paid', attempt_count: 2 } });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ delinquent: false });
  });

  it('can be left unpaid by the settings, and the next invoices stay drafts', async () => {
    await world.control('settings', { dunning: { retryDays: [1], afterwards: 'unpaid' } });
    const { clock, subscription } = await failing();
    await advance(stripe, clock.id, '2027-05-02T00:00:00Z');
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'unpaid' });
    const { data } = await stripe.invoices.list({ subscription: subscription.id });
    expect(data.map(({ status, auto_advance: isAutomatic }) => [status, isAutomatic])).toEqual([
      ['draft', false],
      ['open', false],
      ['paid', false],
    ]);
    await world.control('settings', { dunning: { retryDays: [3, 5, 7], afterwards: 'canceled' } });
  });

  it('fails without a card at all', async () => {
    const { clock, customer } = await newSubscriber(stripe, { at: '2027-03-01T00:00:00Z' });
    const { id } = await subscribe(customer.id);
    await stripe.paymentMethods.detach(idOf(customer.invoice_settings.default_payment_method));
    await advance(stripe, clock.id, '2027-04-01T02:00:00Z');
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'past_due' });
  });
});

describe('customers who live in real time', () => {
  it('renew when their time comes', async () => {
    const start = world.clock.now;
    const { id: customer } = await stripe.customers.create();
    await giveCard(stripe, customer, 'pm_card_visa');
    const { id } = await subscribe(customer);
    world.clock.now = new Date('2026-12-21T13:00:01Z');
    await world.control('sweep');
    const { data } = await stripe.invoices.list({ subscription: id });
    expect(data.map(({ status, billing_reason: reason }) => [status, reason])).toEqual([
      ['paid', 'subscription_cycle'],
      ['paid', 'subscription_create'],
    ]);
    world.clock.now = start;
  });
});
