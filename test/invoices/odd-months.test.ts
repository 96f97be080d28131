// Months in which something else than charging happens: prices change, nothing is used, somebody edits an invoice.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createCatalog, type PriceBook } from '../../src/catalog/index.ts';
import { credits } from '../support/ledger-world.ts';
import { type Office, openOffice } from './office.ts';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());
beforeEach(() => {
  office.at('2026-11-21T12:00:00Z');
  office.problems.length = 0;
});

const bookAt = (billionths: bigint): PriceBook =>
  createCatalog({
    name: 'test',
    creditUnit: { one: 'credit', many: 'credits', meaning: 'a credit', price: { billionths, currency: 'USD' } },
    models: [],
    packs: [],
    plans: [],
    priceVersion: `test@${billionths}`,
  }).current();

describe('a month that is closed after the price of a credit has changed', () => {
  /** One dollar for a credit, and two from a moment on. */
  const roomDearerSince = (since: string) => {
    const dearerSince = new Date(since);
    return office.roomWith({
      catalog: {
        current: () => bookAt(2_000_000_000n),
        inForceAt: (moment) => Promise.resolve(bookAt(moment < dearerSince ? 1_000_000_000n : 2_000_000_000n)),
        changesUntil: (moment) => Promise.resolve([new Date(0), dearerSince].filter((change) => change <= moment)),
      },
    });
  };

  it('asks for each charge what a credit cost when it was made, and gives as much of it back', async () => {
    const account = await office.newAccount();
    const early = await office.charge(account, '15');
    await office.charge(account, '0.005');
    office.at('2026-11-25T00:00:00Z');
    await office.charge(account, '3');
    await office.giveBack(account, early, '4');
    office.at('2026-12-01T02:00:00Z');
    await roomDearerSince('2026-11-25T00:00:00Z').runRound();
    const [invoice] = await office.list(account);
    // (15 - 4 + 0.005) x 1 + 3 x 2, and half a cent to even.
    expect(invoice).toMatchObject({ total: { minorUnits: 1700n }, settles: credits('14.005') });
    const lines = await office.invoices.lines(account, [String(invoice?.id)]);
    expect(lines.map(({ credits: amount, price }) => [amount, price])).toEqual([
      [credits('15.005'), 1_000_000_000n],
      [credits('3'), 2_000_000_000n],
      [credits('-4'), 1_000_000_000n],
    ]);
  });

  it('also of a month that was too small to be sent, and of one that was withdrawn', async () => {
    const account = await office.newAccount();
    const room = roomDearerSince('2026-12-01T00:00:00Z');
    await office.charge(account, '0.4');
    office.at('2026-12-01T02:00:00Z');
    await room.runRound();
    await office.charge(account, '0.2');
    office.at('2027-01-01T02:00:00Z');
    await room.runRound();
    // 0.4 x 1 + 0.2 x 2.
    const [sent] = await office.list(account);
    expect(sent).toMatchObject({ total: { minorUnits: 80n }, carriedCredits: credits('0.4') });
    await office.shop.stripe.invoices.voidInvoice(String(sent?.providerInvoiceId));
    await office.deliver();
    await office.charge(account, '1');
    office.at('2027-02-01T02:00:00Z');
    await room.runRound();
    expect(await office.list(account)).toMatchObject([
      { total: { minorUnits: 280n }, settles: credits('1.6') },
      {},
      {},
    ]);
  });

  it('costs what a credit cost in that month', async () => {
    const account = await office.newAccount();
    await office.charge(account, '15');
    office.at('2026-12-01T02:00:00Z');
    const room = roomDearerSince('2026-12-01T00:00:00Z');
    await room.runRound();
    expect(await office.list(account)).toMatchObject([{ total: { minorUnits: 1500n } }]);
  });
});

describe('the end of a month', () => {
  it.each([
    ['in winter', '2026-11-30T23:59:59.999Z', '2026-12-01T00:00:00.000Z', '2027-01-01T02:00:00Z'],
    ['on a leap day', '2028-02-29T23:59:59.999Z', '2028-03-01T00:00:00.000Z', '2028-04-01T02:00:00Z'],
    ['in summer', '2027-08-31T23:59:59.999Z', '2027-09-01T00:00:00.000Z', '2027-10-01T02:00:00Z'],
  ])('is midnight in UTC, %s', async (_, last, first, closing) => {
    office.at(last);
    const account = await office.newAccount();
    await office.charge(account, '15');
    office.at(first);
    await office.charge(account, '7');
    office.at(closing);
    await office.round();
    const [after, before, ...others] = await office.list(account);
    if (after === undefined || before === undefined) throw new Error('there are not two invoices');
    expect(others).toEqual([]);
    expect(before).toMatchObject({ month: `${last.slice(0, 7)}-01`, credits: credits('15') });
    expect(after).toMatchObject({ month: `${first.slice(0, 7)}-01`, credits: credits('7') });
    expect(await office.invoices.lines(account, [before.id])).toMatchObject([{ day: last.slice(0, 10) }]);
    expect(await office.invoices.lines(account, [after.id])).toMatchObject([{ day: first.slice(0, 10) }]);
  });
});

describe('an invoice at Stripe', () => {
  it('leaves out what else waits there for the customer', async () => {
    const account = await office.newAccount();
    await office.charge(account, '15');
    const customer = await office.invoiceCustomer(account);
    await office.shop.stripe.invoiceItems.create({ customer, currency: 'usd', amount: 4200 });
    office.at('2026-12-01T02:00:00Z');
    await office.round();
    const [invoice] = await office.list(account);
    if (invoice === undefined) throw new Error('there is no invoice');
    expect(await office.atStripe(invoice)).toMatchObject({ status: 'open', total: 1500 });
  });

  it('that another one was made after, in its name and for as much, is the one that counts', async () => {
    const account = await office.newAccount();
    await office.charge(account, '15');
    office.at('2026-12-01T02:00:00Z');
    await office.round();
    const [invoice] = await office.list(account);
    if (invoice === undefined) throw new Error('there is no invoice');
    const { total, id: invoiceId, accountId } = invoice;
    const nothing = { number: undefined, payUrl: undefined, dueAt: undefined };
    const other = { providerInvoiceId: 'in_other', status: 'paid' as const, total, ...nothing };
    await office.room.handle({ kind: 'invoice', accountId, invoiceId, invoice: other });
    expect(await office.list(account)).toMatchObject([{ status: 'OPEN' }]);
    expect(office.problems).toMatchObject([{ problem: expect.stringContaining(String(invoice.providerInvoiceId)) }]);
  });
});

describe('an account that has credits in its favour', () => {
  it('gets no empty invoice for every month in which nothing happens', async () => {
    const account = await office.newAccount('20');
    const generation = await office.charge(account, '15');
    office.at('2026-12-01T02:00:00Z');
    await office.round();
    const [november] = await office.list(account);
    await office.giveBack(account, generation, '15');
    await office.shop.stripe.invoices.pay(String(november?.providerInvoiceId), { paid_out_of_band: true });
    await office.deliver();
    office.at('2027-06-01T02:00:00Z');
    await office.round();
    expect(await office.list(account)).toMatchObject([
      { month: '2026-12-01', total: { minorUnits: 0n } },
      { month: '2026-11-01' },
    ]);
    await office.charge(account, '25');
    office.at('2027-07-01T02:00:00Z');
    await office.round();
    expect((await office.list(account))[0]).toMatchObject({
      month: '2027-06-01',
      carriedCredits: credits('-15'),
      total: { minorUnits: 1000n },
    });
  });
});

describe('a draft at Stripe that asks for something else than it should', () => {
  it('is not sent, and a person is notified, ever more seldom', async () => {
    const account = await office.newAccount();
    await office.charge(account, '15');
    office.at('2026-12-01T02:00:00Z');
    const { stripe } = office.shop;
    const honest = office.payments;
    // Somebody adds to the draft between two calls of ours.
    office.payments = {
      ...honest,
      sendInvoice: async (request) => {
        const draft = await stripe.invoices.create({
          customer: request.customerId,
          collection_method: 'send_invoice',
          days_until_due: 14,
          auto_advance: false,
          metadata: { account_id: request.accountId, invoice_id: request.invoiceId },
        });
        const item = { customer: request.customerId, invoice: draft.id, currency: 'usd' };
        await stripe.invoiceItems.create({ ...item, amount: 1500 });
        await stripe.invoiceItems.create({ ...item, amount: -500 });
        office.payments = honest;
        return honest.sendInvoice(request);
      },
    };
    await office.round();
    expect(await office.list(account)).toMatchObject([{ status: 'DRAFT' }]);
    expect(await office.invoicesAtStripe(account)).toMatchObject([{ status: 'draft', total: 1000 }]);
    expect(office.problems).toMatchObject([{ problem: 'it says 10.00 USD, and ours 15.00 USD' }]);
    for (const minutes of [5, 10, 20, 40, 60, 120]) {
      office.at(new Date(Date.parse('2026-12-01T02:00:00Z') + minutes * 60_000).toISOString());
      await office.round();
    }
    const { database } = office.shop.world;
    const rows = await database.rows<{ asks: number }>('select asks from invoice where account_id = $1', [account]);
    expect(rows).toMatchObject([{ asks: 6 }]);
    expect(office.problems).toHaveLength(6);
    // Put right by hand, it is sent by the next round.
    const [draft] = await office.invoicesAtStripe(account);
    if (draft === undefined) throw new Error('there is no draft');
    const customer = await office.invoiceCustomer(account);
    await stripe.invoiceItems.create({ customer, invoice: draft.id, currency: 'usd', amount: 500 });
    office.at('2026-12-01T06:00:00Z');
    await office.round();
    expect(await office.list(account)).toMatchObject([{ status: 'OPEN', providerInvoiceId: draft.id }]);
  });
});
