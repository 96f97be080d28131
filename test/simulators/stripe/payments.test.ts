import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { errorOf, giveCard, idOf, openSimulatedStripe, type SimulatedStripe } from './simulated-stripe.ts';

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

const offSession = (method: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}) => ({
  amount: 2000,
  currency: 'usd',
  customer,
  payment_method: method,
  confirm: true,
  off_session: true,
  ...more,
});

describe('a payment without the customer', () => {
  it('succeeds with a saved card, and has a charge with a receipt', async () => {
    const saved = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    world.received.length = 0;
    const parameters = offSession(saved.id, { metadata: { top_up: 'tup_1' }, description: 'Auto top-up' });
    const intent = await stripe.paymentIntents.create({ ...parameters, expand: ['latest_charge'] });
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount_received: 2000,
      payment_method: saved.id,
      customer,
      metadata: { top_up: 'tup_1' },
      latest_charge: {
        object: 'charge',
        paid: true,
        customer,
        metadata: { top_up: 'tup_1' },
        description: 'Auto top-up',
      },
    });
    const { receipt_url: receipt } = intent.latest_charge as Stripe.Charge;
    expect(await (await fetch(String(receipt))).text()).toContain('20.00 USD');
    expect(world.received.map(({ type }) => type)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
    expect(world.received[2]).toMatchObject({ request: { id: intent.lastResponse.requestId } });
  });

  it.each([
    ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
    ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
    ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', 'incorrect_cvc'],
    ['pm_card_chargeDeclinedProcessingError', 'processing_error', 'processing_error'],
    ['pm_card_visa_chargeDeclinedVelocityLimitExceeded', 'card_declined', 'card_velocity_exceeded'],
    ['pm_card_riskLevelHighest', 'card_declined', 'fraudulent'],
    ['pm_card_authenticationRequired', 'authentication_required', 'authentication_required'],
  ])('is declined with %s (%s, %s) and can be tried again', async (method, code, declineCode) => {
    const error = await errorOf(stripe.paymentIntents.create(offSession(method)));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({ statusCode: 402, rawType: 'card_error', code, decline_code: declineCode });
    const id = idOf(error.payment_intent);
    const intent = await stripe.paymentIntents.retrieve(id);
    expect(intent).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      last_payment_error: { type: 'card_error', code, decline_code: declineCode, message: error.message },
    });
    expect(world.received.at(-1)).toMatchObject({ type: 'payment_intent.payment_failed', data: { object: { id } } });
    const again = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa', off_session: true });
    expect(again).toMatchObject({ status: 'succeeded', last_payment_error: null });
  });

  it('keeps the failed charge with what the bank said, but asks no bank without authentication', async () => {
    const declined = await errorOf(stripe.paymentIntents.create(offSession('pm_card_chargeDeclinedInsufficientFunds')));
    const charge = await stripe.charges.retrieve(String(declined.charge));
    expect(charge).toMatchObject({
      paid: false,
      status: 'failed',
      failure_code: 'card_declined',
      outcome: { type: 'issuer_declined', reason: 'insufficient_funds', network_decline_code: '51' },
    });
    const away = await errorOf(stripe.paymentIntents.create(offSession('pm_card_authenticationRequired')));
    expect(away.charge).toBeUndefined();
  });

  it('is declined as a control call says, until the card is healed', async () => {
    const saved = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    await world.control(`payment_methods/${saved.id}`, { declineCode: 'do_not_honor' });
    const error = await errorOf(stripe.paymentIntents.create(offSession(saved.id)));
    expect(error).toMatchObject({ code: 'card_declined', decline_code: 'do_not_honor' });
    await world.control(`payment_methods/${saved.id}`, { declineCode: null });
    expect(await stripe.paymentIntents.create(offSession(saved.id))).toMatchObject({ status: 'succeeded' });
  });

  it('is declined when the card has expired by the time', async () => {
    const card = { number: '4242424242424242', exp_month: 10, exp_year: 2026 };
    const { id } = await stripe.paymentMethods.create({ type: 'card', card });
    await stripe.paymentMethods.attach(id, { customer });
    expect(await errorOf(stripe.paymentIntents.create(offSession(id)))).toMatchObject({ code: 'expired_card' });
  });

  it('needs no authentication once the card was set up', async () => {
    const setup = await stripe.setupIntents.create({ customer, payment_method: 'pm_card_visa', confirm: true });
    expect(setup).toMatchObject({ status: 'succeeded', customer });
    expect(await stripe.paymentIntents.create(offSession(idOf(setup.payment_method)))).toMatchObject({
      status: 'succeeded',
    });
    const strict = await stripe.setupIntents.create({
      customer,
      payment_method: 'pm_card_authenticationRequiredOnSetup',
      confirm: true,
    });
    expect(strict).toMatchObject({ status: 'requires_action' });
  });

  it('refuses a card of somebody else, and one that is not there', async () => {
    const other = await stripe.customers.create();
    const saved = await stripe.paymentMethods.attach('pm_card_visa', { customer: other.id });
    expect(await errorOf(stripe.paymentIntents.create(offSession(saved.id)))).toMatchObject({ statusCode: 400 });
    expect(await errorOf(stripe.paymentIntents.create(offSession('pm_missing')))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      param: 'payment_method',
    });
  });
});

describe('a payment intent', () => {
  it('waits for the customer where the bank asks for authentication', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 500,
      currency: 'usd',
      payment_method: 'pm_card_authenticationRequired',
      confirm: true,
    });
    expect(intent).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } });
    expect(await stripe.paymentIntents.cancel(intent.id)).toMatchObject({ status: 'canceled' });
    expect(await errorOf(stripe.paymentIntents.confirm(intent.id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });

  it('goes from no card to a chosen one to paid, and saves the card when it is asked to', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 500, currency: 'usd', customer });
    expect(intent.status).toBe('requires_payment_method');
    expect(await errorOf(stripe.paymentIntents.confirm(intent.id))).toMatchObject({ statusCode: 400 });
    const paid = await stripe.paymentIntents.confirm(intent.id, {
      payment_method: 'pm_card_mastercard',
      setup_future_usage: 'off_session',
    });
    expect(paid.status).toBe('succeeded');
    const saved = await stripe.customers.listPaymentMethods(customer);
    expect(saved.data).toMatchObject([{ id: paid.payment_method, card: { brand: 'mastercard', last4: '4444' } }]);
  });

  it('charges once when it is confirmed ten times at once', async () => {
    const ten = <Result>(work: () => Promise<Result>) => Promise.allSettled(Array.from({ length: 10 }, work));
    // Connections that are there already, or the requests would wait in line for theirs.
    await ten(() => world.database.rows('select pg_sleep(0.05)'));
    for (let round = 0; round < 5; round += 1) {
      const { id } = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
      const results = await ten(() => stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await stripe.charges.list({ payment_intent: id })).data).toHaveLength(1);
    }
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['too small an amount', { amount: 49 }, { code: 'amount_too_small', param: 'amount' }],
    ['a negative amount', { amount: -1 }, { param: 'amount' }],
    ['too small a one in pesos', { amount: 999, currency: 'mxn' }, { code: 'amount_too_small', param: 'amount' }],
    ['too large an amount', { amount: 100_000_000 }, { code: 'amount_too_large', param: 'amount' }],
    ['the tenth of a fils', { amount: 3125, currency: 'kwd' }, { param: 'amount' }],
    ['a hundredth of a krona', { amount: 1050, currency: 'isk' }, { param: 'amount' }],
    [
      'an unknown currency',
      { currency: 'iqd' },
      {
        param: 'currency',
        message: expect.stringMatching(/^Invalid currency: iqd\. Stripe currently supports these currencies: aed, /),
      },
    ],
    ['no currency', { currency: undefined }, { code: 'parameter_missing', param: 'currency' }],
    ['an unknown parameter', { surprise: 1 }, { code: 'parameter_unknown', param: 'surprise' }],
    ['an unknown customer', { customer: 'cus_missing' }, { code: 'resource_missing', param: 'customer' }],
    ['off_session without confirm', { off_session: true }, { param: 'off_session' }],
  ])('refuses %s', async (_, change, error) => {
    const parameters = { amount: 500, currency: 'usd', ...change } as Stripe.PaymentIntentCreateParams;
    expect(await errorOf(stripe.paymentIntents.create(parameters))).toMatchObject({
      type: 'StripeInvalidRequestError',
      ...error,
    });
  });
});

describe('what is charged of a currency', () => {
  it.each([
    ['xof', 1000],
    ['isk', 100_000],
    ['kwd', 3120],
    ['jpy', 50],
    ['idr', 999_999_999_999],
    ['huf', 17_550],
  ])('%s takes %d', async (currency, amount) => {
    const intent = await stripe.paymentIntents.create(offSession('pm_card_visa', { amount, currency }));
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: amount });
    const back = await stripe.refunds.create({ payment_intent: intent.id });
    expect(back).toMatchObject({ amount });
  });

  it('a part that is never charged is never given back', async () => {
    const { id } = await stripe.paymentIntents.create(offSession('pm_card_visa', { amount: 3120, currency: 'kwd' }));
    expect(await errorOf(stripe.refunds.create({ payment_intent: id, amount: 5 }))).toMatchObject({ param: 'amount' });
    expect(await stripe.refunds.create({ payment_intent: id, amount: 10 })).toMatchObject({ amount: 10 });
  });
});

describe('idempotency', () => {
  it('gives the same payment again for the same key, with the request replayed', async () => {
    const options = { idempotencyKey: `replay ${customer}` };
    const first = await stripe.paymentIntents.create(offSession('pm_card_visa'), options);
    const again = await stripe.paymentIntents.create(offSession('pm_card_visa'), options);
    expect(again.id).toBe(first.id);
    expect(new Headers(again.lastResponse.headers).get('idempotent-replayed')).toBe('true');
    expect(world.received.map(({ type }) => type)).toHaveLength(3);
    expect(world.received[0]?.request?.idempotency_key).toBe(options.idempotencyKey);
  });

  it('gives the same decline again, as Stripe does, and charges nothing anew', async () => {
    const options = { idempotencyKey: `declined ${customer}` };
    const saved = await giveCard(stripe, customer, 'pm_card_chargeCustomerFail');
    const card = idOf(saved.invoice_settings.default_payment_method);
    const first = await errorOf(stripe.paymentIntents.create(offSession(card), options));
    const again = await errorOf(stripe.paymentIntents.create(offSession(card), options));
    expect(again).toMatchObject({ statusCode: 402, decline_code: 'generic_decline' });
    expect(idOf(again.payment_intent)).toBe(idOf(first.payment_intent));
    expect((await stripe.charges.list({ customer })).data).toHaveLength(1);
  });

  it('refuses the key with other parameters', async () => {
    const options = { idempotencyKey: `other ${customer}` };
    await stripe.paymentIntents.create(offSession('pm_card_visa'), options);
    const other = stripe.paymentIntents.create(offSession('pm_card_visa', { amount: 2001 }), options);
    expect(await errorOf(other)).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect(await errorOf(other)).toMatchObject({ statusCode: 400, rawType: 'idempotency_error' });
  });

  it('charges once for 20 identical requests at once', async () => {
    const options = { idempotencyKey: `race ${customer}` };
    const requests = Array.from({ length: 20 }, () =>
      stripe.paymentIntents.create(offSession('pm_card_visa'), options),
    );
    const intents = await Promise.all(requests);
    expect(new Set(intents.map(({ id }) => id)).size).toBe(1);
    expect((await stripe.charges.list({ customer })).data).toHaveLength(1);
  });
});
