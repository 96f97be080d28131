// Upgrades whose payment the bank wants the customer to confirm: the old plan stays until that is done.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { giveCard } from '../../simulators/stripe/simulated-stripe.ts';
import { checkoutOf, openPlanShop, type PlanShop, type Subscriber } from './plan-shop.ts';

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

/** On Starter since the first of April, half of which is over; every further payment is to be confirmed. */
async function newCustomer(): Promise<Subscriber> {
  const subscriber = await shop.newSubscriber('2027-04-01T00:00:00Z');
  await shop.change(subscriber.accountId, 'starter');
  await subscriber.advance('2027-04-16T00:00:00Z');
  await giveCard(shop.stripe, subscriber.customerId, 'pm_card_authenticationRequired');
  return subscriber;
}

const confirm = (url: string): Promise<Response> => fetch(`${url}/confirm`, { method: 'POST', redirect: 'manual' });
const subscriptionOf = async (customer: string) => (await shop.stripe.subscriptions.list({ customer })).data[0];
const stateOf = async (accountId: string): Promise<unknown> =>
  (
    await shop.world.database.rows<{ state: string }>(
      `select state from plan_change where account_id = $1 and kind = 'UPGRADE' order by created_at, id`,
      [accountId],
    )
  ).map(({ state }) => state);

describe('an upgrade that the customer has to confirm', () => {
  it('leads to a page; once confirmed there, the plan and the credits come, once', async () => {
    const { accountId, customerId, advance } = await newCustomer();
    const key = { idempotencyKey: 'up' };
    const url = checkoutOf(await shop.change(accountId, 'pro', key));
    expect(await (await fetch(url)).text()).toContain('Confirm the payment');
    expect(await shop.planOf(accountId)).toBe('starter');
    expect(await shop.lots(accountId)).toEqual(['9']);
    expect(await subscriptionOf(customerId)).toMatchObject({ status: 'active' });
    expect(await shop.change(accountId, 'pro', key)).toEqual({ status: 'accepted', checkoutUrl: url, replayed: true });

    await Promise.all([confirm(url), confirm(url), confirm(url)]);
    expect(await shop.planOf(accountId)).toBe('pro');
    expect(await shop.lots(accountId)).toEqual(['9', '10']);
    expect(await shop.change(accountId, 'pro', key)).toEqual({
      status: 'accepted',
      checkoutUrl: undefined,
      replayed: true,
    });
    expect(await subscriptionOf(customerId)).toMatchObject({ pending_update: null });
    await giveCard(shop.stripe, customerId, 'pm_card_visa');
    await advance('2027-05-01T02:00:00Z');
    expect(await shop.lots(accountId)).toEqual(['9', '10', '29']);
    expect(shop.problems).toEqual([]);
  });

  it.each([
    ['as they happened', (events: unknown[]) => events],
    ['from the last to the first', (events: unknown[]) => events.toReversed()],
  ])('ends the same when its events come twice, %s', async (_, inOrder) => {
    const { accountId } = await newCustomer();
    const url = checkoutOf(await shop.change(accountId, 'pro'));
    shop.webhooks = 'held';
    await confirm(url);
    const held = inOrder(shop.held.splice(0)) as typeof shop.held;
    for (const delivery of [...held, ...held]) await shop.receive(delivery);
    expect(await shop.planOf(accountId)).toBe('pro');
    expect(await shop.lots(accountId)).toEqual(['9', '10']);
    expect(await stateOf(accountId)).toEqual(['DONE']);
  });

  it('that is never confirmed ends after 23 hours: the plan is the old one, and can be changed', async () => {
    const subscriber = await newCustomer();
    const { accountId, customerId } = subscriber;
    const key = { idempotencyKey: 'never' };
    const url = checkoutOf(await shop.change(accountId, 'pro', key));
    await subscriber.advance('2027-04-16T22:59:00Z');
    expect(await stateOf(accountId)).toEqual(['OPEN']);
    await subscriber.advance('2027-04-16T23:01:00Z');
    expect(await stateOf(accountId)).toEqual(['CLOSED']);
    await confirm(url);
    expect(await shop.planOf(accountId)).toBe('starter');
    expect(await shop.change(accountId, 'pro', key)).toMatchObject({ refusal: { code: 'PURCHASE_NOT_ALLOWED' } });
    const { data } = await shop.stripe.invoices.list({ customer: customerId });
    expect(data.map(({ status }) => status)).toEqual(['void', 'paid']);

    await giveCard(shop.stripe, customerId, 'pm_card_visa');
    expect(await shop.change(accountId, 'pro')).toMatchObject({ checkoutUrl: undefined });
    expect(await shop.planOf(accountId)).toBe('pro');
    expect(await stateOf(accountId)).toEqual(['CLOSED', 'DONE']);
  });

  it('makes way for another change, and its page takes no money any more', async () => {
    const { accountId, customerId } = await newCustomer();
    const first = checkoutOf(await shop.change(accountId, 'scale'));
    const second = checkoutOf(await shop.change(accountId, 'pro'));
    await confirm(first);
    expect(await shop.planOf(accountId)).toBe('starter');
    await confirm(second);
    expect(await shop.planOf(accountId)).toBe('pro');
    expect(await shop.lots(accountId)).toEqual(['9', '10']);
    expect(await stateOf(accountId)).toEqual(['CLOSED', 'DONE']);
    const { data } = await shop.stripe.invoices.list({ customer: customerId });
    expect(data.map(({ status }) => status)).toEqual(['paid', 'void', 'paid']);
  });

  it('that was confirmed and not heard of is seen by the next change', async () => {
    const { accountId } = await newCustomer();
    const url = checkoutOf(await shop.change(accountId, 'pro'));
    shop.webhooks = 'held';
    await confirm(url);
    const held = shop.held.splice(0);
    expect(await shop.change(accountId, 'pro')).toMatchObject({ status: 'accepted', checkoutUrl: undefined });
    expect(await stateOf(accountId)).toEqual(['DONE']);
    for (const delivery of held) await shop.receive(delivery);
    expect(await shop.planOf(accountId)).toBe('pro');
    expect(await shop.lots(accountId)).toEqual(['9', '10']);
  });

  it('leaves a cancellation as it is until it is confirmed', async () => {
    const { accountId, customerId } = await newCustomer();
    await shop.change(accountId, 'free');
    const url = checkoutOf(await shop.change(accountId, 'pro'));
    expect(await subscriptionOf(customerId)).toMatchObject({ cancel_at_period_end: true });
    await confirm(url);
    expect(await shop.planOf(accountId)).toBe('pro');
    expect(await subscriptionOf(customerId)).toMatchObject({ cancel_at_period_end: false });
  });

  it('can be paid on its page with another card instead', async () => {
    const { accountId } = await newCustomer();
    const url = checkoutOf(await shop.change(accountId, 'pro'));
    const pay = (number: string) =>
      fetch(`${url}/pay`, { method: 'POST', body: new URLSearchParams({ number }), redirect: 'manual' });
    await pay('4000000000000002');
    expect(await shop.planOf(accountId)).toBe('starter');
    await pay('4242424242424242');
    expect(await shop.planOf(accountId)).toBe('pro');
    expect(await shop.lots(accountId)).toEqual(['9', '10']);
  });
});
