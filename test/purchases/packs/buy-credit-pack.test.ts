import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/database/index.ts';
import type { BuyRequest, Payments, Purchase } from '../../../src/purchases/index.ts';
import { credits } from '../../support/ledger-world.ts';
import { openShop, type Shop } from '../shop.ts';

let shop: Shop;
let accountId: string;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  accountId = await shop.world.newAccount();
  shop.problems.length = 0;
});

const order = (more: Partial<BuyRequest> = {}): BuyRequest => ({
  accountId,
  packId: 'small',
  idempotencyKey: 'order-1',
  successUrl: undefined,
  cancelUrl: undefined,
  ...more,
});

/** Checkout sessions that the provider has for this account's purchases. */
async function sessionsOf(purchases: readonly Purchase[]): Promise<number> {
  const { toPublicId } = await import('../../../src/database/index.ts');
  const ids = purchases.map(({ id }) => toPublicId('pur', id));
  const rows = await shop.world.database.rows(
    `select id from stripe_simulator_object
     where kind = 'checkout.session' and body->'object'->>'client_reference_id' = any($1::text[])`,
    [ids],
  );
  return rows.length;
}

describe('buying a credit pack', () => {
  it('opens a checkout with the pack as it is sold, and nothing is credited yet', async () => {
    const outcome = await shop.purchases.buy(order());
    expect(outcome).toMatchObject({
      status: 'accepted',
      replayed: false,
      purchase: {
        accountId,
        pack: { id: 'small', validity: 'DAYS_30' },
        credits: credits('25'),
        price: { minorUnits: 2500n, currency: 'USD' },
        status: 'PENDING',
        paidAt: undefined,
        checkoutUrl: expect.stringMatching(/\/simulator\/stripe\/pay\/cs_test_\w{58}$/),
      },
    });
    expect(await shop.available(accountId)).toBe(0n);
  });

  it('says which packs there are when the pack is unknown, and keeps nothing', async () => {
    const outcome = await shop.purchases.buy(order({ packId: 'huge' }));
    expect(outcome).toEqual({
      status: 'refused',
      refusal: { code: 'PACK_NOT_FOUND', packId: 'huge', allowed: ['small', 'medium', 'forever'] },
    });
    expect(await shop.purchases.list({ accountId, limit: 10 })).toEqual([]);
  });

  it('replays the same purchase for the same key and input', async () => {
    const first = await shop.buy(accountId);
    const again = await shop.purchases.buy(order());
    expect(again).toEqual({ status: 'accepted', replayed: true, purchase: first });
    expect(await sessionsOf([first])).toBe(1);
  });

  it('refuses the same key with another pack or another return address', async () => {
    await shop.buy(accountId);
    const refusal = { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH', idempotencyKey: 'order-1' };
    expect(await shop.purchases.buy(order({ packId: 'medium' }))).toEqual({ status: 'refused', refusal });
    expect(await shop.purchases.buy(order({ successUrl: 'https://shop.test/' }))).toEqual({
      status: 'refused',
      refusal,
    });
  });

  it('keeps the keys of two accounts apart', async () => {
    const mine = await shop.buy(accountId);
    const theirs = await shop.buy(await shop.world.newAccount());
    expect(theirs.id).not.toBe(mine.id);
  });

  it('makes one purchase and one checkout of 20 identical requests at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => shop.purchases.buy(order())));
    const purchases = outcomes.map((outcome) => {
      if (outcome.status === 'refused') throw new Error(outcome.refusal.code);
      return outcome.purchase;
    });
    expect(new Set(purchases.map(({ id }) => id)).size).toBe(1);
    expect(new Set(purchases.map(({ checkoutUrl }) => checkoutUrl)).size).toBe(1);
    expect(outcomes.filter((outcome) => outcome.status === 'accepted' && !outcome.replayed)).toHaveLength(1);
    expect(await sessionsOf(purchases)).toBe(1);
  });

  it('finishes a purchase that broke off between the row and the call to the provider', async () => {
    const broken: Payments = { ...shop.payments, createCheckout: () => Promise.reject(new Error('the process died')) };
    await expect(shop.purchasesWith(broken).buy(order())).rejects.toThrow('the process died');
    const [pending] = await shop.purchases.list({ accountId, limit: 10 });
    expect(pending).toMatchObject({ status: 'PENDING', checkoutUrl: undefined });

    const again = await shop.purchases.buy(order());
    expect(again).toMatchObject({ status: 'accepted', replayed: true, purchase: { id: pending?.id } });
    expect(again).toMatchObject({ purchase: { checkoutUrl: expect.stringContaining('/pay/cs_test_') } });
  });

  it('opens no second checkout when the answer of the provider never reached the row', async () => {
    const broken: Payments = {
      ...shop.payments,
      createCheckout: async (request) => {
        await shop.payments.createCheckout(request);
        throw new Error('the process died');
      },
    };
    await expect(shop.purchasesWith(broken).buy(order())).rejects.toThrow('the process died');
    const purchase = await shop.buy(accountId);
    expect(await sessionsOf([purchase])).toBe(1);
    await shop.click(purchase, 'pay');
    expect(await shop.available(accountId)).toBe(credits('25'));
  });

  it('refuses while the provider cannot be reached, and the same key succeeds afterwards', async () => {
    await shop.goOffline();
    expect(await shop.purchases.buy(order())).toEqual({
      status: 'refused',
      refusal: { code: 'PAYMENT_PROVIDER_UNAVAILABLE' },
    });
    await shop.goOnline();
    const [pending] = await shop.purchases.list({ accountId, limit: 10 });
    expect(await shop.purchases.buy(order())).toMatchObject({ status: 'accepted', purchase: { id: pending?.id } });
    expect(JSON.stringify(shop.problems)).not.toContain(shop.secrets.apiKey);
  });

  it('says so and stays pending when the provider does not accept the key', async () => {
    const { createStripePayments } = await import('../../../src/purchases/index.ts');
    const apiBase = () => `${shop.baseUrl}/simulator/stripe`;
    const payments = createStripePayments({ secretKey: 'sk_test_wrong', webhookSecret: 'whsec_x', apiBase });
    expect(await shop.purchasesWith(payments).buy(order())).toMatchObject({
      refusal: { code: 'PAYMENT_PROVIDER_UNAVAILABLE' },
    });
    expect(shop.problems).toMatchObject([{ reason: expect.stringContaining('StripeAuthenticationError') }]);
  });

  it.each([
    ['successUrl', 'javascript:alert(1)'],
    ['successUrl', '/relative'],
    ['successUrl', 'ftp://files.test/'],
    ['successUrl', 'https://user:secret@shop.test/'],
    ['cancelUrl', 'data:text/html,hello'],
    ['cancelUrl', 'https://shop.test/\nset-cookie: a=b'],
    ['cancelUrl', `https://shop.test/${'x'.repeat(2048)}`],
    ['idempotencyKey', ''],
    ['idempotencyKey', 'k'.repeat(256)],
    ['idempotencyKey', 'a\u0000b'],
  ])('refuses %s = %j', async (field, value) => {
    const outcome = await shop.purchases.buy(order({ [field]: value }));
    expect(outcome).toMatchObject({ refusal: { code: 'INVALID_PARAMETER', path: [field] } });
    expect(await shop.purchases.list({ accountId, limit: 10 })).toEqual([]);
  });

  it('leads the customer back to the pages of the application', async () => {
    const outcome = await shop.purchases.buy(
      order({
        successUrl: 'https://shop.test/thanks?session={CHECKOUT_SESSION_ID}',
        cancelUrl: 'https://shop.test/basket',
      }),
    );
    if (outcome.status === 'refused') throw new Error(outcome.refusal.code);
    const closed = await shop.click(outcome.purchase, 'close');
    expect(closed.headers.get('location')).toBe('https://shop.test/basket');
    const paid = await shop.click(outcome.purchase, 'pay');
    expect(paid.headers.get('location')).toMatch(/^https:\/\/shop\.test\/thanks\?session=cs_test_\w+$/);
  });
});

describe('reading purchases', () => {
  it('lists newest first, page by page, and never those of another account', async () => {
    const bought: string[] = [];
    for (const key of ['a', 'b', 'c']) bought.unshift((await shop.buy(accountId, 'small', key)).id);
    const first = await shop.purchases.list({ accountId, limit: 2 });
    const second = await shop.purchases.list({ accountId, limit: 2, beforeId: first[1]?.id ?? '' });
    expect([...first, ...second].map(({ id }) => id)).toEqual(bought);

    const stranger = await shop.world.newAccount();
    expect(await shop.purchases.list({ accountId: stranger, limit: 2 })).toEqual([]);
    expect(await shop.purchases.byIds(stranger, bought)).toEqual([]);
    expect(await shop.purchases.byIds(accountId, [bought[0] ?? '', newId()])).toHaveLength(1);
  });
});
