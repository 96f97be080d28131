// Two processes at the same row: what one has written is not undone by what the other believed before.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Payments } from '../../src/purchases/index.ts';
import { endChange, insertChange } from '../../src/purchases/plans/plan-change.ts';
import { bookReversal } from '../../src/purchases/refunds/book-reversal.ts';
import { readReversals } from '../../src/purchases/refunds/reversal.ts';
import { buyAndPay, refund, stateOf } from './refunds/reversal-shop.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(() => shop.close());

/** The room with one call to the payment provider in a test's hands. */
const withCall = <Call extends keyof Payments>(call: Call, made: Payments[Call]) =>
  shop.purchasesWith({ ...shop.payments, [call]: made });

describe('a refund', () => {
  it('is asked for by one process at a time', async () => {
    const bought = await buyAndPay(shop);
    const asked = Promise.withResolvers<undefined>();
    const goOn = Promise.withResolvers<undefined>();
    let calls = 0;
    const slow = withCall('createRefund', async (request) => {
      calls += 1;
      asked.resolve(undefined);
      await goOn.promise;
      return shop.payments.createRefund(request);
    });
    const first = refund(bought, slow);
    await asked.promise;
    const second = await refund(
      bought,
      withCall('createRefund', () => Promise.reject(new Error('asked twice'))),
    );
    expect(second).toMatchObject({ refund: { status: 'PENDING' } });
    goOn.resolve(undefined);
    expect(await first).toMatchObject({ refund: { status: 'DONE' } });
    expect(calls).toBe(1);
  });

  it('that an event has ended meanwhile is not given back by an older answer', async () => {
    const bought = await buyAndPay(shop);
    const { database } = shop.world;
    const purchases = withCall('createRefund', async () => {
      await database.rows(`update payment_reversal set status = 'DONE', provider_id = 're_1' where account_id = $1`, [
        bought.accountId,
      ]);
      return { status: 'refused', reason: 'it was made before' };
    });
    expect(await refund(bought, purchases)).toMatchObject({ refund: { status: 'DONE' } });
    expect(await stateOf(shop, bought)).toMatchObject({ available: '0', clawedBack: '25', status: 'REFUNDED' });
  });

  it('that is done is not begun again by who read it before', async () => {
    const bought = await buyAndPay(shop);
    const { database } = shop.world;
    await refund(bought, shop.purchases);
    const read = () => database.transaction((tx) => readReversals(tx, bought.accountId, bought.paymentIntentId));
    const [done] = await read();
    await bookReversal(shop.world, { ...done!, status: 'PENDING', booked: undefined });
    expect(await read()).toMatchObject([{ status: 'DONE' }]);
  });
});

describe('a purchase', () => {
  it('keeps the checkout that an event named before the answer to our own call came', async () => {
    const accountId = await shop.world.newAccount();
    const named = `update purchase set checkout_session_id = 'cs_named_first' where account_id = $1`;
    const purchases = withCall('createCheckout', async (request) => {
      await shop.world.database.rows(named, [accountId]);
      return shop.payments.createCheckout(request);
    });
    const request = {
      accountId,
      packId: 'small',
      idempotencyKey: 'order',
      successUrl: undefined,
      cancelUrl: undefined,
    };
    expect(await purchases.buy(request)).toMatchObject({ status: 'accepted' });
    const kept = 'select checkout_session_id as session from purchase where account_id = $1';
    expect(await shop.world.database.rows(kept, [accountId])).toEqual([{ session: 'cs_named_first' }]);
  });
});

describe('a change of plan', () => {
  it('stays as it ended first', async () => {
    const accountId = await shop.world.newAccount();
    const context = { database: shop.world.database, now: () => shop.world.clock.now };
    const change = await insertChange(
      context,
      {
        ...{
          accountId,
          planId: 'pro',
          kind: 'CHECKOUT',
          idempotencyKey: 'key',
          inputHash: 'hash',
          customerId: 'cus_1',
        },
        ...{ priceId: 'price_1', subscriptionId: undefined, itemId: undefined, successUrl: 'a', cancelUrl: 'b' },
      },
      0n,
    );
    await endChange(context, change!, 'DONE');
    expect(await endChange(context, change!, 'CLOSED')).toMatchObject({ state: 'DONE' });
  });
});
