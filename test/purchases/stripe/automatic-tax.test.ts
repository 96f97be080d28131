// With Stripe Tax, more is paid than the price: the credits are those of the price, and all of the money goes back with them.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createStripePayments, type Purchases } from '../../../src/purchases/index.ts';
import { credits } from '../../support/ledger-world.ts';
import { openShop, type Shop } from '../shop.ts';

let shop: Shop;
let taxed: Purchases;
let accountId: string;

beforeAll(async () => {
  shop = await openShop();
  const { apiKey: secretKey, webhookSecret } = shop.secrets;
  const apiBase = () => `${shop.baseUrl}/simulator/stripe`;
  taxed = shop.purchasesWith(
    createStripePayments({ secretKey, webhookSecret, apiBase, retries: 0, automaticTax: true }),
  );
});
afterAll(() => shop.close());
beforeEach(async () => {
  shop.problems.length = 0;
  accountId = await shop.world.newAccount();
  await shop.world.database.rows(
    `insert into account (id, name, plan_id, created_at) values ($1, 'Ada', 'free', now())`,
    [accountId],
  );
});

async function buy() {
  const request = { accountId, packId: 'small', idempotencyKey: 'taxed', successUrl: undefined, cancelUrl: undefined };
  const outcome = await taxed.buy(request);
  if (outcome.status === 'refused') throw new Error(outcome.refusal.code);
  await shop.click(outcome.purchase, 'pay');
  const [session] = (await shop.stripe.checkout.sessions.list({ limit: 1 })).data;
  return { purchase: outcome.purchase, session };
}

describe('a checkout to which tax is added', () => {
  it('brings the credits of the price, and is no problem', async () => {
    const { purchase, session } = await buy();
    expect(session).toMatchObject({ amount_subtotal: 2_500, amount_total: 3_000, total_details: { amount_tax: 500 } });
    expect(await shop.available(accountId)).toBe(credits('25'));
    expect(await shop.purchase(purchase)).toMatchObject({ status: 'PAID', price: { minorUnits: 2_500n } });
    expect(shop.problems).toEqual([]);
    expect((await shop.purchases.reconcile()).findings).toEqual([]);
  });

  it('gives back its tax, too, in proportion', async () => {
    const { purchase } = await buy();
    const refund = (amount: string | undefined, idempotencyKey: string) =>
      taxed.refundPurchase({
        ...{ accountId, purchaseId: purchase.id, reason: 'Not needed', idempotencyKey },
        credits: amount === undefined ? undefined : credits(amount),
      });
    expect(await refund('10', 'a part')).toMatchObject({ refund: { status: 'DONE', amount: { minorUnits: 1_200n } } });
    expect(await shop.purchase(purchase)).toMatchObject({ status: 'PAID' });
    expect(await refund(undefined, 'the rest')).toMatchObject({ refund: { amount: { minorUnits: 1_800n } } });
    expect(await shop.purchase(purchase)).toMatchObject({ status: 'REFUNDED' });
  });

  it('without the setting is as it was', async () => {
    const purchase = await shop.buy(accountId, 'small', 'untaxed');
    await shop.click(purchase, 'pay');
    const [session] = (await shop.stripe.checkout.sessions.list({ limit: 1 })).data;
    expect(session).toMatchObject({ amount_total: 2_500, automatic_tax: { enabled: false } });
  });
});
