import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type CreditPack, createCatalog, loadStorefront } from '../../../src/catalog/index.ts';
import type { BuyOutcome, Purchase } from '../../../src/purchases/index.ts';
import { credits } from '../../support/ledger-world.ts';
import { openPlanShop, type PlanShop } from '../plans/plan-shop.ts';

const usd = (minorUnits: bigint) => ({ minorUnits, currency: 'USD' });
const PACKS: readonly CreditPack[] = [
  { id: 'open', name: 'Open', credits: credits('10'), validity: 'LIFETIME', price: usd(1000n) },
  {
    id: 'planned',
    name: 'Planned',
    credits: credits('10'),
    validity: 'LIFETIME',
    price: usd(1000n),
    requiresPlan: true,
  },
];

let shop: PlanShop;

beforeAll(async () => {
  shop = await openPlanShop({ packs: PACKS });
});
afterAll(() => shop.close());
afterEach(() => {
  shop.webhooks = 'open';
  shop.held.length = 0;
});

const buy = (accountId: string, packId: string, more: { successUrl?: string; cancelUrl?: string } = {}) =>
  shop.purchases.buy({
    ...{ accountId, packId, idempotencyKey: `order ${packId}` },
    successUrl: more.successUrl,
    cancelUrl: more.cancelUrl,
  });

function bought(outcome: BuyOutcome): Purchase {
  if (outcome.status === 'refused') throw new Error(outcome.refusal.code);
  return outcome.purchase;
}

describe('a pack that needs a plan', () => {
  it('is refused on the free plan, and sold on a paid one', async () => {
    const { accountId } = await shop.newSubscriber('2027-01-10T00:00:00Z');
    expect(await buy(accountId, 'planned')).toEqual({
      status: 'refused',
      refusal: { code: 'PURCHASE_NOT_ALLOWED', packId: 'planned', allowedPlans: ['starter', 'pro', 'scale'] },
    });
    bought(await buy(accountId, 'open'));
    await shop.change(accountId, 'starter');
    const purchase = bought(await buy(accountId, 'planned'));
    await shop.click(purchase, 'pay');
    expect(await shop.available(accountId)).toBe(credits('19'));
  });

  it('that was begun on a paid plan is replayed and credited after the plan has ended', async () => {
    const { accountId } = await shop.newSubscriber('2027-01-10T00:00:00Z');
    await shop.change(accountId, 'starter');
    const purchase = bought(await buy(accountId, 'planned'));
    await shop.world.database.rows(`update account set plan_id = 'free' where id = $1`, [accountId]);
    expect(bought(await buy(accountId, 'planned'))).toEqual(purchase);
    await shop.click(purchase, 'pay');
    expect(await shop.available(accountId)).toBe(credits('19'));
  });
});

describe('a price that changes while the checkout page is open', () => {
  it('changes nothing for that purchase: it is sold and credited as it was', async () => {
    const accountId = await shop.newAccount();
    const purchase = bought(await buy(accountId, 'open'));
    const before = shop.catalog;
    const dearer = PACKS.map((pack) => ({ ...pack, price: usd(2000n), credits: credits('7') }));
    shop.catalog = createCatalog({ ...before.storefront, packs: dearer });
    expect(bought(await buy(accountId, 'open'))).toMatchObject({ id: purchase.id, price: usd(1000n) });
    await shop.click(purchase, 'pay');
    expect(await shop.purchase(purchase)).toMatchObject({ status: 'PAID', price: usd(1000n) });
    expect(await shop.available(accountId)).toBe(credits('10'));
    shop.catalog = before;
  });
});

describe('where the checkout leads back to', () => {
  it.each([
    'https://evil.test/',
    'https://shop.test.evil.test/',
    'https://evil.test/?https://shop.test/',
    'https://evil.test\\@shop.test/',
    'http://shop.test/',
    'https://shop.test:8443/',
    'https://shop.test@evil.test/',
    '//evil.test/',
  ])('is never %s', async (url) => {
    const accountId = await shop.newAccount();
    const refusal = { code: 'INVALID_PARAMETER' };
    expect(await buy(accountId, 'open', { successUrl: url })).toMatchObject({ refusal });
    expect(await buy(accountId, 'open', { cancelUrl: url })).toMatchObject({ refusal });
    expect(await shop.purchases.list({ accountId, limit: 1 })).toEqual([]);
  });

  it('is this gateway, or an origin that the operator allowed', async () => {
    const accountId = await shop.newAccount();
    const urls = { successUrl: `${shop.baseUrl}/thanks`, cancelUrl: 'https://SHOP.test/basket?x=1' };
    expect(await buy(accountId, 'open', urls)).toMatchObject({ status: 'accepted' });
  });
});

describe('the customer at the provider', () => {
  it('is one per account, with its name and address, and pays for packs', async () => {
    const accountId = await shop.newAccount({ email: 'grace@example.com' });
    const purchases = await Promise.all(['open', 'open'].map((packId) => buy(accountId, packId)));
    const session =
      bought(purchases[0] ?? fail())
        .checkoutUrl?.split('/')
        .at(-1) ?? '';
    const { customer } = await shop.stripe.checkout.sessions.retrieve(session, { expand: ['customer'] });
    expect(customer).toMatchObject({ email: 'grace@example.com', name: 'Ada' });
  });

  it('is made anew after somebody deleted it there', async () => {
    const accountId = await shop.newAccount();
    await shop.purchases.openBillingPortal({ accountId, returnUrl: undefined });
    const customerId = async () => {
      const rows = await shop.world.database.rows<{ customer_id: string }>(
        'select customer_id from stripe_customer where account_id = $1 and deleted_at is null',
        [accountId],
      );
      return rows[0]?.customer_id ?? '';
    };
    const first = await customerId();
    await shop.stripe.customers.del(first);
    const purchase = bought(await buy(accountId, 'open'));
    expect(await customerId()).not.toBe(first);
    await shop.click(purchase, 'pay');
    expect(await shop.available(accountId)).toBe(credits('10'));
  });
});

describe('the welcome credits of a plan', () => {
  const greeted = async () => {
    const { storefront } = shop.catalog;
    const plans = storefront.plans.map((plan) =>
      plan.id === 'free' ? { ...plan, welcomeCredits: credits('1') } : plan,
    );
    shop.catalog = createCatalog({ ...storefront, plans });
  };

  it('come once per person, not per account, however often they are asked for', async () => {
    const before = shop.catalog;
    await greeted();
    const email = 'Ada.Lovelace@example.com';
    const first = await shop.newAccount({ email });
    await expect(shop.newAccount({ email: email.toLowerCase() })).rejects.toThrow('another account was opened');
    const answers = await Promise.all([first, first, first].map((accountId) => shop.purchases.welcome(accountId)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await shop.available(first)).toBe(credits('1'));
    expect(await shop.purchases.welcome(await shop.newAccount())).toBe(false);
    shop.catalog = before;
  });

  it('are none unless the storefront says so', async () => {
    const accountId = await shop.newAccount();
    expect(await shop.purchases.welcome(accountId)).toBe(false);
    expect(await shop.available(accountId)).toBe(0n);
  });
});

describe('the shipped storefronts', () => {
  it.each(['usd-credits', 'unit-credits', 'style-tokens'])('%s sells its packs to everybody', (name) => {
    const { packs, plans } = loadStorefront(`storefronts/${name}.json`);
    expect(packs.filter(({ requiresPlan }) => requiresPlan === true)).toEqual([]);
    expect(plans.map(({ id }) => id)).toEqual(['free', 'starter', 'pro', 'scale', 'enterprise']);
  });

  it('unit-credits has every pack in three validities: 90 days cost 1.2 times, lifetime 1.5 times (C02)', () => {
    const { packs } = loadStorefront('storefronts/unit-credits.json');
    for (const month of packs.filter(({ validity }) => validity === 'DAYS_30')) {
      const same = packs.filter((pack) => pack.credits === month.credits);
      const price = (validity: string) => same.find((pack) => pack.validity === validity)?.price.minorUnits;
      expect(price('DAYS_90')).toBe((month.price.minorUnits * 12n) / 10n);
      expect(price('LIFETIME')).toBe((month.price.minorUnits * 15n) / 10n);
    }
  });
});

function fail(): never {
  throw new Error('nothing was bought');
}
