// Plans that are paid a year at a time (contract B26: ten months' price, as many credits): the same rule as for months,
// credits follow the money.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Plan } from '../../../src/catalog/index.ts';
import { decidePlanChange } from '../../../src/purchases/plans/decide-plan-change.ts';
import type { PlanInterval, SubscriptionState } from '../../../src/purchases/plans/plan-payments.ts';
import { credits } from '../../support/ledger-world.ts';
import { checkoutOf, openPlanShop, type PlanShop, pay, type Subscriber } from './plan-shop.ts';

const usd = (minorUnits: bigint) => ({ minorUnits, currency: 'USD' });
const LIMITS = { auditWindowDays: 90, concurrencyLimit: 5, requestsPerMinute: 120 };
const PLANS: readonly Plan[] = [
  { id: 'free', name: 'Free', price: usd(0n), monthlyCredits: credits('0'), ...LIMITS },
  { id: 'starter', name: 'Starter', price: usd(900n), monthlyCredits: credits('9'), ...LIMITS },
  {
    ...{ id: 'pro', name: 'Pro', price: usd(2900n), monthlyCredits: credits('29') },
    ...{ yearly: { price: usd(29_000n), credits: credits('290') }, ...LIMITS },
  },
];

let shop: PlanShop;

beforeAll(async () => {
  shop = await openPlanShop({ plans: PLANS });
});
afterAll(() => shop.close());

async function paidBy({ customerId }: Pick<Subscriber, 'customerId'>): Promise<bigint> {
  const { data } = await shop.stripe.invoices.list({ customer: customerId, limit: 100 });
  return BigInt(data.reduce((sum, { amount_paid: amount }) => sum + amount, 0));
}

/** Ten thousand micro-credits are a cent, because a credit costs a dollar. */
async function expectCreditsFollowMoney(subscriber: Subscriber): Promise<void> {
  const available = await shop.available(subscriber.accountId);
  const cents = await paidBy(subscriber);
  // Proration rounds to cents, credits to micro-credits.
  expect(available / 10_000n - cents).toBeLessThanOrEqual(1n);
  expect(cents - available / 10_000n).toBeLessThanOrEqual(1n);
}

describe('a plan for a year', () => {
  it('is bought on a page, and brings the credits of the year at once', async () => {
    const accountId = await shop.newAccount();
    await pay(checkoutOf(await shop.change(accountId, 'pro', { interval: 'YEAR' })));
    expect(await shop.lots(accountId)).toEqual(['290']);
    expect(await shop.planOf(accountId)).toBe('pro');
  });

  it('is renewed after a year and not before', async () => {
    const subscriber = await shop.newSubscriber('2027-03-01T00:00:00Z');
    const { accountId } = subscriber;
    await shop.change(accountId, 'pro', { interval: 'YEAR' });
    await subscriber.advance('2028-02-29T00:00:00Z');
    expect(await shop.lots(accountId)).toEqual(['290']);
    await subscriber.advance('2028-03-01T02:00:00Z');
    expect(await shop.lots(accountId)).toEqual(['290', '290']);
    await expectCreditsFollowMoney(subscriber);
  });

  it('takes the rest of a paid month into account, and a month the rest of a paid year', async () => {
    const subscriber = await shop.newSubscriber('2027-04-01T00:00:00Z');
    const { accountId } = subscriber;
    await shop.change(accountId, 'pro');
    await subscriber.advance('2027-04-16T00:00:00Z');
    await shop.change(accountId, 'pro', { interval: 'YEAR' });
    expect(await shop.lots(accountId)).toEqual(['29', '275.5']);
    await expectCreditsFollowMoney(subscriber);
    await subscriber.advance('2027-10-15T00:00:00Z');
    await shop.change(accountId, 'pro', { interval: 'MONTH' });
    expect((await shop.purchases.subscriptionOf(accountId))?.currentPeriodEnd).toEqual(
      new Date('2027-11-15T00:00:00Z'),
    );
    await subscriber.advance('2027-12-14T00:00:00Z');
    // What was left of the year pays for months whose credits are there already.
    expect(await shop.lots(accountId)).toEqual(['29', '275.5']);
    await expectCreditsFollowMoney(subscriber);
  });

  it('is the same change again under the same key, and another under another interval', async () => {
    const accountId = await shop.newAccount();
    const idempotencyKey = 'the year';
    const first = await shop.change(accountId, 'pro', { interval: 'YEAR', idempotencyKey });
    const again = await shop.change(accountId, 'pro', { interval: 'YEAR', idempotencyKey });
    expect(checkoutOf(again)).toBe(checkoutOf(first));
    expect(await shop.change(accountId, 'pro', { idempotencyKey })).toMatchObject({
      refusal: { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' },
    });
  });

  it('is refused where it is not sold, and means nothing for the free plan', async () => {
    const { accountId } = await shop.newSubscriber('2027-05-01T00:00:00Z');
    expect(await shop.change(accountId, 'starter', { interval: 'YEAR' })).toMatchObject({
      refusal: {
        code: 'INVALID_PARAMETER',
        path: ['interval'],
        message: 'The plan starter is sold by the month only.',
      },
    });
    await shop.change(accountId, 'pro', { interval: 'YEAR' });
    expect(await shop.change(accountId, 'free', { interval: 'YEAR' })).toMatchObject({ status: 'accepted' });
    expect(await shop.purchases.subscriptionOf(accountId)).toMatchObject({ cancelAtPeriodEnd: true });
  });
});

describe('a change between months and years', () => {
  const on = (interval: PlanInterval, minorUnits: bigint): SubscriptionState => ({
    ...{ subscriptionId: 'sub_1', customerId: 'cus_1', itemId: 'si_1', priceId: 'price_1', status: 'ACTIVE' },
    plan: { planId: 'pro', interval, price: usd(minorUnits), credits: credits('1') },
    ...{
      currentPeriodStart: new Date(0),
      currentPeriodEnd: new Date(0),
      cancelAtPeriodEnd: false,
      startedAt: new Date(0),
      planChangeId: undefined,
    },
    isChangePending: false,
  });
  const decide = (id: string, interval: PlanInterval, [minorUnits, before]: [bigint, SubscriptionState]) =>
    decidePlanChange({
      ...{ target: { id, interval, price: usd(minorUnits) }, planId: 'pro', subscriptions: [before], hasCard: true },
    }).kind;

  it.each<[string, PlanInterval, bigint, SubscriptionState, string]>([
    ['pro', 'YEAR', 29_000n, on('MONTH', 2_900n), 'UPGRADE'],
    ['pro', 'MONTH', 2_900n, on('YEAR', 29_000n), 'UPGRADE'],
    ['starter', 'MONTH', 900n, on('YEAR', 29_000n), 'DOWNGRADE'],
    ['scale', 'MONTH', 9_900n, on('YEAR', 29_000n), 'UPGRADE'],
    ['starter', 'YEAR', 9_000n, on('MONTH', 2_900n), 'UPGRADE'],
    ['starter', 'YEAR', 9_000n, on('YEAR', 29_000n), 'DOWNGRADE'],
    ['pro', 'YEAR', 29_000n, on('YEAR', 25_000n), 'NONE'],
  ])('to %s by the %s for %d: %#', (id, interval, minorUnits, before, kind) => {
    expect(decide(id, interval, [minorUnits, before])).toBe(kind);
  });
});
