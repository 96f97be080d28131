import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type Stripe from 'stripe';
import type { Purchase } from '../../../src/purchases/index.ts';
import { credits } from '../../support/ledger-world.ts';
import { type Delivery, eventOf, heldEvent, openShop, type Shop } from '../shop.ts';

let shop: Shop;
let accountId: string;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  accountId = await shop.world.newAccount();
  shop.webhooks = 'open';
  shop.held.length = 0;
  shop.outcomes.length = 0;
  shop.problems.length = 0;
});

const receive = ({ rawBody, signature }: Delivery) => shop.purchases.receiveWebhook(rawBody, signature);

/** Pays at the simulator while the webhook endpoint only collects; answers the event that brings the credits. */
async function payUnheard(
  packId = 'small',
): Promise<{ purchase: Purchase; completed: Stripe.CheckoutSessionCompletedEvent }> {
  shop.webhooks = 'held';
  const purchase = await shop.buy(accountId, packId, `order ${packId} ${accountId}`);
  await shop.click(purchase, 'pay');
  const completed = shop.held
    .map(eventOf)
    .filter((event) => event.type === 'checkout.session.completed')
    .find((event) => event.data.object.id === purchase.checkoutUrl?.split('/').at(-1));
  if (completed === undefined) throw new Error('the checkout was not completed');
  return { purchase, completed };
}

/** The event once more, with something else in its session. */
function changed(
  event: Stripe.CheckoutSessionCompletedEvent,
  session: Partial<Stripe.Checkout.Session>,
  envelope: Record<string, unknown> = {},
): Delivery {
  return shop.sign({ ...event, ...envelope, data: { object: { ...event.data.object, ...session } } });
}

async function storedOutcome(eventId: string): Promise<string | undefined> {
  const rows = await shop.world.database.rows<{ outcome: string }>('select outcome from payment_event where id = $1', [
    eventId,
  ]);
  return rows[0]?.outcome;
}

describe('a paid checkout', () => {
  it('credits the wallet through the signed webhook, before the customer is back', async () => {
    const purchase = await shop.buy(accountId);
    const response = await shop.click(purchase, 'pay');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toMatch(
      new RegExp(`^${shop.baseUrl}/checkout/done\\?account=acct_\\w+&session=cs_test_\\w+$`),
    );
    expect(await shop.available(accountId)).toBe(credits('25'));
    expect(await shop.purchase(purchase)).toMatchObject({
      status: 'PAID',
      paidAt: shop.world.clock.now,
      checkoutUrl: undefined,
      receiptUrl: expect.stringContaining('/simulator/stripe/receipts/ch_'),
    });
  });

  it('leaves a lot and a transaction that say where the credits come from', async () => {
    const purchase = await shop.buy(accountId, 'medium');
    await shop.click(purchase, 'pay');
    const balance = await shop.world.ledger.balance(accountId);
    expect(balance?.lots).toMatchObject([
      {
        source: 'PACK',
        granted: credits('50.5'),
        purchaseId: purchase.id,
        expiresAt: new Date(shop.world.clock.now.getTime() + 90 * 86_400_000),
      },
    ]);
    const [transaction] = await shop.world.ledger.transactions({ accountId, limit: 10, filter: {} });
    expect(transaction).toMatchObject({
      type: 'ADD',
      purchaseId: purchase.id,
      description: 'Credit pack purchase: Medium',
      idempotencyKey: expect.stringMatching(/^stripe:pi_\w+$/),
    });
  });

  it('gives a lifetime pack no expiry', async () => {
    await shop.click(await shop.buy(accountId, 'forever'), 'pay');
    expect((await shop.world.ledger.balance(accountId))?.lots).toMatchObject([{ expiresAt: undefined }]);
  });

  it('credits once when the same event arrives twice', async () => {
    const { completed } = await payUnheard();
    expect(await receive(shop.sign(completed))).toEqual({ status: 'handled', outcome: 'CREDITED' });
    expect(await receive(shop.sign(completed))).toEqual({ status: 'handled', outcome: 'ALREADY_CREDITED' });
    expect(await shop.available(accountId)).toBe(credits('25'));
    expect(await storedOutcome(completed.id)).toBe('CREDITED');
  });

  it('credits once when another event speaks of the same payment later', async () => {
    const { completed } = await payUnheard();
    await receive(shop.sign(completed));
    const other = changed(
      completed,
      {},
      {
        id: 'evt_other',
        type: 'checkout.session.async_payment_succeeded',
        created: completed.created + 3600,
      },
    );
    expect(await receive(other)).toEqual({ status: 'handled', outcome: 'ALREADY_CREDITED' });
    expect(await shop.available(accountId)).toBe(credits('25'));
    expect(await storedOutcome('evt_other')).toBe('ALREADY_CREDITED');
  });

  it('credits exactly once when 20 deliveries arrive at once', async () => {
    const { completed } = await payUnheard();
    const deliveries = Array.from({ length: 20 }, (_, index) =>
      changed(completed, {}, { id: `evt_${accountId}_${index % 7}` }),
    );
    const outcomes = await Promise.all(deliveries.map(receive));
    expect(outcomes.filter((outcome) => outcome.status === 'handled' && outcome.outcome === 'CREDITED')).toHaveLength(
      1,
    );
    expect(await shop.available(accountId)).toBe(credits('25'));
  });

  it('stays paid when an expiry is heard of afterwards', async () => {
    const { purchase, completed } = await payUnheard();
    await receive(shop.sign(completed));
    const expired = changed(
      completed,
      { status: 'expired', payment_status: 'unpaid' },
      { id: 'evt_late', type: 'checkout.session.expired' },
    );
    expect(await receive(expired)).toEqual({ status: 'handled', outcome: 'RECORDED' });
    expect(await shop.purchase(purchase)).toMatchObject({ status: 'PAID' });
    expect(await shop.available(accountId)).toBe(credits('25'));
  });

  it('is credited when it is heard of before the checkout reached our row', async () => {
    const { purchase, completed } = await payUnheard();
    await shop.world.database.rows(
      'update purchase set checkout_session_id = null, checkout_url = null where id = $1',
      [purchase.id],
    );
    expect(await receive(shop.sign(completed))).toMatchObject({ outcome: 'CREDITED' });
  });

  it('ends the same in every order and repetition of its events', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { minLength: 0, maxLength: 8 }), fc.nat(8), async (others, position) => {
        accountId = await shop.world.newAccount();
        shop.held.length = 0;
        const { purchase, completed } = await payUnheard();
        const unpaid = { status: 'expired', payment_status: 'unpaid' } as const;
        const again = { id: `evt_again_${accountId}`, type: 'checkout.session.async_payment_succeeded' };
        const pool: Delivery[] = [
          shop.sign(completed),
          changed(completed, {}, again),
          changed(completed, unpaid, { id: `evt_expired_${accountId}`, type: 'checkout.session.expired' }),
          changed(completed, unpaid, { id: `evt_failed_${accountId}`, type: 'checkout.session.async_payment_failed' }),
          shop.sign(heldEvent(shop, 'charge.succeeded')),
          shop.sign(heldEvent(shop, 'payment_intent.succeeded')),
        ];
        const order = others.flatMap((index) => pool[index] ?? []);
        order.splice(position, 0, shop.sign(completed));
        for (const delivery of order) await receive(delivery);
        expect(await shop.purchase(purchase)).toMatchObject({ status: 'PAID' });
        expect(await shop.available(accountId)).toBe(credits('25'));
      }),
      { numRuns: 25 },
    );
  });
});

describe('a webhook that is not believed', () => {
  it.each<[string, (completed: Stripe.Event) => Delivery]>([
    ['signed with another secret', (event) => shop.sign(event, 'whsec_forged')],
    ['truncated', (event) => ({ ...shop.sign(event), rawBody: shop.sign(event).rawBody.subarray(0, -20) })],
    [
      'changed after signing',
      (event) => ({ ...shop.sign(event), rawBody: Buffer.from(JSON.stringify(event).replace('2500', '9900')) }),
    ],
    ['without a signature', (event) => ({ ...shop.sign(event), signature: '' })],
    ['with a signature that is no signature', (event) => ({ ...shop.sign(event), signature: 't=x,v1=' })],
    ['empty', (event) => ({ ...shop.sign(event), rawBody: Buffer.alloc(0) })],
    ['signed and not an event', () => shop.sign({ hello: 'world' })],
    ['signed and not JSON', () => signText('{"id":')],
  ])('is rejected when it is %s, and nothing changes', async (_, forge) => {
    const { purchase, completed } = await payUnheard();
    expect(await receive(forge(completed))).toMatchObject({ status: 'rejected' });
    expect(await shop.available(accountId)).toBe(0n);
    expect(await shop.purchase(purchase)).toMatchObject({ status: 'PENDING' });
    expect(await storedOutcome(completed.id)).toBeUndefined();
  });

  it('is rejected when its signature is older than five minutes', async () => {
    const { completed } = await payUnheard();
    const delivery = shop.sign(completed);
    const signedAt = shop.world.clock.now;
    shop.world.clock.now = new Date(signedAt.getTime() + 301_000);
    expect(await receive(delivery)).toMatchObject({ status: 'rejected' });
    expect(await shop.available(accountId)).toBe(0n);
    shop.world.clock.now = signedAt;
    expect(await receive(delivery)).toMatchObject({ outcome: 'CREDITED' });
  });

  const signText = (text: string): Delivery => {
    const { signature } = shop.sign(JSON.parse('{}'));
    return { rawBody: Buffer.from(text), signature: signature.length > 0 ? signRaw(text) : '' };
  };
  const signRaw = (payload: string): string =>
    shop.stripe.webhooks.generateTestHeaderString({
      payload,
      secret: shop.secrets.webhookSecret,
      timestamp: Math.floor(shop.world.clock.now.getTime() / 1000),
    });
});

describe('a verified event that gives no credits', () => {
  it.each<[string, Partial<Stripe.Checkout.Session>, string]>([
    ['a smaller amount than the price', { amount_total: 2499 }, 'RECORDED'],
    ['another currency', { currency: 'jpy' }, 'RECORDED'],
    ['no amount', { amount_total: null }, 'RECORDED'],
    ['no payment', { payment_intent: null }, 'RECORDED'],
    ['a payment that is still on its way', { payment_status: 'unpaid' }, 'RECORDED'],
    ['a payment that was not required', { payment_status: 'no_payment_required' }, 'RECORDED'],
    ['another session than the one of the purchase', { id: 'cs_test_foreign' }, 'IGNORED'],
    ['another reference than its metadata', { client_reference_id: 'pur_other' }, 'IGNORED'],
    ['the metadata of another application', { metadata: { order: '17' } }, 'IGNORED'],
    ['no metadata', { metadata: null }, 'IGNORED'],
    ['a shape that is not understood', { amount_total: 'much' as unknown as number }, 'RECORDED'],
    ['a subscription that is not there', { mode: 'subscription' }, 'RECORDED'],
  ])('%s', async (_, session, outcome) => {
    const { purchase, completed } = await payUnheard();
    const id = `evt_${accountId}`;
    expect(await receive(changed(completed, session, { id }))).toEqual({ status: 'handled', outcome });
    expect(await storedOutcome(id)).toBe(outcome);
    expect(await shop.available(accountId)).toBe(0n);
    expect(await shop.purchase(purchase)).toMatchObject({ status: 'PENDING' });
  });

  it('unless more was paid than the price: its credits are added, and a person is told', async () => {
    const { purchase, completed } = await payUnheard();
    const delivery = changed(completed, { amount_total: 250_000 }, { id: `evt_${accountId}` });
    expect(await receive(delivery)).toEqual({ status: 'handled', outcome: 'CREDITED' });
    expect(await shop.purchase(purchase)).toMatchObject({ status: 'PAID' });
    expect(shop.problems).toContainEqual(expect.objectContaining({ surplus: 247_500n }));
  });

  it.each([
    ['of live mode', { livemode: true }],
    ['of a connected account', { account: 'acct_1Connected' }],
    ['of a type that is not used', { type: 'customer.created' }],
  ])('an event %s is ignored', async (_, envelope) => {
    const { completed } = await payUnheard();
    const delivery = changed(completed, {}, { ...envelope, id: `evt_${accountId}` });
    expect(await receive(delivery)).toEqual({ status: 'handled', outcome: 'IGNORED' });
    expect(await shop.available(accountId)).toBe(0n);
  });

  it('reports a wrong amount to the log', async () => {
    const { completed } = await payUnheard();
    await receive(changed(completed, { amount_total: 1 }, { id: `evt_${accountId}` }));
    expect(shop.problems).toMatchObject([{ problem: 'paid 1 USD, the price is 2500 USD (minor units)' }]);
  });

  it("never credits another account's purchase", async () => {
    const { completed } = await payUnheard();
    const { toPublicId } = await import('../../../src/database/index.ts');
    const thief = await shop.world.newAccount();
    const metadata = { ...completed.data.object.metadata, account_id: toPublicId('acct', thief) };
    expect(await receive(changed(completed, { metadata }))).toEqual({ status: 'handled', outcome: 'IGNORED' });
    expect(await shop.available(thief)).toBe(0n);
  });

  it('a payment that has credited one purchase cannot credit another', async () => {
    const { completed } = await payUnheard('small');
    await receive(shop.sign(completed));
    const other = await payUnheard('forever');
    const { payment_intent: reused } = completed.data.object;
    expect(await receive(changed(other.completed, { payment_intent: reused }))).toEqual({
      status: 'handled',
      outcome: 'RECORDED',
    });
    expect(await shop.available(accountId)).toBe(credits('25'));
    expect(await shop.purchase(other.purchase)).toMatchObject({ status: 'PENDING' });
  });
});

describe('a checkout that is not paid', () => {
  it('expires, and its purchase with it', async () => {
    const purchase = await shop.buy(accountId);
    const session = purchase.checkoutUrl?.split('/').at(-1) ?? '';
    await shop.stripe.checkout.sessions.expire(session);
    expect(await shop.purchase(purchase)).toMatchObject({ status: 'EXPIRED', checkoutUrl: undefined });
    const outcome = await shop.purchases.buy({
      accountId,
      packId: 'small',
      idempotencyKey: 'order-1',
      successUrl: undefined,
      cancelUrl: undefined,
    });
    expect(outcome).toMatchObject({ status: 'accepted', replayed: true, purchase: { status: 'EXPIRED' } });
  });

  it('fails when a delayed payment fails, and is credited all the same if the money comes after all', async () => {
    const { purchase, completed } = await payUnheard();
    const unpaid = { payment_status: 'unpaid' } as const;
    await receive(changed(completed, unpaid, { id: `evt_1_${accountId}` }));
    await receive(
      changed(completed, unpaid, { id: `evt_2_${accountId}`, type: 'checkout.session.async_payment_failed' }),
    );
    expect(await shop.purchase(purchase)).toMatchObject({ status: 'FAILED' });
    await receive(
      changed(completed, {}, { id: `evt_3_${accountId}`, type: 'checkout.session.async_payment_succeeded' }),
    );
    expect(await shop.purchase(purchase)).toMatchObject({ status: 'PAID' });
    expect(await shop.available(accountId)).toBe(credits('25'));
  });
});

describe('a failure on our side', () => {
  it('throws, keeps nothing, and the repeated delivery credits', async () => {
    const { purchase, completed } = await payUnheard();
    const { database } = shop.world;
    await database.rows(
      `create function refuse_events() returns trigger language plpgsql as 'begin raise exception ''disk full''; end'`,
    );
    await database.rows(
      'create trigger refuse before insert on payment_event for each row execute function refuse_events()',
    );
    await expect(receive(shop.sign(completed))).rejects.toThrow('disk full');
    expect(await shop.available(accountId)).toBe(0n);
    expect(await shop.purchase(purchase)).toMatchObject({ status: 'PENDING' });
    await database.rows('drop trigger refuse on payment_event');
    await database.rows('drop function refuse_events');
    expect(await receive(shop.sign(completed))).toMatchObject({ outcome: 'CREDITED' });
  });
});
