import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import {
  advance,
  errorOf,
  idOf,
  newPrice,
  newSubscriber,
  openSimulatedStripe,
  type SimulatedStripe,
} from './simulated-stripe.ts';

let world: SimulatedStripe;
let stripe: Stripe;

beforeAll(async () => {
  world = await openSimulatedStripe();
  ({ stripe } = world);
});
afterAll(() => world.close());

describe('customers', () => {
  it('are made, read, changed and deleted', async () => {
    const customer = await stripe.customers.create({
      email: 'ada@example.com',
      name: 'Ada',
      metadata: { account_id: 'acct_1', gone: 'soon' },
    });
    expect(customer).toMatchObject({ object: 'customer', balance: 0, livemode: false, email: 'ada@example.com' });
    const changed = await stripe.customers.update(customer.id, { name: '', metadata: { gone: '', more: 'yes' } });
    expect(changed).toMatchObject({ name: null, metadata: { account_id: 'acct_1', more: 'yes' } });
    expect(changed.metadata).not.toHaveProperty('gone');
    expect(world.received.at(-1)).toMatchObject({
      type: 'customer.updated',
      data: { previous_attributes: { name: 'Ada', metadata: { account_id: 'acct_1', gone: 'soon' } } },
    });
    expect(await stripe.customers.del(customer.id)).toEqual(expect.objectContaining({ deleted: true }));
    expect(await errorOf(stripe.customers.retrieve(customer.id))).toMatchObject({ code: 'resource_missing' });
  });

  it('refuse what is no e-mail address and a card that is not theirs', async () => {
    expect(await errorOf(stripe.customers.create({ email: 'nobody' }))).toMatchObject({ param: 'email' });
    const [one, other] = await Promise.all([stripe.customers.create(), stripe.customers.create()]);
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: one.id });
    const foreign = stripe.customers.update(other.id, { invoice_settings: { default_payment_method: card.id } });
    expect(await errorOf(foreign)).toMatchObject({ param: 'invoice_settings[default_payment_method]' });
  });
});

describe('cards', () => {
  it('are attached, listed newest first, and detached', async () => {
    const { id: customer } = await stripe.customers.create();
    const visa = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    const amex = await stripe.paymentMethods.attach('pm_card_amex', { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: visa.id } });
    const { data } = await stripe.paymentMethods.list({ customer, type: 'card' });
    expect(data.map(({ id }) => id)).toEqual([amex.id, visa.id]);
    expect(await stripe.paymentMethods.detach(visa.id)).toMatchObject({ customer: null });
    expect((await stripe.customers.listPaymentMethods(customer)).data.map(({ id }) => id)).toEqual([amex.id]);
    const { invoice_settings: settings } = (await stripe.customers.retrieve(customer)) as Stripe.Customer;
    expect(settings.default_payment_method).toBeNull();
    expect(await errorOf(stripe.paymentMethods.detach(visa.id))).toMatchObject({ statusCode: 400 });
  });

  it('that were detached may not be used again, neither for payments nor for another customer', async () => {
    const { id: customer } = await stripe.customers.create();
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    await stripe.paymentMethods.detach(card.id);
    const refused = { statusCode: 400, type: 'StripeInvalidRequestError' };
    const charge = { amount: 1000, currency: 'usd', payment_method: card.id, confirm: true, off_session: true };
    const message = expect.stringContaining('It may not be used again.');
    expect(await errorOf(stripe.paymentIntents.create({ ...charge, customer }))).toMatchObject({ ...refused, message });
    expect(await errorOf(stripe.paymentIntents.create(charge))).toMatchObject({ ...refused, message });
    expect((await stripe.paymentIntents.list({ customer })).data).toEqual([]);
    const again = stripe.paymentMethods.attach(card.id, { customer });
    expect(await errorOf(again)).toMatchObject({
      ...refused,
      message: expect.stringContaining('may not be used again'),
    });
  });

  it('that nobody keeps are good for one payment', async () => {
    const { id: method } = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    const charge = { amount: 1000, currency: 'usd', payment_method: method, confirm: true };
    const form = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' } } as const;
    expect((await stripe.paymentIntents.create({ ...charge, ...form })).status).toBe('succeeded');
    const { id: customer } = await stripe.customers.create();
    expect(await errorOf(stripe.paymentIntents.create({ ...charge, ...form }))).toMatchObject({ statusCode: 400 });
    expect(await errorOf(stripe.paymentMethods.attach(method, { customer }))).toMatchObject({ statusCode: 400 });
  });

  it('that were detached are not charged by a subscription that still names them', async () => {
    const { customer, clock } = await newSubscriber(stripe, { at: '2027-01-10T00:00:00Z' });
    const first = await stripe.paymentMethods.attach('pm_card_amex', { customer: customer.id });
    const price = await newPrice(stripe, 900);
    const items = [{ price: price.id }];
    await stripe.subscriptions.create({ customer: customer.id, items, default_payment_method: first.id });
    await stripe.paymentMethods.detach(first.id);
    await advance(stripe, clock.id, '2027-02-12T00:00:00Z');
    const [renewal, beginning] = (await stripe.paymentIntents.list({ customer: customer.id })).data;
    expect(beginning?.payment_method).toBe(first.id);
    expect(renewal).toMatchObject({ status: 'succeeded', amount: 900 });
    expect(renewal?.payment_method).toBe(idOf(customer.invoice_settings.default_payment_method));
  });

  it('keep the same fingerprint for the same number', async () => {
    const [one, other] = await Promise.all(
      ['tok_visa', 'tok_visa'].map((token) => stripe.paymentMethods.create({ type: 'card', card: { token } })),
    );
    expect(one?.id).not.toBe(other?.id);
    expect(one?.card?.fingerprint).toBe(other?.card?.fingerprint);
  });

  it('that are declined cannot be saved, except the one that fails later', async () => {
    const { id: customer } = await stripe.customers.create();
    const declined = stripe.paymentMethods.attach('pm_card_visa_chargeDeclinedStolenCard', { customer });
    expect(await errorOf(declined)).toMatchObject({ statusCode: 402, decline_code: 'stolen_card' });
    const later = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    expect(later.card?.last4).toBe('0341');
    expect((await stripe.customers.listPaymentMethods(customer)).data).toHaveLength(1);
  });

  it('with numbers that are no test cards are refused', async () => {
    const real = stripe.paymentMethods.create({ type: 'card', card: { number: '4111111111111111' } });
    expect(await errorOf(real)).toMatchObject({ code: 'incorrect_number', param: 'card[number]' });
  });
});

describe('products and prices', () => {
  it('are found by lookup keys, which name one price at a time', async () => {
    const product = await stripe.products.create({ id: 'plan_pro', name: 'Pro', metadata: { plan: 'pro' } });
    const price = {
      currency: 'usd',
      unit_amount: 2000,
      product: product.id,
      recurring: { interval: 'month' as const },
    };
    const old = await stripe.prices.create({ ...price, lookup_key: 'pro' });
    expect(await errorOf(stripe.prices.create({ ...price, lookup_key: 'pro' }))).toMatchObject({ param: 'lookup_key' });
    const other = await stripe.prices.create({
      ...price,
      unit_amount: 2500,
      lookup_key: 'pro',
      transfer_lookup_key: true,
    });
    const { data } = await stripe.prices.list({
      lookup_keys: ['pro', 'scale'],
      active: true,
      expand: ['data.product'],
    });
    expect(data).toMatchObject([{ id: other.id, unit_amount: 2500, product: { id: 'plan_pro', name: 'Pro' } }]);
    expect((await stripe.prices.retrieve(old.id)).lookup_key).toBeNull();
    expect(String(other.unit_amount_decimal)).toBe('2500');
    expect(await errorOf(stripe.products.create({ id: 'plan_pro', name: 'Again' }))).toMatchObject({
      code: 'resource_already_exists',
    });
  });

  it('that are retired are not sold', async () => {
    const price = await stripe.prices.create({ currency: 'usd', unit_amount: 900, product_data: { name: 'Old' } });
    await stripe.prices.update(price.id, { active: false });
    const session = stripe.checkout.sessions.create({
      mode: 'payment',
      success_url: 'https://shop.test/',
      line_items: [{ price: price.id, quantity: 1 }],
    });
    expect(await errorOf(session)).toMatchObject({ param: 'line_items[0][price]' });
    expect(idOf(price.product)).toMatch(/^prod_/);
  });
});
