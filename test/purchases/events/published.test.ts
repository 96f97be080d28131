// What accounts are told of their payments: once, and in the transaction that makes it so.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../../src/database/index.ts';
import { listen, receivedBy, typesReceived } from '../../support/received-webhooks.ts';
import {
  type Bought,
  buyAndPay,
  closeDispute,
  deliver,
  deliverAll,
  dispute,
  refund,
  spend,
} from '../refunds/reversal-shop.ts';
import { openShop, type Shop } from '../shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());
beforeEach(() => {
  shop.webhooks = 'held';
  shop.held.length = 0;
});

const told = ({ accountId }: Bought) => receivedBy(shop.world.database, accountId);
const types = ({ accountId }: Bought) => typesReceived(shop.world.database, accountId);

async function buy(): Promise<Bought> {
  const bought = await buyAndPay(shop, `order ${Math.random()}`);
  await listen(shop.world.database, bought.accountId);
  return bought;
}

async function bought(): Promise<Bought> {
  const paid = await buy();
  await deliverAll(shop);
  return paid;
}

/** Every event of the provider's arrives a second time. */
async function deliverTwice(): Promise<void> {
  const deliveries = [...shop.held];
  await deliverAll(shop);
  for (const delivery of deliveries) await deliver(shop, delivery);
}

describe('a payment', () => {
  it('is told of once, with what it brought, however often the provider says so', async () => {
    const paid = await buy();
    await deliverTwice();
    expect(await told(paid)).toEqual([
      {
        type: 'purchase.paid',
        data: {
          purchaseId: toPublicId('pur', paid.purchase.id),
          packId: 'small',
          credits: '25',
          price: { amount: '25.00', currency: 'USD' },
          paidAt: expect.stringMatching(/Z$/),
        },
      },
    ]);
  });

  it('is not told of when its credits could not be written', async () => {
    const paid = await buy();
    const { database } = shop.world;
    await database.rows(
      `create function refuse_paid() returns trigger language plpgsql as 'begin raise exception ''disk full''; end'`,
    );
    await database.rows(
      `create trigger refuse before update on purchase for each row when (new.status = 'PAID') execute function refuse_paid()`,
    );
    await expect(deliverAll(shop)).rejects.toThrow('disk full');
    expect(await told(paid)).toEqual([]);
    await database.rows('drop trigger refuse on purchase');
    await database.rows('drop function refuse_paid');
  });
});

describe('money that goes back', () => {
  it('is told of once when an operator refunds a part, and once when the rest follows', async () => {
    const paid = await bought();
    await refund(paid, shop.purchases, { credits: '10' });
    await deliverTwice();
    await refund(paid, shop.purchases, { idempotencyKey: 'the rest' });
    await refund(paid, shop.purchases, { idempotencyKey: 'the rest' });
    await deliverTwice();
    const [, ...refunds] = await told(paid);
    const purchaseId = toPublicId('pur', paid.purchase.id);
    expect(refunds).toEqual([
      {
        type: 'purchase.refunded',
        data: {
          refundId: expect.stringMatching(/^rfd_/),
          purchaseId,
          credits: '10',
          amount: { amount: '10.00', currency: 'USD' },
        },
      },
      {
        type: 'purchase.refunded',
        data: {
          refundId: expect.stringMatching(/^rfd_/),
          purchaseId,
          credits: '15',
          amount: { amount: '15.00', currency: 'USD' },
        },
      },
    ]);
  });

  it("is told of when it was made in the provider's dashboard", async () => {
    const paid = await bought();
    await shop.stripe.refunds.create({ payment_intent: paid.paymentIntentId, amount: 500 });
    await deliverTwice();
    expect(await told(paid)).toMatchObject([
      { type: 'purchase.paid' },
      { type: 'purchase.refunded', data: { credits: '5', amount: { amount: '5.00' } } },
    ]);
  });

  it('is told of while it is disputed, and when the dispute is won', async () => {
    const paid = await bought();
    const { id } = await dispute(shop, paid);
    await deliverTwice();
    await closeDispute(shop, id, 'won');
    await deliverTwice();
    const amount = { amount: '25.00', currency: 'USD' };
    expect((await told(paid)).slice(1)).toMatchObject([
      { type: 'purchase.disputed', data: { purchaseId: toPublicId('pur', paid.purchase.id), amount } },
      { type: 'purchase.dispute_closed', data: { outcome: 'WON', credits: '0', amount } },
    ]);
  });

  it('suspends who has spent what a lost dispute takes back, and reinstates once that is settled', async () => {
    const paid = await bought();
    await spend(shop, paid.accountId, '20');
    const { id } = await dispute(shop, paid);
    await deliverAll(shop);
    await closeDispute(shop, id, 'lost');
    await deliverTwice();
    await shop.world.add(paid.accountId, '30');
    shop.world.clock.now = new Date(shop.world.clock.now.getTime() + 120_000);
    await shop.purchases.reconcile();
    await shop.purchases.reconcile();
    expect(await types(paid)).toEqual([
      'purchase.paid',
      'purchase.disputed',
      'purchase.dispute_closed',
      'account.suspended',
      'account.reinstated',
    ]);
    expect((await told(paid))[3]?.data).toEqual({ reason: 'LOST_DISPUTE', payUrls: [] });
  });
});
