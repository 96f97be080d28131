// An older gateway may have added the credits of a payment: every way to them goes by the same key and digest as ever, so that
// they are known again and not added twice, nor refused as another payment's.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashInput } from '../../src/ledger/index.ts';
import { checkoutOf, openPlanShop, type PlanShop, pay } from './plans/plan-shop.ts';
import { buyAndPay } from './refunds/reversal-shop.ts';
import type { Shop } from './shop.ts';
import { openTopUpWorld, type TopUpWorld } from './top-up/top-up-world.ts';

let shop: PlanShop;
let topUps: TopUpWorld;

beforeAll(async () => {
  shop = await openPlanShop();
  topUps = await openTopUpWorld();
});
afterAll(async () => {
  await shop.close();
  await topUps.shop.close();
});

const addedTo = ({ world }: Pick<Shop, 'world'>, accountId: string) =>
  world.database.rows<{ source: string; key: string; digest: string }>(
    `select lot.source, t.idempotency_key as key, t.input_hash as digest from ledger_transaction t
     join lot on lot.account_id = t.account_id and lot.number = t.lot_numbers[1]
     where t.account_id = $1 and t.type = 'ADD' and t.idempotency_key like 'stripe:%'`,
    [accountId],
  );

describe('credits that money was paid for', () => {
  it('of a pack are under its payment', async () => {
    const { accountId, purchase, paymentIntentId } = await buyAndPay(shop);
    const digest = hashInput({ paymentIntentId, purchaseId: purchase.id, credits: purchase.credits });
    expect(await addedTo(shop, accountId)).toEqual([{ source: 'PACK', key: `stripe:${paymentIntentId}`, digest }]);
  });

  it('of a top-up are under its payment', async () => {
    const { accountId } = await topUps.newCustomer('1');
    await topUps.configure(accountId);
    await topUps.topUps.runWoken();
    const [attempt] = (await topUps.topUps.find(accountId))?.lastAttempts ?? [];
    const { paymentIntentId, id: attemptId, credits } = attempt!;
    const digest = hashInput({ paymentIntentId, attemptId, credits });
    expect(await addedTo(topUps.shop, accountId)).toEqual([
      { source: 'AUTO_TOP_UP', key: `stripe:${paymentIntentId}`, digest },
    ]);
  });

  it('of a plan are under its invoice', async () => {
    const accountId = await shop.newAccount();
    await pay(checkoutOf(await shop.change(accountId, 'pro')));
    const [added, ...others] = await addedTo(shop, accountId);
    const invoiceId = added?.key.replace('stripe:', '');
    expect(invoiceId).toMatch(/^in_/);
    expect(added).toEqual({ source: 'PLAN', key: `stripe:${invoiceId}`, digest: hashInput({ invoiceId }) });
    expect(others).toEqual([]);
  });
});
