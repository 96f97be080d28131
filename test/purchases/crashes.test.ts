import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../src/database/index.ts';
import { createPurchases, type Purchases } from '../../src/purchases/index.ts';
import { type Doom, dieEverywhere, type Mortal, mortal, ProcessDied } from './crashing.ts';
import { checkoutOf, openPlanShop, type PlanShop, pay, type Subscriber } from './plans/plan-shop.ts';

let shop: PlanShop;

beforeAll(async () => {
  shop = await openPlanShop();
});
afterAll(() => shop.close());

function doomed(doom: Doom): Mortal & { readonly purchases: Purchases } {
  const parts = mortal({ database: shop.world.database, payments: shop.payments }, doom);
  const { database, payments } = parts;
  const { catalog, world, baseUrl } = shop;
  const now = () => world.clock.now;
  const purchases = createPurchases({
    ...{ database, payments, catalog, now },
    ledger: world.ledger,
    publicUrl: () => baseUrl,
  });
  return { ...parts, purchases };
}

/** True when the process died on the way; the error is expected then. */
async function died(process: Mortal, work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof ProcessDied)) throw error;
  }
  return process.isDead();
}

const noPages = { successUrl: undefined, cancelUrl: undefined };

describe('a process that dies at any step', () => {
  it('of buying a pack: the next try finishes it, with one customer, one checkout and its credits once', async () => {
    const deaths = await dieEverywhere(async (doom) => {
      const accountId = await shop.newAccount();
      const order = { accountId, packId: 'small', idempotencyKey: 'order', ...noPages };
      const process = doomed(doom);
      const isDead = await died(process, process.purchases.buy(order));
      const again = await shop.purchases.buy(order);
      if (again.status === 'refused') throw new Error(again.refusal.code);
      await shop.click(again.purchase, 'pay');
      expect(await shop.available(accountId)).toBe(25_000_000n);
      expect(await objectsOf('checkout.session', accountId)).toBe(1);
      expect(await objectsOf('customer', accountId)).toBe(1);
      return isDead;
    });
    expect(deaths).toBeGreaterThan(10);
  });

  it('of opening the checkout of a plan', async () => {
    const deaths = await dieEverywhere(async (doom) => {
      const accountId = await shop.newAccount();
      const change = { accountId, planId: 'pro', idempotencyKey: 'change', ...noPages };
      const process = doomed(doom);
      const isDead = await died(process, process.purchases.changePlan(change));
      await pay(checkoutOf(await shop.purchases.changePlan(change)));
      expect(await shop.lots(accountId)).toEqual(['29']);
      expect(await shop.planOf(accountId)).toBe('pro');
      expect(await objectsOf('checkout.session', accountId)).toBe(1);
      return isDead;
    });
    expect(deaths).toBeGreaterThan(15);
  });

  it.each([
    ['subscribing with a card', undefined, 'pro', ['29']],
    ['going up', 'starter', 'pro', ['9', '20']],
    ['going down', 'pro', 'starter', ['29']],
  ])('of %s: charged once, whether the same key or another one comes next', async (_, from, to, lots) => {
    const deaths = await dieEverywhere(async (doom) => {
      const subscriber = await shop.newSubscriber('2027-01-10T00:00:00Z');
      const { accountId } = subscriber;
      if (from !== undefined) await shop.change(accountId, from);
      const change = { accountId, planId: to, idempotencyKey: 'change', ...noPages };
      const process = doomed(doom);
      const isDead = await died(process, process.purchases.changePlan(change));
      const key = doom.at % 2 === 0 ? 'change' : 'another';
      const again = await shop.purchases.changePlan({ ...change, idempotencyKey: key });
      expect(again).toMatchObject({ status: 'accepted', checkoutUrl: undefined });
      expect(await shop.planOf(accountId)).toBe(to);
      expect(await shop.lots(accountId)).toEqual(lots);
      expect(await running(subscriber)).toBe(1);
      return isDead;
    });
    expect(deaths).toBeGreaterThan(15);
  });

  it('of hearing that a plan was paid: the repeated delivery credits it once', async () => {
    const deaths = await dieEverywhere(async (doom) => {
      const { accountId } = await shop.newSubscriber('2027-01-10T00:00:00Z');
      shop.webhooks = 'held';
      shop.held.length = 0;
      await shop.change(accountId, 'pro');
      shop.webhooks = 'open';
      let isDead = false;
      for (const { rawBody, signature } of shop.held) {
        const process = doomed(doom);
        if (!(await died(process, process.purchases.receiveWebhook(rawBody, signature)))) continue;
        isDead = true;
        await shop.purchases.receiveWebhook(rawBody, signature);
      }
      expect(await shop.lots(accountId)).toEqual(['29']);
      expect(await shop.planOf(accountId)).toBe('pro');
      return isDead;
    });
    expect(deaths).toBeGreaterThan(5);
  });
});

async function running({ customerId }: Subscriber): Promise<number> {
  return (await shop.stripe.subscriptions.list({ customer: customerId })).data.length;
}

/** How many objects of a kind the provider has for an account. */
async function objectsOf(kind: string, accountId: string): Promise<number> {
  const rows = await shop.world.database.rows(
    `select from stripe_simulator_object where kind = $1 and body->'object'->'metadata'->>'account_id' = $2`,
    [kind, toPublicId('acct', accountId)],
  );
  return rows.length;
}
