import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { errorOf, idOf, newPrice, openSimulatedStripe, type SimulatedStripe, submit } from './simulated-stripe.ts';

let world: SimulatedStripe;
let stripe: Stripe;
let customer: string;

beforeAll(async () => {
  world = await openSimulatedStripe();
  ({ stripe } = world);
});
afterAll(() => world.close());
beforeEach(async () => {
  ({ id: customer } = await stripe.customers.create({ email: 'ada@example.com' }));
  world.received.length = 0;
});

const URLS = { success_url: 'https://shop.test/done?s={CHECKOUT_SESSION_ID}', cancel_url: 'https://shop.test/back' };
const ITEM = { quantity: 1, price_data: { currency: 'usd', unit_amount: 2500, product_data: { name: 'A pack' } } };
const types = () => world.received.map(({ type }) => type);
const pay = (session: Stripe.Checkout.Session, number = '4242424242424242') => submit(`${session.url}/pay`, { number });

describe('checkout for a payment', () => {
  it('pays with the card that the customer types, and brings them back', async () => {
    const session = await stripe.checkout.sessions.create({ ...URLS, mode: 'payment', customer, line_items: [ITEM] });
    const page = await (await fetch(String(session.url))).text();
    expect(page).toContain('4000000000009995');
    expect(page).toContain('Is declined: insufficient funds');
    const answer = await pay(session, '5555 5555 5555 4444');
    expect(answer.headers.get('location')).toBe(`https://shop.test/done?s=${session.id}`);
    expect(answer.headers.get('x-stripe-simulator')).toBe('no money moves');
    const paid = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent.latest_charge', 'line_items'],
    });
    expect(paid).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      customer,
      customer_details: { email: 'ada@example.com' },
      payment_intent: {
        customer,
        latest_charge: { payment_method_details: { card: { brand: 'mastercard', last4: '4444' } } },
      },
      line_items: { data: [{ description: 'A pack', amount_total: 2500, quantity: 1 }] },
    });
  });

  it.each([
    ['4000000000009995', 'Your card has insufficient funds.', 'insufficient_funds'],
    ['4000000000000069', 'Your card has expired.', 'expired_card'],
    ['4000000000000127', 'Your card&#39;s security code is incorrect.', 'incorrect_cvc'],
    ['4000000000000341', 'Your card was declined.', 'generic_decline'],
  ])('says why %s is declined, and the next card pays', async (number, words, declineCode) => {
    const session = await stripe.checkout.sessions.create({ ...URLS, mode: 'payment', line_items: [ITEM] });
    expect((await pay(session, number)).headers.get('location')).toBe(`../${session.id}`);
    expect(await (await fetch(String(session.url))).text()).toContain(`${words} Nothing was paid.`);
    const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent'],
    });
    expect(intent).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { decline_code: declineCode },
    });
    await pay(session);
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ payment_status: 'paid' });
  });

  it('takes no number that is not a test card', async () => {
    const session = await stripe.checkout.sessions.create({ ...URLS, mode: 'payment', line_items: [ITEM] });
    await pay(session, '4111111111111111');
    expect(await (await fetch(String(session.url))).text()).toContain('Only test cards work here.');
    expect(types()).toEqual([]);
  });

  it('saves the card for payments without the customer, also one that had to be authenticated', async () => {
    const session = await stripe.checkout.sessions.create({
      ...URLS,
      mode: 'payment',
      customer,
      line_items: [ITEM],
      payment_intent_data: { setup_future_usage: 'off_session', metadata: { purchase_id: 'pur_1' } },
    });
    await pay(session, '4000002500003155');
    const [card] = (await stripe.customers.listPaymentMethods(customer)).data;
    const again = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      customer,
      payment_method: card?.id ?? '',
      confirm: true,
      off_session: true,
    });
    expect(again.status).toBe('succeeded');
    expect(types()).toContain('payment_method.attached');
  });

  it('makes a customer when it is always to', async () => {
    const session = await stripe.checkout.sessions.create({
      ...URLS,
      mode: 'payment',
      customer_creation: 'always',
      customer_email: 'new@example.com',
      line_items: [ITEM],
    });
    await pay(session);
    const { customer: made } = await stripe.checkout.sessions.retrieve(session.id, { expand: ['customer'] });
    expect(made).toMatchObject({ object: 'customer', email: 'new@example.com' });
  });
});

describe('checkout for a setup', () => {
  it('saves a card and takes nothing', async () => {
    const session = await stripe.checkout.sessions.create({ ...URLS, mode: 'setup', customer, currency: 'usd' });
    expect(session).toMatchObject({ payment_status: 'no_payment_required', amount_total: null });
    await pay(session, '4000000000000002');
    expect(await (await fetch(String(session.url))).text()).toContain('Your card was declined.');
    await pay(session);
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent.payment_method'] });
    expect(done).toMatchObject({
      status: 'complete',
      setup_intent: {
        status: 'succeeded',
        usage: 'off_session',
        payment_method: { customer, card: { last4: '4242' } },
      },
    });
    expect(types().slice(-4)).toEqual([
      'setup_intent.setup_failed',
      'payment_method.attached',
      'setup_intent.succeeded',
      'checkout.session.completed',
    ]);
  });
});

describe('checkout for a subscription', () => {
  it('starts it with the first payment; a declined card leaves nothing', async () => {
    const price = await newPrice(stripe, 2000);
    world.received.length = 0;
    const session = await stripe.checkout.sessions.create({
      ...URLS,
      mode: 'subscription',
      customer,
      line_items: [{ price: price.id, quantity: 1 }],
      subscription_data: { metadata: { account_id: 'acct_1' } },
    });
    expect(await (await fetch(String(session.url))).text()).toContain('Subscribe for 20.00 USD');
    for (const number of ['4000000000000002', '4000000000000341']) {
      await pay(session, number);
      expect(await (await fetch(String(session.url))).text()).toContain('Your card was declined. Nothing was paid.');
    }
    expect(types()).toEqual([]);
    await pay(session);
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription', 'invoice'] });
    expect(done).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      subscription: {
        status: 'active',
        metadata: { account_id: 'acct_1' },
        default_payment_method: expect.stringMatching(/^pm_/),
      },
      invoice: { status: 'paid', amount_paid: 2000 },
    });
    expect(types().at(-1)).toBe('checkout.session.completed');
    const sessions = await stripe.checkout.sessions.list({ subscription: idOf(done.subscription) });
    expect(sessions.data.map(({ id }) => id)).toEqual([session.id]);
  });

  it.each<[string, Partial<Stripe.Checkout.SessionCreateParams>, Record<string, unknown>]>([
    ['a one-time price', { mode: 'subscription', line_items: [ITEM] }, { param: 'mode' }],
    ['nothing to sell', { mode: 'subscription' }, { param: 'line_items', code: 'parameter_missing' }],
    ['items in a setup', { mode: 'setup', line_items: [ITEM] }, { param: 'line_items' }],
    [
      'data of another mode',
      { mode: 'setup', payment_intent_data: {}, subscription_data: { description: 'x' } },
      { param: 'subscription_data' },
    ],
    ['a customer and an address', { mode: 'setup', customer_email: 'a@example.com' }, { param: 'customer_email' }],
  ])('refuses %s', async (_, change, error) => {
    expect(await errorOf(stripe.checkout.sessions.create({ ...URLS, customer, ...change }))).toMatchObject(error);
  });
});

describe('the billing portal', () => {
  it('changes the card, switches the plan, cancels and thinks again', async () => {
    const [pro, scale] = [await newPrice(stripe, 1000, 'Small plan'), await newPrice(stripe, 3000, 'Big plan')];
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    const subscription = await stripe.subscriptions.create({
      customer,
      items: [{ price: pro.id }],
      default_payment_method: card.id,
    });
    const { url } = await stripe.billingPortal.sessions.create({ customer, return_url: 'https://shop.test/account' });
    const page = await (await fetch(url)).text();
    for (const text of ['Simulator: no money moves.', 'Small plan', 'Big plan', 'https://shop.test/account']) {
      expect(page).toContain(text);
    }
    await submit(`${url}/card`, { number: '5555555555554444' });
    await submit(`${url}/plan`, { subscription: subscription.id, price: scale.id });
    await submit(`${url}/cancel`, { subscription: subscription.id });
    const changed = await stripe.subscriptions.retrieve(subscription.id, { expand: ['default_payment_method'] });
    expect(changed).toMatchObject({
      cancel_at_period_end: true,
      default_payment_method: { card: { last4: '4444' } },
      items: { data: [{ price: { id: scale.id } }] },
    });
    await submit(`${url}/resume`, { subscription: subscription.id });
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ cancel_at_period_end: false });
    const declined = await submit(`${url}/card`, { number: '4000000000009979' });
    expect(await declined.text()).toContain('Your card was declined.');
  });

  it('shows nothing to who does not know its address', async () => {
    expect((await fetch(`${world.baseUrl}/portal/bps_unknown`)).status).toBe(404);
    expect((await submit(`${world.baseUrl}/portal/bps_unknown/cancel`)).status).toBe(404);
  });
});
