import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import {
  advance,
  errorOf,
  idOf,
  newSubscriber,
  openSimulatedStripe,
  type SimulatedStripe,
  submit,
  timeOf,
} from './simulated-stripe.ts';

let world: SimulatedStripe;
let stripe: Stripe;
let customer: Stripe.Customer;
let clock: Stripe.TestHelpers.TestClock;

beforeAll(async () => {
  world = await openSimulatedStripe();
  ({ stripe } = world);
});
afterAll(() => world.close());
beforeEach(async () => {
  ({ customer, clock } = await newSubscriber(stripe, { at: '2027-02-01T00:00:00Z' }));
  world.received.length = 0;
});

const draft = (more: Record<string, unknown> = {}) =>
  stripe.invoices.create({
    customer: customer.id,
    currency: 'usd',
    collection_method: 'send_invoice',
    days_until_due: 14,
    ...more,
  });
const add = (invoice: string, amount: number, description = 'Usage') =>
  stripe.invoiceItems.create({ customer: customer.id, invoice, amount, currency: 'usd', description });
const types = () => world.received.map(({ type }) => type);

describe('an invoice that is sent', () => {
  it('goes from draft to open with a number and a due date, and is paid on its page', async () => {
    const { id } = await draft({ metadata: { month: '2027-01' }, description: 'January' });
    await add(id, 1234, 'flux-1.1-pro, 3 January');
    await add(id, 766, 'flux-1.1-pro, 4 January');
    expect(await stripe.invoices.retrieve(id)).toMatchObject({ status: 'draft', total: 2000, number: null });
    const open = await stripe.invoices.sendInvoice(id);
    expect(open).toMatchObject({ status: 'open', amount_due: 2000, metadata: { month: '2027-01' } });
    expect(timeOf(open.due_date)).toBe('2027-02-15T00:00:00.000Z');
    const page = await (await fetch(String(open.hosted_invoice_url))).text();
    expect(page).toContain('flux-1.1-pro, 3 January: 12.34 USD');
    expect(page).toContain('Simulator: no money moves.');
    await submit(`${open.hosted_invoice_url}/pay`, { number: '4000000000000002' });
    expect(await stripe.invoices.retrieve(id)).toMatchObject({ status: 'open', attempt_count: 1 });
    expect(await (await fetch(String(open.hosted_invoice_url))).text()).toContain('Your card was declined.');
    await submit(`${open.hosted_invoice_url}/pay`, { number: '4242 4242 4242 4242' });
    expect(await stripe.invoices.retrieve(id)).toMatchObject({ status: 'paid', amount_paid: 2000 });
    expect(types().slice(-3)).toEqual(['invoice.paid', 'invoice.payment_succeeded', 'customer.updated']);
  });

  it('is overdue once, when its time is over', async () => {
    const { id } = await draft();
    await add(id, 2000);
    await stripe.invoices.finalizeInvoice(id);
    await advance(stripe, clock.id, '2027-02-16T00:00:00Z');
    await advance(stripe, clock.id, '2027-02-17T00:00:00Z');
    expect(types().filter((type) => type === 'invoice.overdue')).toHaveLength(1);
    expect(await stripe.invoices.markUncollectible(id)).toMatchObject({ status: 'uncollectible' });
    expect(await stripe.invoices.pay(id, { paid_out_of_band: true })).toMatchObject({ status: 'paid' });
  });

  it('finalises and sends itself after an hour when it may', async () => {
    const { id } = await draft({ auto_advance: true });
    await add(id, 500);
    await advance(stripe, clock.id, '2027-02-01T01:00:00Z');
    expect(await stripe.invoices.retrieve(id)).toMatchObject({ status: 'open' });
    expect(types()).toContain('invoice.sent');
  });

  it('shows its first ten lines, and all of them page by page', async () => {
    const { id } = await draft();
    const lines = Array.from({ length: 25 }, (_, index) => ({ amount: index + 1, description: `line ${index + 1}` }));
    const invoice = await stripe.invoices.addLines(id, { lines });
    expect(invoice.lines).toMatchObject({ has_more: true });
    expect(invoice.lines.data).toHaveLength(10);
    expect(invoice.total).toBe(325);
    const all = await stripe.invoices.listLineItems(id, { limit: 7 }).autoPagingToArray({ limit: 100 });
    expect(all.map(({ amount }) => amount)).toEqual(lines.map(({ amount }) => amount));
  });
});

describe('an invoice', () => {
  it('that is charged automatically is paid when it is finalised', async () => {
    const { id } = await draft({
      collection_method: 'charge_automatically',
      days_until_due: undefined,
      auto_advance: true,
    });
    await add(id, 700);
    expect(await stripe.invoices.finalizeInvoice(id)).toMatchObject({ status: 'paid', amount_paid: 700 });
    expect(await errorOf(stripe.invoices.pay(id))).toMatchObject({ message: 'Invoice is already paid' });
  });

  it('can be voided, and its payment with it', async () => {
    const { id } = await draft();
    await add(id, 700);
    await stripe.invoices.finalizeInvoice(id);
    expect(await stripe.invoices.voidInvoice(id)).toMatchObject({ status: 'void' });
    expect(await errorOf(stripe.invoices.pay(id))).toMatchObject({ code: 'invoice_not_editable' });
    expect(await errorOf(stripe.invoices.sendInvoice(id))).toMatchObject({ code: 'invoice_not_editable' });
    const { payments } = await stripe.invoices.retrieve(id, { expand: ['payments.data.payment.payment_intent'] });
    expect(payments?.data).toMatchObject([{ status: 'canceled', payment: { payment_intent: { status: 'canceled' } } }]);
  });

  it('takes waiting items when it is to include them', async () => {
    const item = await stripe.invoiceItems.create({ customer: customer.id, amount: 300, currency: 'usd' });
    const { id, total } = await draft({ pending_invoice_items_behavior: 'include' });
    expect(total).toBe(300);
    expect(await stripe.invoiceItems.retrieve(item.id)).toMatchObject({ invoice: id });
    expect((await draft({ pending_invoice_items_behavior: 'include' })).total).toBe(0);
  });

  it('that asks for less than can be charged waits in the balance', async () => {
    const { id } = await draft();
    await add(id, 30);
    expect(await stripe.invoices.finalizeInvoice(id)).toMatchObject({
      status: 'paid',
      amount_due: 0,
      ending_balance: 30,
    });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: 30 });
  });

  it('can be thrown away only as a draft, and changed only as a draft', async () => {
    const { id } = await draft();
    expect(await stripe.invoices.update(id, { description: 'New' })).toMatchObject({ description: 'New' });
    await stripe.invoices.finalizeInvoice(id);
    expect(await errorOf(stripe.invoices.update(id, { description: 'Newer' }))).toMatchObject({
      code: 'invoice_not_editable',
    });
    expect(await errorOf(stripe.invoices.del(id))).toMatchObject({ code: 'invoice_not_editable' });
    const other = await draft();
    expect(await stripe.invoices.del(other.id)).toMatchObject({ deleted: true });
    expect(await errorOf(stripe.invoices.retrieve(other.id))).toMatchObject({ statusCode: 404 });
  });

  it('needs a due date exactly when it is sent', async () => {
    expect(await errorOf(draft({ days_until_due: undefined }))).toMatchObject({ param: 'days_until_due' });
    expect(await errorOf(draft({ collection_method: 'charge_automatically' }))).toMatchObject({
      param: 'days_until_due',
    });
  });

  it('of a payment is found by it', async () => {
    const { id } = await draft();
    await add(id, 700);
    await stripe.invoices.pay(id);
    const { data } = await stripe.invoicePayments.list({ invoice: id });
    const intent = idOf(data[0]?.payment.payment_intent);
    const payment = { type: 'payment_intent' as const, payment_intent: intent };
    expect((await stripe.invoicePayments.list({ payment })).data).toMatchObject([{ invoice: id, status: 'paid' }]);
    expect(await errorOf(stripe.paymentIntents.cancel(intent))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });
});
