// What people do at the provider's end, in its dashboard or portal, and what comes late from there.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createCatalog } from '../../../src/catalog/index.ts';
import { createPurchases } from '../../../src/purchases/index.ts';
import { credits } from '../../support/ledger-world.ts';
import { lockWaits } from '../../support/lock-waits.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { eventOf } from '../shop.ts';
import { openPlanShop, type PlanShop, type Subscriber } from './plan-shop.ts';

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

const START = '2027-01-10T00:00:00Z';

async function subscribed(planId: string): Promise<Subscriber & { readonly subscriptionId: string }> {
  const subscriber = await shop.newSubscriber(START);
  await shop.change(subscriber.accountId, planId);
  const subscription = await shop.purchases.subscriptionOf(subscriber.accountId);
  return { ...subscriber, subscriptionId: subscription?.subscriptionId ?? '' };
}

async function hearAll(types: RegExp): Promise<void> {
  for (const delivery of shop.held) if (types.test(eventOf(delivery).type)) await shop.receive(delivery);
}

async function foreignPrice(): Promise<string> {
  const price = await shop.stripe.prices.create({
    currency: 'usd',
    unit_amount: 500,
    recurring: { interval: 'month' },
    product_data: { name: 'Elsewhere' },
  });
  return price.id;
}

async function switchTo(subscriptionId: string, price: string): Promise<void> {
  const { items } = await shop.stripe.subscriptions.retrieve(subscriptionId);
  await shop.stripe.subscriptions.update(subscriptionId, { items: [{ id: items.data[0]?.id ?? '', price }] });
}

describe('a customer who was deleted there', () => {
  it('and replaced by another one is still heard of: what was paid is credited', async () => {
    const { accountId, customerId, advance } = await subscribed('pro');
    shop.webhooks = 'held';
    await advance('2027-02-10T02:00:00Z');
    await shop.stripe.customers.del(customerId);
    await hearAll(/^customer\.deleted$/);
    await shop.purchases.openBillingPortal({ accountId, returnUrl: undefined });
    await hearAll(/^invoice\.paid$/);
    expect(await shop.lots(accountId)).toEqual(['29', '29']);
  });

  it('and replaced by another one is still heard of: a plan that has ended is not kept', async () => {
    const { accountId, customerId } = await subscribed('pro');
    shop.webhooks = 'held';
    await shop.stripe.customers.del(customerId);
    await hearAll(/^customer\.deleted$/);
    await shop.purchases.openBillingPortal({ accountId, returnUrl: undefined });
    await hearAll(/^customer\.subscription\./);
    expect(await shop.planOf(accountId)).toBe('free');
  });
});

describe('a subscription that somebody changed there', () => {
  it('to a price that is none of a plan gives its plan no longer, and gives it again when it comes back', async () => {
    const { accountId, subscriptionId } = await subscribed('pro');
    const { items } = await shop.stripe.subscriptions.retrieve(subscriptionId);
    await switchTo(subscriptionId, await foreignPrice());
    expect(await shop.planOf(accountId)).toBe('free');
    await switchTo(subscriptionId, items.data[0]?.price.id ?? '');
    expect(await shop.planOf(accountId)).toBe('pro');
    await switchTo(subscriptionId, await foreignPrice());
    await shop.stripe.subscriptions.cancel(subscriptionId);
    expect(await shop.planOf(accountId)).toBe('free');
  });

  it('is looked at together with what else the account has, by one at a time', async () => {
    const { accountId, customerId, subscriptionId } = await subscribed('pro');
    const starter = shop.catalog.plan('starter');
    if (starter === undefined) throw new Error('there is no such plan');
    const { name, price: monthly, monthlyCredits: credits } = starter;
    const offer = { storefront: 'test', planId: 'starter', name, interval: 'MONTH', price: monthly, credits } as const;
    const price = await shop.payments.preparePrice(offer);
    shop.webhooks = 'held';
    await shop.stripe.subscriptions.create({ customer: customerId, items: [{ price }] });
    await shop.stripe.subscriptions.cancel(subscriptionId);
    const told = (type: string) => {
      const found = shop.held.find((delivery) => eventOf(delivery).type === type);
      if (found === undefined) throw new Error(`no ${type} was delivered`);
      return found;
    };
    const [begun, ended] = [told('customer.subscription.created'), told('customer.subscription.deleted')];
    // Both are as far as they come while somebody else has the account; then they go on, one after the other.
    const heard = await shop.world.database.transaction(async (tx) => {
      await tx.rows('select from account where id = $1 for update', [accountId]);
      const first = shop.receive(begun);
      await waitUntil('the first waits for the account', async () => (await lockWaits(shop.world.database)) === 1);
      const second = shop.receive(ended);
      await waitUntil('the second waits for the account', async () => (await lockWaits(shop.world.database)) === 2);
      return { both: Promise.all([first, second]) };
    });
    await heard.both;
    expect(await shop.planOf(accountId)).toBe('starter');
  });

  it('leaves the plan alone that the operator gave since, until it says something new', async () => {
    const { accountId, subscriptionId } = await subscribed('starter');
    await shop.world.database.rows(`update account set plan_id = 'scale' where id = $1`, [accountId]);
    await shop.stripe.subscriptions.update(subscriptionId, { metadata: { note: 'seen' } });
    expect(await shop.planOf(accountId)).toBe('scale');
    await shop.change(accountId, 'pro');
    expect(await shop.planOf(accountId)).toBe('pro');
  });

  it('to end on a day is shown as ending, and can be kept', async () => {
    const { accountId, subscriptionId } = await subscribed('pro');
    const end = Date.parse('2027-02-05T00:00:00Z') / 1000;
    await shop.stripe.subscriptions.update(subscriptionId, { cancel_at: end });
    expect(await shop.purchases.subscriptionOf(accountId)).toMatchObject({ cancelAtPeriodEnd: true });
    await shop.change(accountId, 'pro');
    expect(await shop.purchases.subscriptionOf(accountId)).toMatchObject({ cancelAtPeriodEnd: false });
    expect(await shop.stripe.subscriptions.retrieve(subscriptionId)).toMatchObject({ cancel_at: null });
  });
});

describe('a price that somebody made say something else', () => {
  it('is not sold by: nobody pays for credits that would not come', async () => {
    const accountId = await shop.newAccount();
    await shop.stripe.prices.create({
      ...{ currency: 'usd', unit_amount: 9900, recurring: { interval: 'month' } },
      ...{ lookup_key: 'tollgate:test:scale:USD9900:99000000', product_data: { name: 'Scale' } },
      metadata: { plan_id: 'scale' },
    });
    expect(await shop.change(accountId, 'scale')).toMatchObject({ refusal: { code: 'PAYMENT_PROVIDER_UNAVAILABLE' } });
  });
});

describe('a plan that greets its customers', () => {
  it('does so also when a process died between the plan and the welcome', async () => {
    const before = shop.catalog;
    const plans = before.storefront.plans.map((plan) =>
      plan.id === 'starter' ? { ...plan, welcomeCredits: credits('1') } : plan,
    );
    shop.catalog = createCatalog({ ...before.storefront, plans });
    const { accountId } = await shop.newSubscriber(START);
    await shop.world.database.rows('update account set welcome = true where id = $1', [accountId]);
    shop.webhooks = 'held';
    await shop.change(accountId, 'starter');
    const begun = shop.held.find((delivery) => eventOf(delivery).type === 'customer.subscription.created');
    if (begun === undefined) throw new Error('nothing was heard of');
    const { catalog, payments, baseUrl, world } = shop;
    const dying = createPurchases({
      ...{ catalog, payments, database: world.database, ledger: world.ledger },
      accounts: { find: () => Promise.reject(new Error('died')) },
      now: () => world.clock.now,
      publicUrl: () => baseUrl,
    });
    await expect(dying.receiveWebhook(begun.rawBody, begun.signature)).rejects.toThrow('died');
    expect(await shop.planOf(accountId)).toBe('starter');
    await shop.receive(begun);
    expect(await shop.available(accountId)).toBe(credits('1'));
    shop.catalog = before;
  });
});

describe('an invoice that was paid', () => {
  it('by an event that says so and of which Stripe does not gives no credits', async () => {
    const subscriber = await shop.newSubscriber(START);
    shop.webhooks = 'held';
    await shop.change(subscriber.accountId, 'pro');
    const unpaid = shop.purchasesWith({
      ...shop.payments,
      readPlanInvoice: async (id) => {
        const invoice = await shop.payments.readPlanInvoice(id);
        return invoice === undefined ? undefined : { ...invoice, isPaid: false };
      },
    });
    for (const { rawBody, signature } of shop.held) await unpaid.receiveWebhook(rawBody, signature);
    expect(await shop.lots(subscriber.accountId)).toEqual([]);
  });

  it('is credited once, also when it is told of under another event id', async () => {
    const { accountId } = await subscribed('pro');
    const { data } = await shop.stripe.events.list({ type: 'invoice.paid', limit: 1 });
    await shop.control(`events/${data[0]?.id}/send`, { newId: true, copies: 2 });
    expect(await shop.lots(accountId)).toEqual(['29']);
    expect(shop.outcomes.at(-1)).toEqual({ status: 'handled', outcome: 'ALREADY_CREDITED' });
    expect(shop.problems).toEqual([]);
  });

  it('and of which less was due than before is no problem when it is heard of again', async () => {
    const { accountId } = await subscribed('pro');
    const { data } = await shop.stripe.events.list({ type: 'invoice.paid', limit: 1 });
    const [event] = data;
    if (event === undefined) throw new Error('nothing was paid');
    // A credit note lowers what was due (https://docs.stripe.com/api/credit_notes/create).
    const lessDue = shop.purchasesWith({
      ...shop.payments,
      readPlanInvoice: async (id) => {
        const invoice = await shop.payments.readPlanInvoice(id);
        return invoice === undefined ? undefined : { ...invoice, amountDue: 1000n };
      },
    });
    const { rawBody, signature } = shop.sign({ ...event, id: 'evt_again' });
    const outcome = await lessDue.receiveWebhook(rawBody, signature);
    expect(outcome).toEqual({ status: 'handled', outcome: 'ALREADY_CREDITED' });
    expect(await shop.lots(accountId)).toEqual(['29']);
    expect(shop.problems).toEqual([]);
  });

  it('in another currency than its plan gives no credits by itself: a person has to look', async () => {
    const subscriber = await shop.newSubscriber(START);
    shop.webhooks = 'held';
    await shop.change(subscriber.accountId, 'pro');
    const yen = shop.purchasesWith({
      ...shop.payments,
      readPlanInvoice: async (id) => {
        const invoice = await shop.payments.readPlanInvoice(id);
        return invoice === undefined ? undefined : { ...invoice, currency: 'JPY' };
      },
    });
    for (const { rawBody, signature } of shop.held) await yen.receiveWebhook(rawBody, signature);
    expect(await shop.lots(subscriber.accountId)).toEqual([]);
    expect(shop.problems).toMatchObject([{ currency: 'JPY' }]);
  });
});
