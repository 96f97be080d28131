import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { checkoutOf, openPlanShop, type PlanShop, pay } from './plan-shop.ts';

let shop: PlanShop;

beforeAll(async () => {
  shop = await openPlanShop();
});
afterAll(() => shop.close());
afterEach(() => {
  shop.webhooks = 'open';
  shop.held.length = 0;
  shop.problems.length = 0;
});

const accepted = { status: 'accepted', checkoutUrl: undefined, replayed: false };
const subscriptionsOf = async (customer: string) => (await shop.stripe.subscriptions.list({ customer })).data;

describe('from the free plan to a paid one', () => {
  it('opens a checkout; the plan and its credits come with the payment', async () => {
    const accountId = await shop.newAccount({ email: 'ada@example.com' });
    const url = checkoutOf(await shop.change(accountId, 'pro'));
    expect(await shop.planOf(accountId)).toBe('free');
    await pay(url);
    expect(await shop.planOf(accountId)).toBe('pro');
    expect(await shop.lots(accountId)).toEqual(['29']);
    expect(await shop.purchases.subscriptionOf(accountId)).toMatchObject({
      planId: 'pro',
      status: 'ACTIVE',
      cancelAtPeriodEnd: false,
      currentPeriodStart: new Date('2026-11-21T12:00:00Z'),
      currentPeriodEnd: new Date('2026-12-21T12:00:00Z'),
    });
  });

  it('charges the card that is there, without a checkout', async () => {
    const { accountId, customerId } = await shop.newSubscriber('2027-01-10T00:00:00Z');
    expect(await shop.change(accountId, 'starter')).toEqual(accepted);
    expect(await shop.planOf(accountId)).toBe('starter');
    expect(await shop.lots(accountId)).toEqual(['9']);
    expect(await subscriptionsOf(customerId)).toHaveLength(1);
  });

  it('leads to a checkout when the card is declined', async () => {
    const { accountId, customerId } = await shop.newSubscriber('2027-01-10T00:00:00Z', 'pm_card_chargeCustomerFail');
    const url = checkoutOf(await shop.change(accountId, 'starter'));
    expect(await subscriptionsOf(customerId)).toEqual([]);
    await pay(url, '4242424242424242');
    expect(await shop.planOf(accountId)).toBe('starter');
    expect(await shop.lots(accountId)).toEqual(['9']);
  });

  it('replays under the same key, and refuses the key for another plan', async () => {
    const accountId = await shop.newAccount();
    const first = await shop.change(accountId, 'pro', { idempotencyKey: 'key' });
    expect(await shop.change(accountId, 'pro', { idempotencyKey: 'key' })).toEqual({ ...first, replayed: true });
    expect(await shop.change(accountId, 'scale', { idempotencyKey: 'key' })).toEqual({
      status: 'refused',
      refusal: { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH', idempotencyKey: 'key' },
    });
  });

  it('closes the checkout that another key opened, so that nobody pays twice', async () => {
    const accountId = await shop.newAccount();
    const first = checkoutOf(await shop.change(accountId, 'pro'));
    const second = checkoutOf(await shop.change(accountId, 'starter'));
    await pay(first);
    expect(await shop.planOf(accountId)).toBe('free');
    await pay(second);
    expect(await shop.planOf(accountId)).toBe('starter');
    expect(await shop.lots(accountId)).toEqual(['9']);
  });

  it('sees a checkout that was paid and not heard of: the next change is one of that subscription', async () => {
    const accountId = await shop.newAccount();
    shop.webhooks = 'held';
    await pay(checkoutOf(await shop.change(accountId, 'pro')));
    expect(await shop.change(accountId, 'pro')).toEqual(accepted);
    for (const delivery of shop.held) await shop.receive(delivery);
    expect(await shop.lots(accountId)).toEqual(['29']);
  });

  it('opens one checkout for ten requests at once, whatever their keys', async () => {
    const accountId = await shop.newAccount();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => shop.change(accountId, 'pro')));
    const urls = outcomes.flatMap((outcome) => (outcome.status === 'accepted' ? [outcome.checkoutUrl ?? ''] : []));
    await Promise.all(urls.map((url) => pay(url)));
    expect(await shop.lots(accountId)).toEqual(['29']);
    const open = await shop.world.database.rows(`select from plan_change where account_id = $1 and state = 'OPEN'`, [
      accountId,
    ]);
    expect(open).toHaveLength(0);
  });

  it('makes one price at the provider, whoever asks first', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => shop.newAccount()));
    await Promise.all(ids.map((accountId) => shop.change(accountId, 'scale')));
    const { data } = await shop.stripe.prices.list({ lookup_keys: ['tollgate:test:scale:USD9900:99000000'] });
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ unit_amount: 9900, metadata: { plan_id: 'scale', credits: '99000000' } });
  });
});

describe('a change that is refused', () => {
  it.each([
    ['an unknown plan', { planId: 'gold' }, { code: 'PLAN_NOT_FOUND', allowed: ['free', 'starter', 'pro', 'scale'] }],
    ['no key', { idempotencyKey: '' }, { code: 'INVALID_PARAMETER', path: ['idempotencyKey'] }],
    [
      'a foreign return page',
      { successUrl: 'https://evil.test/' },
      { code: 'INVALID_PARAMETER', path: ['successUrl'] },
    ],
    ['a foreign cancel page', { cancelUrl: 'https://shop.test.evil.test/' }, { path: ['cancelUrl'] }],
  ])('%s', async (_, more, refusal) => {
    const accountId = await shop.newAccount();
    const outcome = await shop.change(accountId, 'pro', more);
    expect(outcome).toMatchObject({ status: 'refused', refusal });
    expect(await shop.world.database.rows('select from plan_change where account_id = $1', [accountId])).toEqual([]);
  });

  it('while the provider cannot be reached; the same key succeeds afterwards', async () => {
    const accountId = await shop.newAccount();
    const key = { idempotencyKey: 'offline' };
    await shop.goOffline();
    expect(await shop.change(accountId, 'pro', key)).toMatchObject({
      refusal: { code: 'PAYMENT_PROVIDER_UNAVAILABLE' },
    });
    await shop.goOnline();
    await pay(checkoutOf(await shop.change(accountId, 'pro', key)));
    expect(await shop.lots(accountId)).toEqual(['29']);
  });

  it('to the free plan from one that the operator gave', async () => {
    const accountId = await shop.newAccount({ planId: 'scale' });
    expect(await shop.change(accountId, 'free')).toMatchObject({ refusal: { code: 'PURCHASE_NOT_ALLOWED' } });
    expect(await shop.planOf(accountId)).toBe('scale');
  });

  it('up, when the card is declined: everything stays as it was', async () => {
    const { accountId, customerId } = await shop.newSubscriber('2027-01-10T00:00:00Z');
    await shop.change(accountId, 'starter');
    const [method] = (await shop.stripe.customers.listPaymentMethods(customerId)).data;
    await shop.control(`payment_methods/${method?.id}`, { declineCode: 'insufficient_funds' });
    const outcome = await shop.change(accountId, 'pro', { idempotencyKey: 'declined' });
    expect(outcome).toMatchObject({
      refusal: { code: 'PAYMENT_DECLINED', declineCode: 'insufficient_funds', message: expect.any(String) },
    });
    expect(await shop.planOf(accountId)).toBe('starter');
    expect(await shop.lots(accountId)).toEqual(['9']);
    expect(await shop.change(accountId, 'pro', { idempotencyKey: 'declined' })).toMatchObject({
      refusal: { code: 'PAYMENT_DECLINED' },
    });
  });
});

describe('a running subscription', () => {
  it('goes up at once: the difference for the rest of the month is charged and credited', async () => {
    const subscriber = await shop.newSubscriber('2027-04-01T00:00:00Z');
    const { accountId } = subscriber;
    await shop.change(accountId, 'starter');
    await subscriber.advance('2027-04-16T00:00:00Z');
    expect(await shop.change(accountId, 'pro')).toEqual(accepted);
    expect(await shop.planOf(accountId)).toBe('pro');
    // Half of April: 14.50 USD for the rest of Pro, less 4.50 USD of Starter.
    expect(await shop.lots(accountId)).toEqual(['9', '10']);
    await subscriber.advance('2027-05-01T02:00:00Z');
    expect(await shop.lots(accountId)).toEqual(['9', '10', '29']);
  });

  it('goes down: what is left of the month pays for coming invoices, whose credits were given already', async () => {
    const subscriber = await shop.newSubscriber('2027-04-01T00:00:00Z');
    const { accountId, customerId } = subscriber;
    await shop.change(accountId, 'pro');
    await subscriber.advance('2027-04-16T00:00:00Z');
    expect(await shop.change(accountId, 'starter')).toEqual(accepted);
    expect(await shop.planOf(accountId)).toBe('starter');
    // 10 USD back: May costs nothing and leaves 1 USD, June costs 8.
    await subscriber.advance('2027-05-01T02:00:00Z');
    expect(await shop.lots(accountId)).toEqual(['29']);
    await subscriber.advance('2027-06-01T02:00:00Z');
    expect(await shop.lots(accountId)).toEqual(['29', '8']);
    await subscriber.advance('2027-07-01T02:00:00Z');
    expect(await shop.lots(accountId)).toEqual(['29', '8', '9']);
    const { data } = await shop.stripe.invoices.list({ customer: customerId });
    expect(data.reduce((sum, { amount_paid: paid }) => sum + paid, 0)).toBe(4600);
  });

  it('gives nothing away to who goes up and down', async () => {
    const subscriber = await shop.newSubscriber('2027-04-01T00:00:00Z');
    const { accountId, customerId } = subscriber;
    await shop.change(accountId, 'starter');
    for (const plan of ['scale', 'starter', 'scale', 'pro', 'scale', 'starter']) await shop.change(accountId, plan);
    for (const month of ['05', '06', '07']) await subscriber.advance(`2027-${month}-01T02:00:00Z`);
    const { data } = await shop.stripe.invoices.list({ customer: customerId, limit: 100 });
    const paid = data.reduce((sum, { amount_paid: amount }) => sum + amount, 0);
    expect(await shop.available(accountId)).toBe(BigInt(paid) * 10_000n);
  });

  it('ends with what is paid, and can be kept until then', async () => {
    const subscriber = await shop.newSubscriber('2027-01-31T00:00:00Z');
    const { accountId } = subscriber;
    await shop.change(accountId, 'pro');
    expect(await shop.change(accountId, 'free')).toEqual(accepted);
    expect(await shop.planOf(accountId)).toBe('pro');
    expect(await shop.purchases.subscriptionOf(accountId)).toMatchObject({ cancelAtPeriodEnd: true });
    await shop.change(accountId, 'pro');
    expect(await shop.purchases.subscriptionOf(accountId)).toMatchObject({ cancelAtPeriodEnd: false });
    await shop.change(accountId, 'free');
    await subscriber.advance('2027-03-01T00:00:00Z');
    expect(await shop.planOf(accountId)).toBe('free');
    expect(await shop.purchases.subscriptionOf(accountId)).toMatchObject({ status: 'CANCELED' });
    expect(await shop.lots(accountId)).toEqual(['29']);
    expect(await shop.change(accountId, 'starter')).toEqual(accepted);
    expect(await shop.planOf(accountId)).toBe('starter');
  });

  it('that nothing changes is charged nothing', async () => {
    const { accountId, customerId } = await shop.newSubscriber('2027-04-01T00:00:00Z');
    await shop.change(accountId, 'pro');
    expect(await shop.change(accountId, 'pro')).toEqual(accepted);
    expect((await shop.stripe.invoices.list({ customer: customerId })).data).toHaveLength(1);
  });
});

describe('the billing portal', () => {
  it('opens for the customer of the account, and leads back to allowed pages only', async () => {
    const accountId = await shop.newAccount();
    const returnUrl = 'https://shop.test/account';
    const portal = await shop.purchases.openBillingPortal({ accountId, returnUrl });
    expect(portal).toMatchObject({ status: 'open', url: expect.stringContaining('/portal/bps_') });
    const foreign = await shop.purchases.openBillingPortal({ accountId, returnUrl: 'https://evil.test/' });
    expect(foreign).toMatchObject({ refusal: { code: 'INVALID_PARAMETER', path: ['returnUrl'] } });
    await shop.change(accountId, 'pro');
    const customers = await shop.stripe.customers.list({ limit: 100 });
    expect(customers.data.filter(({ metadata }) => metadata['account_id'] !== undefined).length).toBeGreaterThan(0);
  });
});
