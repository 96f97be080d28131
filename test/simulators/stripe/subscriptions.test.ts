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
let pro: Stripe.Price;
let scale: Stripe.Price;

beforeAll(async () => {
  world = await openSimulatedStripe();
  ({ stripe } = world);
  pro = await newPrice(stripe, 1000, 'Pro');
  scale = await newPrice(stripe, 2000, 'Scale');
});
afterAll(() => world.close());
beforeEach(() => {
  world.received.length = 0;
});

const types = () => world.received.map(({ type }) => type);
const itemOf = ({ items }: Stripe.Subscription): string => items.data[0]?.id ?? '';
const subscribe = (customer: string, more: Partial<Stripe.SubscriptionCreateParams> = {}) =>
  stripe.subscriptions.create({ customer, items: [{ price: pro.id }], ...more });

describe('a new subscription', () => {
  it('is paid at once and active, with an invoice, a payment and their link', async () => {
    const { customer } = await newSubscriber(stripe, { at: '2027-04-01T00:00:00Z' });
    world.received.length = 0;
    const subscription = await subscribe(customer.id, {
      metadata: { plan: 'pro' },
      expand: ['latest_invoice.payments.data.payment.payment_intent', 'customer'],
    });
    expect(subscription).toMatchObject({
      status: 'active',
      metadata: { plan: 'pro' },
      customer: { id: customer.id, object: 'customer' },
      billing_mode: { type: 'flexible' },
      items: { data: [{ price: { id: pro.id }, quantity: 1 }] },
      latest_invoice: {
        status: 'paid',
        billing_reason: 'subscription_create',
        amount_paid: 1000,
        number: expect.stringMatching(/-0001$/),
        parent: { type: 'subscription_details', subscription_details: { subscription: subscription.id } },
        lines: { data: [{ description: '1 × Pro (at 10.00 USD / month)', amount: 1000 }] },
        payments: {
          data: [{ status: 'paid', amount_paid: 1000, payment: { payment_intent: { status: 'succeeded' } } }],
        },
      },
    });
    expect(timeOf(subscription.items.data[0]?.current_period_end)).toBe('2027-05-01T00:00:00.000Z');
    expect(types()).toEqual([
      'customer.subscription.created',
      'invoice.created',
      'customer.updated',
      'invoice.finalized',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice_payment.paid',
      'invoice.paid',
      'invoice.payment_succeeded',
      'customer.subscription.updated',
    ]);
    const byIntent = await stripe.invoicePayments.list({ invoice: idOf(subscription.latest_invoice) });
    expect(byIntent.data).toHaveLength(1);
  });

  it('stays incomplete when the card is declined, and is active when the invoice is paid with another', async () => {
    const { customer } = await newSubscriber(stripe, {
      at: '2027-04-01T00:00:00Z',
      card: 'pm_card_chargeCustomerFail',
    });
    const subscription = await subscribe(customer.id);
    expect(subscription.status).toBe('incomplete');
    const invoice = idOf(subscription.latest_invoice);
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ status: 'open', attempt_count: 1 });
    expect(await errorOf(stripe.invoices.pay(invoice))).toMatchObject({ statusCode: 402, code: 'card_declined' });
    expect(await stripe.invoices.pay(invoice, { payment_method: 'pm_card_visa' })).toMatchObject({ status: 'paid' });
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'active' });
  });

  it('is given up after 23 hours without a payment', async () => {
    const { customer, clock } = await newSubscriber(stripe, { at: '2027-04-01T00:00:00Z' });
    const { id, latest_invoice: invoice } = await subscribe(customer.id, { payment_behavior: 'default_incomplete' });
    await advance(stripe, clock.id, '2027-04-01T22:59:59Z');
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'incomplete' });
    await advance(stripe, clock.id, '2027-04-01T23:00:00Z');
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'incomplete_expired' });
    expect(await stripe.invoices.retrieve(idOf(invoice))).toMatchObject({ status: 'void' });
  });

  it('leaves nothing behind when a failed payment is to be an error', async () => {
    const { customer } = await newSubscriber(stripe, {
      at: '2027-04-01T00:00:00Z',
      card: 'pm_card_chargeCustomerFail',
    });
    const failed = subscribe(customer.id, { payment_behavior: 'error_if_incomplete' });
    expect(await errorOf(failed)).toMatchObject({ statusCode: 402, decline_code: 'generic_decline' });
    expect((await stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data).toEqual([]);
    expect((await stripe.invoices.list({ customer: customer.id })).data).toEqual([]);
  });

  it('needs a card, a recurring price and one interval', async () => {
    const { id } = await stripe.customers.create();
    expect(await errorOf(subscribe(id))).toMatchObject({ code: 'resource_missing' });
    await giveCard(stripe, id, 'pm_card_visa');
    const once = await stripe.prices.create({ currency: 'usd', unit_amount: 500, product_data: { name: 'Once' } });
    expect(await errorOf(subscribe(id, { items: [{ price: once.id }] }))).toMatchObject({ param: 'items' });
    const yearly = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 9000,
      recurring: { interval: 'year' },
      product_data: { name: 'Yearly' },
    });
    const mixed = subscribe(id, { items: [{ price: pro.id }, { price: yearly.id }] });
    expect(await errorOf(mixed)).toMatchObject({ param: 'items' });
  });
});

describe('another plan in the middle of a month', () => {
  /** 30 days: half of it is 15 days, to the second. */
  const START = '2027-04-01T00:00:00Z';
  const MIDDLE = '2027-04-16T00:00:00Z';

  async function atMiddle() {
    const { customer, clock } = await newSubscriber(stripe, { at: START });
    const subscription = await subscribe(customer.id);
    await advance(stripe, clock.id, MIDDLE);
    return { customer, clock, subscription };
  }

  it('credits half of the old price and charges half of the new one with the next invoice', async () => {
    const { clock, subscription } = await atMiddle();
    await stripe.subscriptions.update(subscription.id, { items: [{ id: itemOf(subscription), price: scale.id }] });
    const pending = await stripe.invoiceItems.list({ customer: idOf(subscription.customer), pending: true });
    expect(pending.data.map(({ amount, description, proration }) => [amount, description, proration])).toEqual([
      [1000, 'Remaining time on Scale after 16 Apr 2027', true],
      [-500, 'Unused time on Pro after 16 Apr 2027', true],
    ]);
    await advance(stripe, clock.id, '2027-05-01T02:00:00Z');
    const { data } = await stripe.invoices.list({ subscription: subscription.id, limit: 1 });
    expect(data).toMatchObject([{ billing_reason: 'subscription_cycle', total: 2500, status: 'paid' }]);
    expect(data[0]?.lines.data.map(({ amount }) => amount)).toEqual([-500, 1000, 2000]);
  });

  it('charges the difference at once when it is always invoiced', async () => {
    const { subscription } = await atMiddle();
    const updated = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: itemOf(subscription), price: scale.id }],
      proration_behavior: 'always_invoice',
      expand: ['latest_invoice'],
    });
    expect(updated.latest_invoice).toMatchObject({
      status: 'paid',
      amount_paid: 500,
      billing_reason: 'subscription_update',
    });
  });

  it('gives a downgrade back as a credit that the next invoice uses', async () => {
    const { customer, clock } = await newSubscriber(stripe, { at: START });
    const subscription = await subscribe(customer.id, { items: [{ price: scale.id }] });
    await advance(stripe, clock.id, MIDDLE);
    const updated = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: itemOf(subscription), price: pro.id }],
      proration_behavior: 'always_invoice',
      expand: ['latest_invoice'],
    });
    expect(updated.latest_invoice).toMatchObject({ total: -500, amount_due: 0, status: 'paid', ending_balance: -500 });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -500 });
    await advance(stripe, clock.id, '2027-05-01T02:00:00Z');
    const { data } = await stripe.invoices.list({ subscription: subscription.id, limit: 1 });
    expect(data).toMatchObject([{ total: 1000, starting_balance: -500, amount_due: 500, amount_paid: 500 }]);
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: 0 });
  });

  it('costs nothing in between when there is no proration', async () => {
    const { subscription } = await atMiddle();
    const item = { id: itemOf(subscription), price: scale.id };
    await stripe.subscriptions.update(subscription.id, { items: [item], proration_behavior: 'none' });
    const { data } = await stripe.invoiceItems.list({ customer: idOf(subscription.customer) });
    expect(data).toEqual([]);
  });

  it('is previewed to the cent, and the preview changes nothing', async () => {
    const { subscription } = await atMiddle();
    const items = [{ id: itemOf(subscription), price: scale.id }];
    const at = seconds('2027-04-11T00:00:00Z');
    const preview = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { items, proration_behavior: 'always_invoice', proration_date: at },
    });
    // 20 of 30 days: -1000 * 2/3 = -666.67 and 2000 * 2/3 = 1333.33
    expect(preview.lines.data.map(({ amount }) => amount)).toEqual([-667, 1333]);
    expect(preview.amount_due).toBe(666);
    const next = await stripe.invoices.createPreview({ subscription: subscription.id });
    expect(next).toMatchObject({ total: 1000, status: 'draft' });
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      items: { data: [{ price: { id: pro.id } }] },
    });
    expect((await stripe.invoiceItems.list({ customer: idOf(subscription.customer) })).data).toEqual([]);
  });

  it('begins a new period when the interval changes', async () => {
    const { subscription } = await atMiddle();
    const yearly = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 9000,
      recurring: { interval: 'year' },
      product_data: { name: 'Yearly' },
    });
    const updated = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: itemOf(subscription), price: yearly.id }],
      expand: ['latest_invoice'],
    });
    expect(timeOf(updated.items.data[0]?.current_period_end)).toBe('2028-04-16T00:00:00.000Z');
    expect(updated.latest_invoice).toMatchObject({ total: 8500, status: 'paid' });
  });

  it('undoes the change when its payment fails and that is to be an error', async () => {
    const { customer, subscription } = await atMiddle();
    await giveCard(stripe, customer.id, 'pm_card_chargeCustomerFail');
    const change = stripe.subscriptions.update(subscription.id, {
      items: [{ id: itemOf(subscription), price: scale.id }],
      proration_behavior: 'always_invoice',
      payment_behavior: 'error_if_incomplete',
    });
    expect(await errorOf(change)).toMatchObject({ statusCode: 402 });
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      status: 'active',
      items: { data: [{ price: { id: pro.id } }] },
    });
  });
});

describe('the end of a subscription', () => {
  it('comes with its period when it was canceled for then, unless the customer thinks again', async () => {
    const { customer, clock } = await newSubscriber(stripe, { at: '2027-04-01T00:00:00Z' });
    const { id } = await subscribe(customer.id);
    const canceled = await stripe.subscriptions.update(id, { cancel_at_period_end: true });
    expect(timeOf(canceled.cancel_at)).toBe('2027-05-01T00:00:00.000Z');
    expect(await stripe.subscriptions.update(id, { cancel_at_period_end: false })).toMatchObject({ cancel_at: null });
    await stripe.subscriptions.update(id, { cancel_at_period_end: true });
    world.received.length = 0;
    await advance(stripe, clock.id, '2027-05-02T00:00:00Z');
    expect(types()).toEqual([
      'test_helpers.test_clock.advancing',
      'customer.subscription.deleted',
      'test_helpers.test_clock.ready',
    ]);
    const ended = await stripe.subscriptions.retrieve(id);
    expect(ended).toMatchObject({ status: 'canceled', cancellation_details: { reason: 'cancellation_requested' } });
    expect(timeOf(ended.ended_at)).toBe('2027-05-01T00:00:00.000Z');
  });

  it('can come at once, and then nothing can be changed', async () => {
    const { customer } = await newSubscriber(stripe, { at: '2027-04-01T00:00:00Z' });
    const { id } = await subscribe(customer.id);
    expect(await stripe.subscriptions.cancel(id)).toMatchObject({ status: 'canceled' });
    expect(await errorOf(stripe.subscriptions.cancel(id))).toMatchObject({ code: 'resource_missing' });
    const change = stripe.subscriptions.update(id, { cancel_at_period_end: true });
    expect(await errorOf(change)).toMatchObject({ code: 'invalid_canceled_subscription_fields' });
    expect((await stripe.subscriptions.list({ customer: customer.id })).data).toEqual([]);
    expect((await stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data).toHaveLength(1);
  });
});
