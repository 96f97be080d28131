// Changes of plan that come in each other's way, and changes that were left half done.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import type { Payments, Purchases } from '../../../src/purchases/index.ts';
import { ProviderUnavailableError } from '../../../src/purchases/payments.ts';
import { fetchUnder } from '../../../src/purchases/stripe/fetch-under.ts';
import { createPlanPayments } from '../../../src/purchases/stripe/plan-payments.ts';
import { checkoutOf, openPlanShop, type PlanShop, pay } from './plan-shop.ts';

let shop: PlanShop;

beforeAll(async () => {
  shop = await openPlanShop();
});
afterAll(() => shop.close());
afterEach(() => {
  shop.webhooks = 'open';
  shop.held.length = 0;
  shop.world.clock.now = new Date('2026-11-21T12:00:00Z');
});

const START = '2027-01-10T00:00:00Z';
const accepted = { status: 'accepted', checkoutUrl: undefined };

function ask(purchases: Purchases, accountId: string, planId: string, idempotencyKey: string) {
  return purchases.changePlan({ accountId, planId, idempotencyKey, successUrl: undefined, cancelUrl: undefined });
}

const hours = (count: number): void => {
  shop.world.clock.now = new Date(shop.world.clock.now.getTime() + count * 3_600_000);
};

/** The call is made, or not, and nobody hears what became of it. */
function lost(call: 'subscribe' | 'switchPrice' | 'setCancellation', isMade: boolean): Purchases {
  const payments: Payments = {
    ...shop.payments,
    [call]: async (change: never) => {
      if (isMade) await shop.payments[call](change);
      throw new ProviderUnavailableError('the answer was lost');
    },
  };
  return shop.purchasesWith(payments);
}

async function forgetKeys(): Promise<void> {
  await shop.world.database.rows(
    `update stripe_simulator_object set idempotency_key = null where idempotency_key like 'plan-change:%'`,
  );
}

/** Stripe refuses to close a checkout that is just being paid. */
function purchasesThatCannotClose(): Purchases {
  const under = fetchUnder(() => `${shop.baseUrl}/simulator/stripe`);
  const error = { type: 'invalid_request_error', message: 'This checkout cannot be expired.' };
  const httpClient = Stripe.createFetchHttpClient((input, init) =>
    new URL(input instanceof Request ? input.url : input).pathname.endsWith('/expire')
      ? Promise.resolve(Response.json({ error }, { status: 400 }))
      : under(input, init),
  );
  const stripe = new Stripe(shop.secrets.apiKey, { maxNetworkRetries: 0, telemetry: false, httpClient });
  return shop.purchasesWith({ ...shop.payments, ...createPlanPayments(stripe) });
}

async function paidBy(customer: string): Promise<number[]> {
  const { data } = await shop.stripe.invoices.list({ customer });
  return data.map(({ amount_paid: amount }) => amount).toReversed();
}

describe('two changes at once under keys of their own', () => {
  it('begin one subscription: the second is decided on what the first has done', async () => {
    const { accountId, customerId } = await shop.newSubscriber(START);
    const looked = Promise.withResolvers<undefined>();
    const goOn = Promise.withResolvers<undefined>();
    const slow = shop.purchasesWith({
      ...shop.payments,
      hasCard: async (id) => {
        const hasCard = await shop.payments.hasCard(id);
        looked.resolve(undefined);
        await goOn.promise;
        return hasCard;
      },
    });
    const second = ask(slow, accountId, 'pro', 'second');
    await looked.promise;
    expect(await ask(shop.purchases, accountId, 'pro', 'first')).toMatchObject(accepted);
    goOn.resolve(undefined);
    expect(await second).toMatchObject(accepted);
    expect(await paidBy(customerId)).toEqual([2900]);
    expect(await shop.lots(accountId)).toEqual(['29']);
  });
});

describe('a change whose answer was lost', () => {
  it.each([
    ['subscribing', 'free', 'pro', 'subscribe', [2900]],
    ['going up', 'starter', 'pro', 'switchPrice', [900, 2000]],
    ['going down', 'pro', 'starter', 'switchPrice', [2900]],
  ] as const)('is not made again after the provider has forgotten its key, %s', async (_, from, to, call, paid) => {
    const { accountId, customerId } = await shop.newSubscriber(START);
    if (from !== 'free') await shop.change(accountId, from);
    expect(await ask(lost(call, true), accountId, to, 'lost')).toMatchObject({ status: 'refused' });
    await forgetKeys();
    hours(30);
    expect(await ask(shop.purchases, accountId, to, 'lost')).toMatchObject({ ...accepted, replayed: true });
    expect(await shop.planOf(accountId)).toBe(to);
    expect(await paidBy(customerId)).toEqual(paid);
  });

  it('is not made again, though the subscription that it began has ended since', async () => {
    const { accountId, customerId } = await shop.newSubscriber(START);
    await ask(lost('subscribe', true), accountId, 'pro', 'lost');
    const subscription = await shop.purchases.subscriptionOf(accountId);
    await shop.stripe.subscriptions.cancel(subscription?.subscriptionId ?? '');
    await forgetKeys();
    hours(30);
    await ask(shop.purchases, accountId, 'pro', 'lost');
    expect(await paidBy(customerId)).toEqual([2900]);
  });
});

describe('a change that never reached the provider', () => {
  it('is made by the next try under its key', async () => {
    const { accountId, customerId } = await shop.newSubscriber(START);
    await shop.change(accountId, 'starter');
    await ask(lost('switchPrice', false), accountId, 'pro', 'lost');
    hours(2);
    expect(await ask(shop.purchases, accountId, 'pro', 'lost')).toMatchObject(accepted);
    expect(await paidBy(customerId)).toEqual([900, 2000]);
  });

  it('is given up, and not charged, when its customer wants something else later', async () => {
    const { accountId, customerId } = await shop.newSubscriber(START);
    await shop.change(accountId, 'starter');
    await ask(lost('switchPrice', false), accountId, 'scale', 'lost');
    hours(1);
    expect(await ask(shop.purchases, accountId, 'free', 'end')).toMatchObject(accepted);
    expect(await paidBy(customerId)).toEqual([900]);
    expect(await shop.planOf(accountId)).toBe('starter');
    expect(await ask(shop.purchases, accountId, 'scale', 'lost')).toMatchObject({
      status: 'refused',
      refusal: { code: 'PURCHASE_NOT_ALLOWED' },
    });
  });

  it('is given up after a day, when nobody can tell any more whether it is under way', async () => {
    const { accountId, customerId } = await shop.newSubscriber(START);
    await ask(lost('subscribe', false), accountId, 'pro', 'lost');
    hours(24);
    expect(await ask(shop.purchases, accountId, 'pro', 'lost')).toMatchObject({ status: 'refused' });
    expect(await ask(shop.purchases, accountId, 'pro', 'new')).toMatchObject(accepted);
    expect(await paidBy(customerId)).toEqual([2900]);
  });

  it('of keeping or ending a plan is finished by whoever comes next, at once', async () => {
    const { accountId } = await shop.newSubscriber(START);
    await shop.change(accountId, 'pro');
    await ask(lost('setCancellation', false), accountId, 'free', 'lost');
    expect(await ask(shop.purchases, accountId, 'pro', 'stay')).toMatchObject(accepted);
    expect(await shop.purchases.subscriptionOf(accountId)).toMatchObject({ cancelAtPeriodEnd: false });
  });
});

describe('a checkout', () => {
  it('that was closed for another one says so under its key, and does not pass for done', async () => {
    const accountId = await shop.newAccount();
    checkoutOf(await ask(shop.purchases, accountId, 'pro', 'first'));
    await pay(checkoutOf(await ask(shop.purchases, accountId, 'starter', 'second')));
    expect(await ask(shop.purchases, accountId, 'pro', 'first')).toMatchObject({
      status: 'refused',
      refusal: { code: 'PURCHASE_NOT_ALLOWED', message: expect.stringContaining('idempotencyKey') },
    });
  });

  it('that the provider will not close is not given up: it may still be paid', async () => {
    const accountId = await shop.newAccount();
    const url = checkoutOf(await ask(shop.purchases, accountId, 'pro', 'first'));
    const asked = await ask(purchasesThatCannotClose(), accountId, 'starter', 'second');
    expect(asked).toMatchObject({ refusal: { code: 'PAYMENT_PROVIDER_UNAVAILABLE' } });
    await pay(url);
    expect(await shop.lots(accountId)).toEqual(['29']);
    expect(await shop.planOf(accountId)).toBe('pro');
  });
});
