// Refunds, refunds made at Stripe's end, and disputes, through the simulator with the real library and real HTTP.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { idOf } from '../../simulators/stripe/simulated-stripe.ts';
import { openShop, type Shop } from '../shop.ts';
import {
  type Bought,
  buyAndPay,
  closeDispute,
  deliver,
  deliverAll,
  dispute,
  moneyBack,
  refund,
  spend,
  stateOf,
} from './reversal-shop.ts';

let shop: Shop;
let bought: Bought;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(() => shop.close());

beforeEach(async () => {
  shop.webhooks = 'open';
  shop.held.length = 0;
  bought = await buyAndPay(shop);
});

const statusOf = async (accountId: string) => {
  const rows = await shop.world.database.rows<{ status: string }>('select status from account where id = $1', [
    accountId,
  ]);
  return rows[0]?.status;
};

describe('a refund by an operator', () => {
  it('gives back what unused credits were bought for, and takes them', async () => {
    await spend(shop, bought.accountId, '10');
    const outcome = await refund(bought, shop.purchases);
    expect(outcome).toMatchObject({ status: 'accepted', replayed: false, refund: { status: 'DONE' } });
    expect(await moneyBack(shop, bought)).toBe(1500);
    expect(await stateOf(shop, bought)).toMatchObject({
      available: '0',
      clawedBack: '15',
      status: 'PAID',
      problems: [],
    });
  });

  it('comes in parts that never come to more than the whole, and ends as REFUNDED', async () => {
    for (const [index, part] of ['0.333333', '8.333333', '8', '8.333334'].entries()) {
      const outcome = await refund(bought, shop.purchases, { credits: part, idempotencyKey: `part-${index}` });
      expect(outcome.status).toBe('accepted');
    }
    expect(await moneyBack(shop, bought)).toBe(2500);
    expect(await stateOf(shop, bought)).toMatchObject({ available: '0', clawedBack: '25', status: 'REFUNDED' });
  });

  it('is repeated under its key without effect, and refused with another input', async () => {
    await refund(bought, shop.purchases, { credits: '5' });
    expect(await refund(bought, shop.purchases, { credits: '5' })).toMatchObject({
      status: 'accepted',
      replayed: true,
    });
    expect(await refund(bought, shop.purchases, { credits: '6' })).toMatchObject({
      refusal: { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' },
    });
    expect(await moneyBack(shop, bought)).toBe(500);
  });

  it('of more than is left is refused, and so is one of nothing or of less than a cent', async () => {
    await spend(shop, bought.accountId, '24.995');
    expect(await refund(bought, shop.purchases, { credits: '1' })).toMatchObject({
      refusal: { code: 'NOT_ENOUGH_UNUSED', left: 5_000n },
    });
    expect(await refund(bought, shop.purchases)).toMatchObject({ refusal: { code: 'AMOUNT_TOO_SMALL' } });
    const unpaid = await shop.buy(bought.accountId, 'small', 'unpaid');
    expect(await refund({ ...bought, purchase: unpaid }, shop.purchases)).toMatchObject({
      refusal: { code: 'PURCHASE_NOT_REFUNDABLE', status: 'PENDING' },
    });
  });

  it('happens once when ten ask at once under different keys', async () => {
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        refund(bought, shop.purchases, { credits: '10', idempotencyKey: `r${index}` }),
      ),
    );
    const done = all.filter((outcome) => outcome.status === 'accepted' && outcome.refund.status === 'DONE');
    expect(done).toHaveLength(2);
    expect(await moneyBack(shop, bought)).toBe(2000);
    expect(await stateOf(shop, bought)).toMatchObject({ available: '5', clawedBack: '20', problems: [] });
  });

  it('gives the credits back when Stripe refuses', async () => {
    shop.webhooks = 'held';
    await dispute(shop, bought);
    const outcome = await refund(bought, shop.purchases);
    expect(outcome).toMatchObject({ status: 'accepted', refund: { status: 'FAILED' } });
    expect(await stateOf(shop, bought)).toMatchObject({ available: '25', clawedBack: '0', debt: '0', problems: [] });
    await deliverAll(shop);
    expect(await refund(bought, shop.purchases, { idempotencyKey: 'again' })).toMatchObject({
      refusal: { code: 'PURCHASE_NOT_REFUNDABLE', status: 'DISPUTED' },
    });
  });
});

describe("a refund in Stripe's dashboard", () => {
  it('takes the credits in proportion, once, however often it is heard of', async () => {
    shop.webhooks = 'held';
    await shop.stripe.refunds.create({ payment_intent: bought.paymentIntentId, amount: 1000 });
    const deliveries = [...shop.held];
    for (const delivery of [...deliveries, ...deliveries]) await deliver(shop, delivery);
    expect(await stateOf(shop, bought)).toMatchObject({ available: '15', clawedBack: '10', status: 'PAID' });
    await shop.stripe.refunds.create({ payment_intent: bought.paymentIntentId });
    await deliverAll(shop);
    expect(await stateOf(shop, bought)).toMatchObject({ available: '0', clawedBack: '25', status: 'REFUNDED' });
  });

  it('of spent credits is owed, and the next pack settles it first', async () => {
    await spend(shop, bought.accountId, '20');
    await shop.stripe.refunds.create({ payment_intent: bought.paymentIntentId });
    expect(await stateOf(shop, bought)).toMatchObject({ available: '0', debt: '20', clawedBack: '5' });
    const next = await shop.buy(bought.accountId, 'small', 'next');
    await shop.click(next, 'pay');
    expect(await stateOf(shop, bought)).toMatchObject({ available: '5', debt: '0', problems: [] });
  });

  it('of a pack whose credits settled such a debt makes them owed again', async () => {
    await spend(shop, bought.accountId, '20');
    await shop.stripe.refunds.create({ payment_intent: bought.paymentIntentId });
    await shop.click(await shop.buy(bought.accountId, 'small', 'next'), 'pay');
    const [next] = (await shop.stripe.checkout.sessions.list({ limit: 1 })).data;
    const payment = idOf(next?.payment_intent);
    await shop.stripe.refunds.create({ payment_intent: payment, amount: 1000 });
    expect(await stateOf(shop, bought)).toMatchObject({ available: '0', debt: '5', problems: [] });
    await shop.stripe.refunds.create({ payment_intent: payment });
    expect(await stateOf(shop, bought)).toMatchObject({ available: '0', debt: '20', problems: [] });
  });
});

describe('a dispute', () => {
  it('freezes what is left, and gives it back when it is won', async () => {
    await spend(shop, bought.accountId, '10');
    const { id } = await dispute(shop, bought);
    expect(await stateOf(shop, bought)).toMatchObject({ available: '0', frozen: '15', status: 'DISPUTED' });
    await closeDispute(shop, id, 'won');
    expect(await stateOf(shop, bought)).toMatchObject({ available: '15', frozen: '0', status: 'PAID' });
    expect(await statusOf(bought.accountId)).toBe('ACTIVE');
  });

  it('that is lost takes it, makes a debt of what was spent, and suspends the account until that is settled', async () => {
    await spend(shop, bought.accountId, '10');
    const { id } = await dispute(shop, bought);
    await closeDispute(shop, id, 'lost');
    expect(await stateOf(shop, bought)).toMatchObject({
      available: '0',
      debt: '10',
      clawedBack: '15',
      status: 'DISPUTED',
    });
    expect(await statusOf(bought.accountId)).toBe('SUSPENDED');
    await shop.world.add(bought.accountId, '12');
    await shop.purchases.reconcile();
    expect(await statusOf(bought.accountId)).toBe('ACTIVE');
    expect(await stateOf(shop, bought)).toMatchObject({ available: '2', debt: '0', problems: [] });
  });

  it('that is lost with nothing spent suspends nobody', async () => {
    const { id } = await dispute(shop, bought);
    await closeDispute(shop, id, 'lost');
    expect(await stateOf(shop, bought)).toMatchObject({ available: '0', debt: '0', clawedBack: '25' });
    expect(await statusOf(bought.accountId)).toBe('ACTIVE');
  });
});
