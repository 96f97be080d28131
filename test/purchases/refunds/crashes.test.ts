// The gateway dies at every await between our database, the ledger and Stripe, before or after each took effect. What a
// round of reconciliation then finds must be whole: as much money back as credits taken, never twice.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../../src/database/index.ts';
import type { Ledger } from '../../../src/ledger/index.ts';
import { createPurchases, type Payments, type Purchases } from '../../../src/purchases/index.ts';
import { openShop, type Shop } from '../shop.ts';
import {
  type Bought,
  buyAndPay,
  closeDispute,
  deliverAll,
  dispute,
  moneyBack,
  refund,
  stateOf,
} from './reversal-shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(() => shop.close());

interface Death {
  /** The call at which the gateway dies, from 1. */
  readonly at: number;
  readonly when: 'before' | 'after';
  calls: number;
}

class DeadError extends Error {
  override readonly name = 'DeadError';
}

/** Every method of `target` that is named, dying with the gateway. */
function mortal<T extends object>(target: T, death: Death, names: readonly (keyof T)[]): T {
  const call = (): number => {
    death.calls += 1;
    if (death.calls > death.at || (death.calls === death.at && death.when === 'before')) throw new DeadError('dead');
    return death.calls;
  };
  const mortals = names.map((name) => {
    const method = target[name] as (...values: unknown[]) => unknown;
    const dying = async (...values: unknown[]): Promise<unknown> => {
      const isLast = call() === death.at;
      const result = await method.apply(target, values);
      if (isLast) throw new DeadError('dead');
      return result;
    };
    // A typed query that is begun is answered; who dies after it asks nothing more.
    const beginning = (): unknown => {
      call();
      return method.apply(target, []);
    };
    return [name, name === 'tables' ? beginning : dying] as const;
  });
  return { ...target, ...Object.fromEntries(mortals) };
}

function mortalGateway(death: Death): Purchases {
  const { database, ledger } = shop.world;
  return createPurchases({
    database: mortal<Database>(database, death, ['rows', 'tables', 'transaction']),
    ledger: mortal<Ledger>(ledger, death, ['submit']),
    payments: mortal<Payments>(shop.payments, death, ['createRefund', 'readPayment']),
    catalog: shop.catalog,
    now: () => shop.world.clock.now,
    publicUrl: () => shop.baseUrl,
  });
}

/** Later, when whoever was at it is surely gone. */
async function recover(): Promise<void> {
  const { clock } = shop.world;
  clock.now = new Date(clock.now.getTime() + 300_000);
  const report = await shop.purchases.reconcile();
  expect(report).toMatchObject({ status: 'DONE', findings: [] });
}

/** Until the gateway outlives what it does. */
async function dieEverywhere(
  prepare: () => Promise<Bought>,
  act: (gateway: Purchases, bought: Bought) => Promise<unknown>,
  check: (bought: Bought) => Promise<void>,
): Promise<number> {
  for (let at = 1; ; at += 1) {
    let outlived = false;
    for (const when of ['before', 'after'] as const) {
      const bought = await prepare();
      const death: Death = { at, when, calls: 0 };
      await act(mortalGateway(death), bought).catch((error: unknown) => {
        if (!(error instanceof DeadError)) throw error;
      });
      outlived = death.calls < at;
      await recover();
      await check(bought);
    }
    if (outlived) return at;
  }
}

const paidFor = async () => {
  shop.webhooks = 'open';
  const bought = await buyAndPay(shop);
  shop.webhooks = 'held';
  return bought;
};

describe('a gateway that dies at any moment', () => {
  it('of a refund leaves as much money back as credits taken, and the same key ends it', async () => {
    const moments = await dieEverywhere(
      paidFor,
      (gateway, bought) => refund(bought, gateway, { credits: '10' }),
      async (bought) => {
        const before = await stateOf(shop, bought);
        expect((await moneyBack(shop, bought)) / 100).toBe(Number(before.clawedBack));
        expect(before.problems).toEqual([]);
        const again = await refund(bought, shop.purchases, { credits: '10' });
        expect(again).toMatchObject({ refund: { status: 'DONE' } });
        expect(await moneyBack(shop, bought)).toBe(1000);
        expect(await stateOf(shop, bought)).toMatchObject({ available: '15', clawedBack: '10', problems: [] });
      },
    );
    expect(moments).toBeGreaterThan(8);
  });

  it('of a refund that Stripe refuses leaves the credits where they were', async () => {
    await dieEverywhere(
      async () => {
        const bought = await paidFor();
        await shop.stripe.refunds.create({ payment_intent: bought.paymentIntentId, amount: 2000 });
        shop.held.length = 0;
        return bought;
      },
      (gateway, bought) => refund(bought, gateway),
      async (bought) => {
        expect(await moneyBack(shop, bought)).toBe(2000);
        expect(await stateOf(shop, bought)).toMatchObject({
          available: '5',
          debt: '0',
          clawedBack: '20',
          problems: [],
        });
      },
    );
  });

  it('of hearing that a dispute was lost ends with its credits taken', async () => {
    await dieEverywhere(
      async () => {
        const bought = await paidFor();
        const { id } = await dispute(shop, bought);
        await closeDispute(shop, id, 'lost');
        return bought;
      },
      async (gateway) => {
        for (const { rawBody, signature } of shop.held.splice(0)) await gateway.receiveWebhook(rawBody, signature);
      },
      async (bought) => {
        await deliverAll(shop);
        expect(await stateOf(shop, bought)).toMatchObject({
          available: '0',
          debt: '0',
          frozen: '0',
          clawedBack: '25',
          status: 'DISPUTED',
          problems: [],
        });
      },
    );
  });
});
