import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import type { Purchase } from '../../../src/purchases/index.ts';
import { credits } from '../../support/ledger-world.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { eventOf, heldEvent, openShop, type Shop } from '../shop.ts';

let shop: Shop;
let accountId: string;
let purchase: Purchase;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  shop.webhooks = 'open';
  shop.held.length = 0;
  shop.outcomes.length = 0;
  accountId = await shop.world.newAccount();
  purchase = await shop.buy(accountId);
});

const sessionId = () => purchase.checkoutUrl?.split('/').at(-1) ?? '';

const PARAMETERS: Stripe.Checkout.SessionCreateParams = {
  mode: 'payment',
  success_url: 'https://shop.test/done',
  line_items: [{ quantity: 2, price_data: { currency: 'eur', unit_amount: 999, product_data: { name: 'A thing' } } }],
};

const idOf = (reference: string | { id: string } | null): string =>
  typeof reference === 'string' ? reference : (reference?.id ?? '');

async function errorOf(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('it succeeded');
}

describe('the API', () => {
  it('creates a session that can be read again', async () => {
    const session = await shop.stripe.checkout.sessions.create(PARAMETERS);
    expect(session).toMatchObject({
      object: 'checkout.session',
      status: 'open',
      payment_status: 'unpaid',
      amount_total: 1998,
      currency: 'eur',
      livemode: false,
      url: `${shop.baseUrl}/simulator/stripe/pay/${session.id}`,
      expires_at: session.created + 86_400,
    });
    expect(session.lastResponse.requestId).toMatch(/^req_/);
    const { lastResponse: _, ...object } = session;
    expect(await shop.stripe.checkout.sessions.retrieve(session.id)).toMatchObject(object);
  });

  it('gives the first answer again under the same idempotency key, and refuses it with other parameters', async () => {
    const options = { idempotencyKey: `key ${accountId}` };
    const first = await shop.stripe.checkout.sessions.create(PARAMETERS, options);
    await shop.stripe.checkout.sessions.expire(first.id);
    const again = await shop.stripe.checkout.sessions.create(PARAMETERS, options);
    expect(again).toMatchObject({ id: first.id, status: 'open' });
    const other = shop.stripe.checkout.sessions.create({ ...PARAMETERS, client_reference_id: 'x' }, options);
    expect(await errorOf(other)).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  });

  it('makes one session of 20 identical requests at once', async () => {
    const options = { idempotencyKey: `race ${accountId}` };
    const create = () => shop.stripe.checkout.sessions.create(PARAMETERS, options);
    const sessions = await Promise.all(Array.from({ length: 20 }, create));
    expect(new Set(sessions.map(({ id }) => id)).size).toBe(1);
  });

  it('does not keep a refusal under the idempotency key', async () => {
    const options = { idempotencyKey: `corrected ${accountId}` };
    await errorOf(shop.stripe.checkout.sessions.create({ ...PARAMETERS, success_url: 'nowhere' }, options));
    expect(await shop.stripe.checkout.sessions.create(PARAMETERS, options)).toMatchObject({ status: 'open' });
  });

  const item = (price: Record<string, unknown>, quantity: unknown = 1) => [
    { quantity, price_data: { currency: 'usd', unit_amount: 500, product_data: { name: 'A thing' }, ...price } },
  ];
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['a missing parameter', { success_url: undefined }, { code: 'parameter_missing', param: 'success_url' }],
    ['an unknown parameter', { surprise: '1' }, { code: 'parameter_unknown', param: 'surprise' }],
    ['an unknown nested one', { line_items: item({ tax: 1 }) }, { param: 'line_items[0][price_data][tax]' }],
    ['an address that is none', { success_url: 'shop' }, { code: 'url_invalid', param: 'success_url' }],
    ['another mode', { mode: 'subscription' }, { param: 'mode' }],
    [
      'a negative amount',
      { line_items: item({ unit_amount: -1 }) },
      { param: 'line_items[0][price_data][unit_amount]' },
    ],
    ['a fraction', { line_items: item({}, 1.5) }, { param: 'line_items[0][quantity]' }],
    ['too little', { line_items: item({ unit_amount: 49 }) }, { code: 'amount_too_small' }],
    ['too much', { line_items: item({ unit_amount: 99_999_999 }, 2) }, { code: 'amount_too_large' }],
    ['an expiry that is too near', { expires_at: 1 }, { param: 'expires_at' }],
  ])('refuses %s in the words of Stripe', async (_, change, error) => {
    const parameters = { ...PARAMETERS, ...change };
    expect(await errorOf(shop.stripe.checkout.sessions.create(parameters))).toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 400,
      ...error,
    });
  });

  it('refuses another key, and what it does not have', async () => {
    const stranger = shop.stripe.checkout.sessions.retrieve(sessionId(), {}, { apiKey: 'sk_test_wrong' });
    expect(await errorOf(stranger)).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    const missing = await errorOf(shop.stripe.checkout.sessions.retrieve('cs_test_missing'));
    expect(missing).toMatchObject({ statusCode: 404, code: 'resource_missing' });
    expect(await errorOf(shop.stripe.coupons.list())).toMatchObject({ statusCode: 404 });
  });

  it('expires an open session once', async () => {
    expect(await shop.stripe.checkout.sessions.expire(sessionId())).toMatchObject({ status: 'expired', url: null });
    expect(await errorOf(shop.stripe.checkout.sessions.expire(sessionId()))).toMatchObject({ statusCode: 400 });
    expect((await shop.click(purchase, 'pay')).headers.get('location')).toBe(`../${sessionId()}`);
    expect((await fetch(String(purchase.checkoutUrl))).status).toBe(410);
    expect(await shop.available(accountId)).toBe(0n);
  });

  it('shows the payment, its charge and its event', async () => {
    shop.webhooks = 'held';
    await shop.click(purchase, 'pay');
    const session = await shop.stripe.checkout.sessions.retrieve(sessionId());
    const intent = await shop.stripe.paymentIntents.retrieve(idOf(session.payment_intent));
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount: 2500,
      amount_received: 2500,
      metadata: session.metadata,
    });
    const charge = await shop.stripe.charges.retrieve(idOf(intent.latest_charge));
    expect(charge).toMatchObject({ paid: true, payment_intent: intent.id, metadata: session.metadata });
    const { id } = heldEvent(shop, 'checkout.session.completed');
    const event = await shop.stripe.events.retrieve(id);
    expect(event).toMatchObject({
      type: 'checkout.session.completed',
      pending_webhooks: 0,
      api_version: Stripe.API_VERSION,
    });
  });
});

describe('the checkout page', () => {
  it('says what is bought, for how much, and that no money moves; with everything escaped', async () => {
    const response = await fetch(String(purchase.checkoutUrl));
    const page = await response.text();
    expect(page).toContain('Simulator: no money moves.');
    expect(page).toContain('Small &lt;pack&gt; &amp; &quot;co&quot;');
    expect(page).not.toContain('<pack>');
    expect(page).toContain('25 credits, valid for 30 days');
    expect(page).toContain('25.00 USD');
    expect(page).not.toMatch(/<script|https?:\/\//);
    expect(response.headers.get('content-security-policy')).toMatch(
      /default-src 'none'; style-src 'sha256-[^']+'; .*form-action 'self' http:\/\/127\.0\.0\.1:\d+; .*frame-ancestors 'none'/,
    );
  });

  it('pays once, however often Pay is pressed', async () => {
    const responses = await Promise.all(Array.from({ length: 10 }, () => shop.click(purchase, 'pay')));
    expect(responses.map((response) => response.status)).toEqual(Array.from({ length: 10 }, () => 303));
    expect(await shop.available(accountId)).toBe(credits('25'));
    const session = await shop.stripe.checkout.sessions.retrieve(sessionId());
    const rows = await shop.world.database.rows(
      `select id from stripe_simulator_object where kind = 'charge' and body->'object'->>'payment_intent' = $1`,
      [session.payment_intent],
    );
    expect(rows).toHaveLength(1);
    expect(await (await fetch(String(purchase.checkoutUrl))).text()).toContain('It cannot be paid twice.');
  });

  it('shows a decline, pays nothing, and lets the customer try again', async () => {
    shop.webhooks = 'held';
    const declined = await shop.click(purchase, 'decline');
    expect(declined.headers.get('location')).toBe(`../${sessionId()}`);
    expect(await (await fetch(String(purchase.checkoutUrl))).text()).toContain(
      'Your card was declined. Nothing was paid.',
    );
    expect(heldEvent(shop, 'payment_intent.payment_failed').data.object).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline' },
    });
    expect(shop.held.map((delivery) => eventOf(delivery).type)).not.toContain('checkout.session.completed');
    expect(await shop.purchase(purchase)).toMatchObject({ status: 'PENDING' });

    shop.webhooks = 'open';
    await shop.click(purchase, 'pay');
    expect(await shop.available(accountId)).toBe(credits('25'));
  });

  it('can be closed and opened again', async () => {
    const closed = await shop.click(purchase, 'close');
    expect(closed.headers.get('location')).toBe(`${shop.baseUrl}/checkout/canceled`);
    expect((await fetch(String(purchase.checkoutUrl))).status).toBe(200);
    await shop.click(purchase, 'pay');
    expect(await shop.available(accountId)).toBe(credits('25'));
  });

  it('ends after 24 hours, whether somebody looks or not', async () => {
    const boughtAt = shop.world.clock.now;
    shop.world.clock.now = new Date(boughtAt.getTime() + 86_400_000);
    await shop.click(purchase, 'pay');
    expect(await shop.available(accountId)).toBe(0n);
    expect(await shop.purchase(purchase)).toMatchObject({ status: 'EXPIRED' });

    shop.world.clock.now = boughtAt;
    const unseen = await shop.buy(accountId, 'small', 'order-2');
    shop.world.clock.now = new Date(boughtAt.getTime() + 86_400_000);
    await shop.restartSimulator();
    expect(await shop.purchase(unseen)).toMatchObject({ status: 'EXPIRED' });
    shop.world.clock.now = boughtAt;
  });

  it('has a receipt, pages to come back to, and nothing else', async () => {
    await shop.click(purchase, 'pay');
    const { receiptUrl } = await shop.purchase(purchase);
    expect(await (await fetch(String(receiptUrl))).text()).toContain('25.00 USD');
    expect(await (await fetch(`${shop.baseUrl}/checkout/done`)).text()).toContain('Thank you');
    expect(await (await fetch(`${shop.baseUrl}/checkout/canceled`)).text()).toContain('Nothing was paid');
    for (const path of ['/', '/pay/cs_test_unknown', '/pay/../secrets', '/receipts/secrets', '/pay/secrets']) {
      expect((await fetch(`${shop.baseUrl}/simulator/stripe${path}`)).status).toBe(404);
    }
  });
});

describe('the delivery of events', () => {
  it('tries again until the endpoint accepts them', async () => {
    shop.webhooks = 'down';
    const { status } = await shop.click(purchase, 'pay');
    expect(status).toBe(303);
    expect(await shop.available(accountId)).toBe(0n);
    shop.webhooks = 'open';
    await waitUntil('the credits arrive', async () => (await shop.available(accountId)) === credits('25'));
  });

  it('goes on after a restart, also of a gateway that gave up', async () => {
    shop.webhooks = 'down';
    await shop.click(purchase, 'pay');
    await shop.simulator().close();
    shop.webhooks = 'open';
    expect(await shop.available(accountId)).toBe(0n);
    await shop.restartSimulator();
    expect(await shop.available(accountId)).toBe(credits('25'));
    shop.outcomes.length = 0;
    await shop.restartSimulator();
    expect(shop.outcomes).toEqual([]);
  });
});
