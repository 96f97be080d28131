// What only went missing is repaired, through the handlers that webhooks go through; what needs a person is named.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { describeReconciliation } from '../../../src/purchases/index.ts';
import { buyAndPay, deliverAll, dispute, spend, stateOf } from '../refunds/reversal-shop.ts';
import { openShop, type Shop } from '../shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(() => shop.close());

beforeEach(async () => {
  shop.webhooks = 'held';
  shop.held.length = 0;
  shop.world.clock.now = new Date(shop.world.clock.now.getTime() + 120_000);
  await shop.purchases.reconcile();
});

const later = (milliseconds: number): void => {
  shop.world.clock.now = new Date(shop.world.clock.now.getTime() + milliseconds);
};
const DAY = 86_400_000;

describe('reconciliation', () => {
  it('credits a payment whose webhooks were lost, once, and again changes nothing', async () => {
    const bought = await buyAndPay(shop);
    expect(await shop.purchases.reconcile()).toMatchObject({ status: 'DONE', credited: 1, findings: [] });
    expect(await stateOf(shop, bought)).toMatchObject({ available: '25', status: 'PAID' });
    expect(await shop.purchases.reconcile()).toMatchObject({ eventsHandled: 0, credited: 0, findings: [] });
    await deliverAll(shop);
    expect(await stateOf(shop, bought)).toMatchObject({ available: '25', problems: [] });
  });

  it('mirrors a refund and a dispute whose webhooks were lost', async () => {
    const bought = await buyAndPay(shop);
    await deliverAll(shop);
    await shop.stripe.refunds.create({ payment_intent: bought.paymentIntentId, amount: 1000 });
    await dispute(shop, bought);
    const report = await shop.purchases.reconcile();
    expect(report.findings).toEqual([]);
    expect(report.eventsHandled).toBeGreaterThan(2);
    expect(await stateOf(shop, bought)).toMatchObject({ clawedBack: '10', frozen: '15', status: 'DISPUTED' });
  });

  it('credits a payment whose event was recorded and did nothing', async () => {
    const bought = await buyAndPay(shop);
    await shop.world.database.rows(
      `insert into payment_event (id, type, object_id, outcome, received_at)
       select id, 'x', 'x', 'RECORDED', now() from stripe_simulator_object where kind = 'event'
       on conflict do nothing`,
    );
    expect(await shop.purchases.reconcile()).toMatchObject({ eventsHandled: 0, credited: 1, findings: [] });
    expect(await stateOf(shop, bought)).toMatchObject({ available: '25', status: 'PAID' });
  });

  it('reports credits that nobody paid for, loudly, and leaves them alone', async () => {
    const accountId = await shop.world.newAccount();
    await shop.world.add(accountId, '9', { source: 'PACK' });
    const report = await shop.purchases.reconcile();
    expect(report.findings).toMatchObject([{ code: 'CREDITS_WITHOUT_PAYMENT', accountId, lot: 1 }]);
    expect(describeReconciliation(report)).toEqual([
      expect.stringMatching(/^Credits without a payment: lot 1 of acct_/),
      expect.stringContaining('Compared with the payment provider since'),
      '1 to be looked at by a person.',
    ]);
    expect(await shop.available(accountId)).toBe(9_000_000n);
    await spend(shop, accountId, '9');
    later(10 * DAY);
    await shop.purchases.reconcile();
    later(DAY);
    const { findings } = await shop.purchases.reconcile();
    expect(findings).toMatchObject([{ code: 'CREDITS_WITHOUT_PAYMENT', accountId }]);
    const [{ findingId } = { findingId: '' }] = findings;
    expect(await shop.purchases.settleFinding({ findingId, because: 'A gift of ours' })).toBe(true);
    expect(await shop.purchases.settleFinding({ findingId, because: 'Again' })).toBe(false);
    expect((await shop.purchases.reconcile()).findings).toEqual([]);
  });

  it('asks about purchases that nobody paid for a day, and closes them', async () => {
    const accountId = await shop.world.newAccount();
    const purchase = await shop.buy(accountId, 'small', 'forgotten');
    await shop.purchases.reconcile();
    expect((await shop.purchase(purchase)).status).toBe('PENDING');
    later(2 * DAY);
    await shop.simulator().start(); // it sees what time has brought, as Stripe does by itself
    expect(await shop.purchases.reconcile()).toMatchObject({ findings: [] });
    expect((await shop.purchase(purchase)).status).toBe('EXPIRED');
  });

  it('is done by one gateway at a time, and not again at once when a round is enough', async () => {
    const lease = (until: Date) => shop.world.database.rows('update reconciliation set leased_until = $1', [until]);
    await lease(new Date(shop.world.clock.now.getTime() + 1));
    expect((await shop.purchases.reconcile()).status).toBe('BUSY');
    // Who had it died: it is free again after a while.
    later(1);
    expect((await shop.purchases.reconcile()).status).toBe('DONE');
    expect((await shop.purchases.reconcile({ unlessWithinMilliseconds: 60_000 })).status).toBe('RECENT');
    later(61_000);
    expect((await shop.purchases.reconcile({ unlessWithinMilliseconds: 60_000 })).status).toBe('DONE');
  });

  it('that cannot ask the provider fails, and the next one begins where it did', async () => {
    const bought = await buyAndPay(shop);
    await shop.goOffline();
    await expect(shop.purchases.reconcile()).rejects.toThrow('connection');
    await shop.goOnline();
    expect(await shop.purchases.reconcile()).toMatchObject({ status: 'DONE', credited: 1 });
    expect(await stateOf(shop, bought)).toMatchObject({ available: '25' });
  });
});
