// One invoice, several payments: each of them brought its part of the credits, and takes no more with it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idOf } from '../../simulators/stripe/simulated-stripe.ts';
import { credits } from '../../support/ledger-world.ts';
import { openPlanShop, type PlanShop } from '../plans/plan-shop.ts';

let shop: PlanShop;

beforeAll(async () => {
  shop = await openPlanShop();
});
afterAll(() => shop.close());

/** A renewal of Pro for 29.00 USD, paid by 10.00 and 4.50 beside its own payment, which takes the rest. */
async function payInParts(): Promise<{ accountId: string; parts: string[] }> {
  const { accountId, customerId, advance } = await shop.newSubscriber('2027-04-01T00:00:00Z');
  await shop.change(accountId, 'pro');
  const [card] = (await shop.stripe.customers.listPaymentMethods(customerId)).data;
  const say = (declineCode: string | null) => shop.control(`payment_methods/${card?.id}`, { declineCode });
  await say('insufficient_funds');
  await advance('2027-05-01T02:00:00Z');
  await say(null);
  const [invoice] = (await shop.stripe.invoices.list({ customer: customerId, status: 'open' })).data;
  const id = idOf(invoice);
  const payPart = async (amount: number): Promise<string> => {
    const part = await shop.stripe.paymentIntents.create({
      ...{ amount, currency: 'usd', customer: customerId, payment_method: idOf(card) },
      ...{ confirm: true, off_session: true },
    });
    await shop.stripe.invoices.attachPayment(id, { payment_intent: part.id });
    return part.id;
  };
  const parts = [await payPart(1_000), await payPart(450)];
  expect(await shop.stripe.invoices.retrieve(id)).toMatchObject({
    ...{ status: 'open', amount_paid: 1_450, amount_remaining: 1_450 },
  });
  expect(await shop.lots(accountId)).toEqual(['29']);
  await shop.stripe.invoices.pay(id);
  expect(await shop.stripe.invoices.retrieve(id)).toMatchObject({ status: 'paid', amount_paid: 2_900 });
  const links = (await shop.stripe.invoicePayments.list({ invoice: id })).data;
  const own = links.find(({ is_default: isOwn }) => isOwn);
  return { accountId, parts: [...parts, idOf(own?.payment.payment_intent)] };
}

describe('an invoice that was paid in several parts', () => {
  it('brings its credits once, when all of it is paid', async () => {
    const { accountId } = await payInParts();
    expect(await shop.lots(accountId)).toEqual(['29', '29']);
  });

  it('loses the credits of the part that is refunded, in proportion, and all of them with all parts', async () => {
    const { accountId, parts } = await payInParts();
    const [first = '', second = '', own = ''] = parts;
    const refund = (payment_intent: string, amount?: number) =>
      shop.stripe.refunds.create({ payment_intent, ...(amount === undefined ? {} : { amount }) });
    await refund(first);
    expect(await shop.available(accountId)).toBe(credits('48'));
    await refund(own, 725);
    expect(await shop.available(accountId)).toBe(credits('40.75'));
    await refund(second);
    await refund(own);
    expect(await shop.available(accountId)).toBe(credits('29'));
    expect((await shop.world.ledger.verify(accountId))?.problems).toEqual([]);
  });

  it('is held as a whole while a part is disputed, and loses the credits of that part only', async () => {
    const { accountId, parts } = await payInParts();
    const [, second = ''] = parts;
    await shop.control('disputes', { paymentIntent: second });
    expect(await shop.available(accountId)).toBe(credits('29'));
    const [dispute] = (await shop.stripe.disputes.list({ payment_intent: second })).data;
    await shop.control(`disputes/${dispute?.id}`, { outcome: 'lost' });
    expect(await shop.available(accountId)).toBe(credits('53.5'));
    expect((await shop.world.ledger.verify(accountId))?.problems).toEqual([]);
  });
});

describe('the simulator', () => {
  it('attaches no payment that is too large, failed, or pays an invoice already', async () => {
    const { customerId } = await shop.newSubscriber('2027-04-01T00:00:00Z');
    const invoice = await shop.stripe.invoices.create({
      ...{ customer: customerId, collection_method: 'send_invoice', days_until_due: 7, currency: 'usd' },
    });
    await shop.stripe.invoices.addLines(invoice.id, { lines: [{ amount: 2_000 }] });
    await shop.stripe.invoices.finalizeInvoice(invoice.id);
    const paid = async (amount: number, confirm = true) =>
      (
        await shop.stripe.paymentIntents.create({
          ...{ amount, currency: 'usd', customer: customerId, confirm },
          ...(confirm ? { payment_method: 'pm_card_visa', off_session: true } : {}),
        })
      ).id;
    const attach = (payment_intent: string) => shop.stripe.invoices.attachPayment(invoice.id, { payment_intent });
    await expect(attach(await paid(2_100))).rejects.toThrow('more than what remains');
    await expect(attach(await paid(500, false))).rejects.toThrow('have succeeded');
    const once = await paid(500);
    await attach(once);
    await expect(attach(once)).rejects.toThrow('already');
    await attach(await paid(1_500));
    expect(await shop.stripe.invoices.retrieve(invoice.id)).toMatchObject({ status: 'paid', amount_paid: 2_000 });
  });
});
