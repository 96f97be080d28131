// What needs a person lasts until it is solved, whoever found it; and one that cannot be handled holds up no other.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, toPublicId } from '../../../src/database/index.ts';
import type { Payments, Reconciliation } from '../../../src/purchases/index.ts';
import { credits } from '../../support/ledger-world.ts';
import { type Bought, buyAndPay, deliverAll, stateOf } from '../refunds/reversal-shop.ts';
import { openShop, type Shop } from '../shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(() => shop.close());

beforeEach(async () => {
  shop.webhooks = 'held';
  shop.held.length = 0;
  later(120_000);
  for (const { findingId } of (await shop.purchases.reconcile()).findings) {
    await shop.purchases.settleFinding({ findingId, because: 'Of the test before' });
  }
});

const later = (milliseconds: number): void => {
  shop.world.clock.now = new Date(shop.world.clock.now.getTime() + milliseconds);
};
const DAY = 86_400_000;
const codes = ({ findings }: Reconciliation) => findings.map(({ code }) => code);

/** Takes a row out, as a backup of before would, and gives back how to restore it. */
async function lose(table: string, accountId: string): Promise<() => Promise<unknown>> {
  const { database } = shop.world;
  const rows = await database.rows<{ row: unknown }>(
    `with lost as (delete from ${table} where account_id = $1 returning *) select to_jsonb(lost) as row from lost`,
    [accountId],
  );
  expect(rows).toHaveLength(1);
  return () =>
    database.rows(`insert into ${table} select * from jsonb_populate_record(null::${table}, $1::jsonb)`, [
      JSON.stringify(rows[0]?.row),
    ]);
}

describe('a paid checkout whose purchase is missing', () => {
  it('is a finding until the purchase is back, which then brings its credits', async () => {
    const accountId = await shop.world.newAccount();
    const purchase = await shop.buy(accountId, 'small', 'lost');
    const restore = await lose('purchase', accountId);
    await shop.click(purchase, 'pay');
    await deliverAll(shop);
    const report = await shop.purchases.reconcile();
    expect(report.findings).toMatchObject([{ objectId: expect.stringMatching(/^cs_/) }]);
    expect(codes(report)).toEqual(['PAYMENT_WITHOUT_CREDITS']);
    later(40 * DAY);
    expect(codes(await shop.purchases.reconcile())).toEqual(['PAYMENT_WITHOUT_CREDITS']);
    await restore();
    expect(await shop.purchases.reconcile()).toMatchObject({ solved: 1, findings: [] });
    expect(await shop.available(accountId)).toBe(credits('25'));
  });

  it('is solved when its money was given back', async () => {
    const accountId = await shop.world.newAccount();
    const purchase = await shop.buy(accountId, 'small', 'lost and refunded');
    await lose('purchase', accountId);
    await shop.click(purchase, 'pay');
    expect(codes(await shop.purchases.reconcile())).toEqual(['PAYMENT_WITHOUT_CREDITS']);
    const { data } = await shop.stripe.paymentIntents.list({ limit: 1 });
    await shop.stripe.refunds.create({ payment_intent: String(data[0]?.id) });
    expect(codes(await shop.purchases.reconcile())).toEqual([]);
    expect(await shop.purchases.reconcile()).toMatchObject({ solved: 0, findings: [] });
  });
});

describe('an automatic top-up whose attempt is missing', () => {
  it('is a finding', async () => {
    const accountId = await shop.world.newAccount();
    const { id: customer } = await shop.stripe.customers.create({});
    await shop.stripe.paymentIntents.create({
      ...{ amount: 2_500, currency: 'usd', customer, payment_method: 'pm_card_visa', confirm: true, off_session: true },
      metadata: {
        account_id: toPublicId('acct', accountId),
        purchase_id: toPublicId('pur', newId()),
        kind: 'auto_top_up',
      },
    });
    const report = await shop.purchases.reconcile();
    expect(codes(report)).toEqual(['PAYMENT_WITHOUT_CREDITS']);
  });
});

describe('an event that cannot be handled', () => {
  /** The provider fails whenever it is asked about one payment. */
  const failingFor = (paymentIntentId: string): Payments => ({
    ...shop.payments,
    readPayment: (id) =>
      id === paymentIntentId ? Promise.reject(new Error('it cannot be read')) : shop.payments.readPayment(id),
  });
  const refund = ({ paymentIntentId }: Bought) => shop.stripe.refunds.create({ payment_intent: paymentIntentId });

  it('is a finding, is tried again, and holds up no other and no later round', async () => {
    const [bad, good] = [await buyAndPay(shop, 'bad'), await buyAndPay(shop, 'good')];
    await deliverAll(shop);
    await refund(bad);
    await refund(good);
    const broken = shop.purchasesWith(failingFor(bad.paymentIntentId));
    const first = await broken.reconcile();
    expect(new Set(codes(first))).toEqual(new Set(['EVENT_UNHEARD']));
    expect(await stateOf(shop, good)).toMatchObject({ available: '0', status: 'REFUNDED' });
    expect(await stateOf(shop, bad)).toMatchObject({ available: '25', status: 'PAID' });
    const startedAt = shop.world.clock.now;
    later(DAY);
    const second = await broken.reconcile();
    expect(second).toMatchObject({ eventsHandled: 0, since: new Date(startedAt.getTime() - 3_600_000) });
    expect(codes(second)).toEqual(codes(first));
    later(DAY);
    expect(await shop.purchases.reconcile()).toMatchObject({ solved: first.findings.length, findings: [] });
    expect(await stateOf(shop, bad)).toMatchObject({ available: '0', status: 'REFUNDED' });
  });

  it('and was recorded all the same, because a person has to look, is a finding of every later round', async () => {
    const accountId = await shop.world.newAccount();
    const purchase = await shop.buy(accountId, 'small', 'dearer');
    await shop.world.database.rows('update purchase set price_minor_units = 9999 where account_id = $1', [accountId]);
    await shop.click(purchase, 'pay');
    await deliverAll(shop);
    const { findings } = await shop.purchases.reconcile();
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'PROBLEM', message: 'a payment event gives no credits' }),
    );
    later(40 * DAY);
    expect((await shop.purchases.reconcile()).findings).toHaveLength(findings.length);
    await shop.world.database.rows('update purchase set price_minor_units = 2500 where account_id = $1', [accountId]);
    expect(codes(await shop.purchases.reconcile())).toEqual([]);
    expect(await shop.available(accountId)).toBe(credits('25'));
  });
});

describe('the provider', () => {
  it('is asked about no lot twice', async () => {
    const asked: string[] = [];
    const counting = shop.purchasesWith({
      ...shop.payments,
      isPaid: (id) => {
        asked.push(id);
        return shop.payments.isPaid(id);
      },
    });
    const bought = await buyAndPay(shop, 'counted');
    await deliverAll(shop);
    // Its checkout is too old to be listed, as if it was paid late.
    await shop.world.database.rows(
      `update stripe_simulator_object set body = jsonb_set(body, '{object,created}', '1') where kind = 'checkout.session'`,
    );
    expect(await counting.reconcile()).toMatchObject({ findings: [] });
    expect(asked).toEqual([bought.paymentIntentId]);
    expect(await counting.reconcile()).toMatchObject({ findings: [] });
    expect(asked).toHaveLength(1);
  });

  it('of which a round is under way is not said to agree, when something was found before', async () => {
    const accountId = await shop.world.newAccount();
    await shop.world.add(accountId, '9', { source: 'PACK' });
    await shop.purchases.reconcile();
    await shop.world.database.rows('update reconciliation set leased_until = $1', [
      new Date(shop.world.clock.now.getTime() + 1_000),
    ]);
    const busy = await shop.purchases.reconcile();
    expect([busy.status, codes(busy)]).toEqual(['BUSY', ['CREDITS_WITHOUT_PAYMENT']]);
    later(2_000);
  });
});
