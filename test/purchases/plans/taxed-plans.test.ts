// With Stripe Tax, subscriptions cost more than their price: the credits are those of the price, and all of the money is paid.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InvoicePayments } from '../../../src/invoices/index.ts';
import { createStripePayments, type Payments, type Purchases } from '../../../src/purchases/index.ts';
import { idOf } from '../../simulators/stripe/simulated-stripe.ts';
import { credits } from '../../support/ledger-world.ts';
import { checkoutOf, openPlanShop, type PlanShop, pay } from './plan-shop.ts';

let shop: PlanShop;
let payments: Payments & InvoicePayments;
let taxed: Purchases;

beforeAll(async () => {
  shop = await openPlanShop();
  const { apiKey: secretKey, webhookSecret } = shop.secrets;
  const apiBase = () => `${shop.baseUrl}/simulator/stripe`;
  payments = createStripePayments({ secretKey, webhookSecret, apiBase, retries: 0, automaticTax: true });
  taxed = shop.purchasesWith(payments);
});
afterAll(() => shop.close());

const change = (accountId: string, planId: string) =>
  taxed.changePlan({ accountId, planId, idempotencyKey: `to ${planId}`, successUrl: undefined, cancelUrl: undefined });
const invoicesOf = async (customer: string) =>
  (await shop.stripe.invoices.list({ customer })).data.toReversed().map((invoice) => ({
    net: invoice.subtotal,
    tax: (invoice.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0),
    paid: invoice.amount_paid,
  }));

describe('a subscription to which tax is added', () => {
  it('brings the credits of its price: at its start, with an upgrade, and month by month', async () => {
    const { accountId, customerId, advance } = await shop.newSubscriber('2027-04-01T00:00:00Z');
    expect(await change(accountId, 'starter')).toMatchObject({ status: 'accepted', checkoutUrl: undefined });
    await advance('2027-04-16T00:00:00Z');
    expect(await change(accountId, 'pro')).toMatchObject({ status: 'accepted' });
    await advance('2027-05-01T02:00:00Z');
    expect(await invoicesOf(customerId)).toEqual([
      { net: 900, tax: 180, paid: 1080 },
      { net: 1000, tax: 200, paid: 1200 },
      { net: 2900, tax: 580, paid: 3480 },
    ]);
    expect(await shop.lots(accountId)).toEqual(['9', '10', '29']);
    expect(shop.problems).toEqual([]);
  });

  it('is begun by a checkout that asks for the tax, too, and gives it back with all credits', async () => {
    const accountId = await shop.newAccount();
    const url = checkoutOf(await change(accountId, 'pro'));
    expect(await (await fetch(url)).text()).toContain('34.80');
    await pay(url);
    expect(await shop.available(accountId)).toBe(credits('29'));
    const [invoice] = (await shop.stripe.invoices.list({ limit: 1 })).data;
    expect(invoice).toMatchObject({ total: 3480, total_excluding_tax: 2900, amount_paid: 3480 });
    const [link] = (await shop.stripe.invoicePayments.list({ invoice: idOf(invoice) })).data;
    await shop.stripe.refunds.create({ payment_intent: idOf(link?.payment.payment_intent), amount: 1740 });
    expect(await shop.available(accountId)).toBe(credits('14.5'));
  });
});

describe('an invoice of a month to which tax is added', () => {
  it('asks for the tax, and is still of the amount that was asked for', async () => {
    const { accountId, customerId } = await shop.newSubscriber('2027-04-01T00:00:00Z');
    const total = { minorUnits: 1234n, currency: 'USD' };
    const sent = await payments.sendInvoice({
      ...{ invoiceId: 'inv_1', accountId, customerId, providerInvoiceId: undefined, total, daysUntilDue: 14 },
      ...{ description: 'April', since: new Date('2027-03-01T00:00:00Z') },
    });
    expect(sent).toMatchObject({ status: 'known', invoice: { status: 'open', total } });
    const [invoice] = (await shop.stripe.invoices.list({ customer: customerId })).data;
    expect(invoice).toMatchObject({ subtotal: 1234, total: 1481, amount_due: 1481 });
    const page = await (await fetch(String(invoice?.hosted_invoice_url))).text();
    expect(page).toContain('Tax: 2.47 USD');
  });
});
