import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type Stripe from 'stripe';
import { type Delivery, eventOf } from '../shop.ts';
import { openPlanShop, type PlanShop, type Subscriber } from './plan-shop.ts';

let shop: PlanShop;

beforeAll(async () => {
  shop = await openPlanShop();
});
afterAll(() => shop.close());
beforeEach(() => {
  shop.webhooks = 'open';
  shop.held.length = 0;
  shop.problems.length = 0;
});

/** From now on the subscriber's card is declined; null: it works again. */
async function trouble({ customerId }: Subscriber, declineCode: string | null): Promise<void> {
  for (const { id } of (await shop.stripe.customers.listPaymentMethods(customerId)).data) {
    await shop.control(`payment_methods/${id}`, { declineCode });
  }
}

async function paidBy({ customerId }: Subscriber): Promise<bigint> {
  const invoices = await shop.stripe.invoices
    .list({ customer: customerId, limit: 100 })
    .autoPagingToArray({ limit: 1000 });
  return BigInt(invoices.reduce((sum, { amount_paid: amount }) => sum + amount, 0));
}

describe('month after month', () => {
  it.each([
    ['the 31st', '2027-01-31T10:00:00Z', ['02-28', '03-31', '04-30']],
    ['a leap day', '2028-01-30T10:00:00Z', ['02-29', '03-30', '04-30']],
    ['the end of daylight saving', '2027-09-28T01:30:00Z', ['10-28', '11-28', '12-28']],
  ])('from %s, a renewal adds the credits of a month and resets nothing', async (_, start, days) => {
    const subscriber = await shop.newSubscriber(start);
    await shop.change(subscriber.accountId, 'pro');
    const [year, time] = [start.slice(0, 4), start.slice(10)];
    let currentPeriodStart = new Date(start);
    for (const [index, day] of days.entries()) {
      const renewal = new Date(`${year}-${day}${time}`);
      const period = { currentPeriodStart, currentPeriodEnd: renewal };
      expect(await shop.purchases.subscriptionOf(subscriber.accountId)).toMatchObject(period);
      currentPeriodStart = renewal;
      await subscriber.advance(new Date(renewal.getTime() + 2 * 3_600_000).toISOString());
      expect(await shop.lots(subscriber.accountId)).toHaveLength(index + 2);
    }
    expect(await shop.available(subscriber.accountId)).toBe(4n * 29_000_000n);
  });

  it('keeps the plan while a renewal is tried again, and credits it when it succeeds', async () => {
    const subscriber = await shop.newSubscriber('2027-01-10T00:00:00Z');
    const { accountId } = subscriber;
    await shop.change(accountId, 'pro');
    await trouble(subscriber, 'insufficient_funds');
    await subscriber.advance('2027-02-11T00:00:00Z');
    expect(await shop.planOf(accountId)).toBe('pro');
    expect(await shop.purchases.subscriptionOf(accountId)).toMatchObject({ status: 'PAST_DUE' });
    expect(await shop.lots(accountId)).toEqual(['29']);
    expect(await shop.change(accountId, 'scale')).toMatchObject({ refusal: { code: 'PAYMENT_DECLINED' } });
    await trouble(subscriber, null);
    await subscriber.advance('2027-02-20T00:00:00Z');
    expect(await shop.purchases.subscriptionOf(accountId)).toMatchObject({ status: 'ACTIVE' });
    expect(await shop.lots(accountId)).toEqual(['29', '29']);
  });

  it.each(['canceled', 'unpaid'])('lands on the free plan when the last try has failed (%s)', async (afterwards) => {
    await shop.control('settings', { dunning: { afterwards } });
    const subscriber = await shop.newSubscriber('2027-01-10T00:00:00Z');
    const { accountId } = subscriber;
    await shop.change(accountId, 'pro');
    await trouble(subscriber, 'expired_card');
    await subscriber.advance('2027-02-12T00:00:00Z');
    expect(await shop.planOf(accountId)).toBe('pro');
    await subscriber.advance('2027-03-05T00:00:00Z');
    expect(await shop.planOf(accountId)).toBe('free');
    expect(await shop.purchases.subscriptionOf(accountId)).toMatchObject({ status: afterwards.toUpperCase() });
    expect(await shop.available(accountId)).toBe(29_000_000n);
    await shop.control('settings', { dunning: { afterwards: 'canceled' } });
  });

  it('gives as many credits as were paid for, over 13 months of everything', async () => {
    const plans = ['starter', 'pro', 'scale', 'starter', 'free'];
    const subscribers = await Promise.all(
      plans.map((_, index) => shop.newSubscriber(`2027-12-${27 + index}T09:00:00Z`)),
    );
    await Promise.all(subscribers.map(({ accountId }) => shop.change(accountId, 'starter')));
    for (let month = 1; month <= 13; month += 1) {
      const to = new Date(Date.UTC(2027, 12 + month, 1, 12)).toISOString();
      await Promise.all(
        subscribers.map(async (subscriber, index) => {
          await subscriber.advance(to);
          if (month % 2 === 0) await shop.change(subscriber.accountId, plans[(month + index) % plans.length] ?? 'free');
          if (month % 5 === index) await trouble(subscriber, month % 2 === 0 ? 'expired_card' : null);
        }),
      );
    }
    for (const subscriber of subscribers) {
      expect(await shop.available(subscriber.accountId)).toBe((await paidBy(subscriber)) * 10_000n);
      expect(await shop.world.ledger.verify(subscriber.accountId)).toMatchObject({ ok: true });
    }
  });
});

describe('the events of a month', () => {
  /** A renewal, one that fails, an upgrade, and the end: heard of only afterwards. */
  async function liveUnheard(): Promise<{ subscriber: Subscriber; deliveries: Delivery[] }> {
    const subscriber = await shop.newSubscriber('2027-01-10T00:00:00Z');
    shop.webhooks = 'held';
    shop.held.length = 0;
    const { accountId } = subscriber;
    await shop.change(accountId, 'starter');
    await subscriber.advance('2027-02-11T00:00:00Z');
    await shop.change(accountId, 'pro');
    await trouble(subscriber, 'insufficient_funds');
    await subscriber.advance('2027-03-11T00:00:00Z');
    await trouble(subscriber, null);
    await subscriber.advance('2027-03-20T00:00:00Z');
    await shop.change(accountId, 'free');
    await subscriber.advance('2027-04-11T00:00:00Z');
    shop.webhooks = 'open';
    return { subscriber, deliveries: [...shop.held] };
  }

  it('end the same in every order and repetition, each payment credited once', async () => {
    const { subscriber, deliveries } = await liveUnheard();
    const { accountId } = subscriber;
    const expected = (await paidBy(subscriber)) * 10_000n;
    const order = fc.shuffledSubarray([...deliveries.keys(), ...deliveries.keys()], {
      minLength: deliveries.length * 2,
    });
    let isFirst = true;
    await fc.assert(
      fc.asyncProperty(order, fc.integer({ min: 1, max: 8 }), async (indices, together) => {
        // One account for all runs would hide what the first run forgot: begin anew each time.
        if (!isFirst) await moveCustomer(subscriber);
        isFirst = false;
        const owner = await ownerOf(subscriber);
        const rest = indices.map((index) => deliveries[index]).filter((delivery) => delivery !== undefined);
        while (rest.length > 0) await Promise.all(rest.splice(0, together).map((delivery) => shop.receive(delivery)));
        expect(await shop.available(owner)).toBe(expected);
        expect((await shop.lots(owner)).toSorted()).toEqual(['19.28', '29', '9', '9']);
        expect(await shop.planOf(owner)).toBe('free');
        expect(await shop.purchases.subscriptionOf(owner)).toMatchObject({ planId: 'pro', status: 'CANCELED' });
      }),
      { numRuns: 8 },
    );
    expect(await shop.planOf(accountId)).toBe('free');
  });

  const ownerOf = async ({ customerId }: Subscriber): Promise<string> => {
    const [row] = await shop.world.database.rows<{ account_id: string }>(
      'select account_id from stripe_customer where customer_id = $1',
      [customerId],
    );
    return row?.account_id ?? '';
  };

  /** The same customer is another account's now, which has heard nothing yet. */
  async function moveCustomer({ customerId }: Subscriber): Promise<void> {
    await shop.world.database.rows('update stripe_customer set account_id = $2 where customer_id = $1', [
      customerId,
      await shop.newAccount(),
    ]);
  }

  it('are stored with their outcome: one of them brought the credits of each invoice', async () => {
    const subscriber = await shop.newSubscriber('2027-01-10T00:00:00Z');
    shop.webhooks = 'held';
    await shop.change(subscriber.accountId, 'starter');
    const deliveries = [...shop.held];
    for (const delivery of deliveries) await shop.receive(delivery);
    const rows = await shop.world.database.rows<{ type: string; outcome: string }>(
      'select type, outcome from payment_event where id = any($1) order by type',
      [deliveries.map((delivery) => eventOf(delivery).id)],
    );
    expect(rows.filter(({ outcome }) => outcome === 'CREDITED')).toEqual([
      { type: 'invoice.paid', outcome: 'CREDITED' },
    ]);
    expect(rows).toContainEqual({ type: 'customer.subscription.created', outcome: 'RECORDED' });
    expect(rows).toHaveLength(new Set(deliveries.map((delivery) => eventOf(delivery).id)).size);
  });

  it('of a customer of somebody else change nothing', async () => {
    const subscriber = await shop.newSubscriber('2027-01-10T00:00:00Z');
    await shop.world.database.rows('delete from stripe_customer where customer_id = $1', [subscriber.customerId]);
    shop.webhooks = 'held';
    const price = await shop.stripe.prices.create({
      currency: 'usd',
      unit_amount: 500,
      recurring: { interval: 'month' },
      product_data: { name: 'Elsewhere' },
    });
    await shop.stripe.subscriptions.create({ customer: subscriber.customerId, items: [{ price: price.id }] });
    const about = shop.held.filter((delivery) =>
      /^(invoice\.paid|customer\.subscription)/.test(eventOf(delivery).type),
    );
    for (const delivery of about) {
      expect(await shop.receive(delivery)).toEqual({ status: 'handled', outcome: 'IGNORED' });
    }
    expect(about.length).toBeGreaterThan(1);
    expect(await shop.lots(subscriber.accountId)).toEqual([]);
  });

  it('for a price that is none of ours give neither plan nor credits', async () => {
    const { accountId, customerId } = await shop.newSubscriber('2027-01-10T00:00:00Z');
    const price = await shop.stripe.prices.create({
      currency: 'usd',
      unit_amount: 500,
      recurring: { interval: 'month' },
      product_data: { name: 'Elsewhere' },
    });
    await shop.stripe.subscriptions.create({ customer: customerId, items: [{ price: price.id }] });
    expect(await shop.planOf(accountId)).toBe('free');
    expect(await shop.lots(accountId)).toEqual([]);
    expect(shop.problems).not.toEqual([]);
  });

  it.each([
    ['in another API version', { api_version: '2019-01-01' }, 'CREDITED'],
    ['without a version', { api_version: null }, 'CREDITED'],
    ['of live mode', { livemode: true }, 'IGNORED'],
    ['of a connected account', { account: 'acct_other' }, 'IGNORED'],
  ])('%s: the object in them is never believed', async (_, envelope, outcome) => {
    const { accountId } = await shop.newSubscriber('2027-01-10T00:00:00Z');
    shop.webhooks = 'held';
    await shop.change(accountId, 'starter');
    const paid = shop.held.map(eventOf).find(({ type }) => type === 'invoice.paid');
    if (paid === undefined) throw new Error('nothing was paid');
    const { id } = paid.data.object as Stripe.Invoice;
    // As an older version may have it: without what we read.
    const older = { id, object: 'invoice', paid: true, amount_due: 99_900, lines: [] };
    const object = 'api_version' in envelope ? older : paid.data.object;
    const drifted = shop.sign({ ...paid, ...envelope, data: { object } });
    expect(await shop.receive(drifted)).toEqual({ status: 'handled', outcome });
    expect(await shop.lots(accountId)).toEqual(outcome === 'CREDITED' ? ['9'] : []);
  });

  it('in another API version whose object is gone are recorded as a problem', async () => {
    shop.webhooks = 'held';
    const event = {
      ...{ id: 'evt_gone', object: 'event', type: 'invoice.paid', created: 1_800_000_000, livemode: false },
      api_version: '2019-01-01',
      data: { object: { id: 'in_gone', object: 'invoice' } },
    };
    expect(await shop.receive(shop.sign(event))).toEqual({ status: 'handled', outcome: 'RECORDED' });
    expect(shop.problems).toMatchObject([{ problem: expect.stringContaining('2019-01-01') }]);
  });

  it('never put an older answer of the provider in the place of a newer one', async () => {
    const { accountId } = await shop.newSubscriber('2027-01-10T00:00:00Z');
    shop.webhooks = 'held';
    await shop.change(accountId, 'starter');
    const [first] = shop.held.filter((delivery) => eventOf(delivery).type === 'customer.subscription.updated');
    if (first === undefined) throw new Error('nothing was heard of');
    const asked = Promise.withResolvers<undefined>();
    const answered = Promise.withResolvers<undefined>();
    const slow = shop.purchasesWith({
      ...shop.payments,
      readSubscription: async (id) => {
        const state = await shop.payments.readSubscription(id);
        asked.resolve(undefined);
        await answered.promise;
        return state;
      },
    });
    const late = slow.receiveWebhook(first.rawBody, first.signature);
    await asked.promise;
    await shop.change(accountId, 'scale');
    for (const delivery of shop.held) await shop.receive(delivery);
    expect(await shop.planOf(accountId)).toBe('scale');
    answered.resolve(undefined);
    await late;
    expect(await shop.planOf(accountId)).toBe('scale');
    expect(await shop.purchases.subscriptionOf(accountId)).toMatchObject({ planId: 'scale' });
  });

  it('are asked for again while the provider cannot be reached', async () => {
    const { accountId } = await shop.newSubscriber('2027-01-10T00:00:00Z');
    shop.webhooks = 'held';
    await shop.change(accountId, 'starter');
    const paid = shop.held.find((delivery) => eventOf(delivery).type === 'invoice.paid');
    if (paid === undefined) throw new Error('nothing was paid');
    await shop.goOffline();
    await expect(shop.receive(paid)).rejects.toThrow();
    await shop.goOnline();
    expect(await shop.receive(paid)).toEqual({ status: 'handled', outcome: 'CREDITED' });
    expect(await shop.lots(accountId)).toEqual(['9']);
  });
});
