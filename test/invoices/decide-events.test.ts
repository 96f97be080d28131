// What postpaid accounts receive of their invoices: each step once, whoever finds it first.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideInvoiceEvents } from '../../src/invoices/decide/decide-events.ts';
import { listen, receivedBy, typesReceived } from '../support/received-webhooks.ts';
import { type Office, openOffice } from './office.ts';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const database = () => office.shop.world.database;

async function billed(): Promise<string> {
  office.at('2026-11-05T12:00:00Z');
  const accountId = await office.newAccount();
  await listen(database(), accountId);
  await office.charge(accountId, '12.5');
  office.at('2026-12-01T02:00:00Z');
  await office.round();
  return accountId;
}

const types = (accountId: string) => typesReceived(database(), accountId);

async function pay(accountId: string): Promise<void> {
  const [invoice] = await office.list(accountId);
  if (invoice === undefined) throw new Error('no invoice');
  await office.shop.stripe.invoices.pay(String(invoice.providerInvoiceId), { paid_out_of_band: true });
}

describe('an invoice', () => {
  it('is published when it is sent and when it is paid, once each', async () => {
    const accountId = await billed();
    await office.deliver();
    await pay(accountId);
    const before = office.shop.held.length;
    await office.deliver();
    await office.deliver(office.shop.held.slice(0, before));
    office.at('2026-12-02T02:00:00Z');
    await office.round();
    const data = {
      invoiceId: expect.stringMatching(/^inv_/),
      month: '2026-11',
      number: expect.any(String),
      credits: '12.5',
      total: { amount: '12.50', currency: 'USD' },
      dueAt: expect.stringMatching(/^2026-12-15T/),
      payUrl: expect.stringMatching(/^http/),
    };
    expect(await receivedBy(database(), accountId)).toEqual([
      { type: 'invoice.issued', data },
      { type: 'invoice.paid', data },
    ]);
  });

  it('that is not paid is published as overdue, then suspends; paid, it reinstates', async () => {
    const accountId = await billed();
    await office.deliver();
    office.at('2026-12-16T02:00:00Z');
    await office.round();
    await office.round();
    office.at('2026-12-23T02:00:00Z');
    await office.round();
    await office.round();
    const [invoice] = await office.list(accountId);
    expect((await receivedBy(database(), accountId)).slice(1)).toMatchObject([
      { type: 'invoice.overdue' },
      { type: 'account.suspended', data: { reason: 'UNPAID_INVOICE', payUrls: [invoice?.payUrl] } },
    ]);
    await pay(accountId);
    await office.deliver();
    expect((await types(accountId)).slice(3)).toEqual(['invoice.paid', 'account.reinstated']);
    expect(await office.status(accountId)).toBe('ACTIVE');
  });

  it('that is given up or withdrawn is published', async () => {
    const [given, withdrawn] = [await billed(), await billed()];
    for (const [accountId, end] of [
      [given, 'markUncollectible'],
      [withdrawn, 'voidInvoice'],
    ] as const) {
      const [invoice] = await office.list(accountId);
      await office.shop.stripe.invoices[end](String(invoice?.providerInvoiceId));
    }
    await office.deliver();
    expect(await types(given)).toEqual(['invoice.issued', 'invoice.uncollectible', 'account.suspended']);
    expect(await types(withdrawn)).toEqual(['invoice.issued', 'invoice.voided']);
  });

  it('that comes to nothing is not published', async () => {
    office.at('2026-11-05T12:00:00Z');
    const accountId = await office.newAccount();
    await listen(database(), accountId);
    await office.charge(accountId, '0.2');
    office.at('2026-12-01T02:00:00Z');
    await office.round();
    expect(await office.list(accountId)).toMatchObject([{ status: 'PAID' }]);
    expect(await types(accountId)).toEqual([]);
  });
});

describe('what is published of a status', () => {
  const steps = ['DRAFT', 'OPEN', 'OVERDUE', 'UNCOLLECTIBLE', 'PAID'] as const;

  it('begins with the issue and ends with the end, whichever statuses were seen', () => {
    fc.assert(
      fc.property(fc.subarray(steps.slice(1), { minLength: 1 }), (seen) => {
        const published = seen.flatMap((after, index) => decideInvoiceEvents(seen[index - 1] ?? 'DRAFT', after));
        expect(published[0]).toBe('issued');
        expect(new Set(published).size).toBe(published.length);
        const last = seen.at(-1);
        expect(published.at(-1)).toBe(last === 'OPEN' ? 'issued' : last?.toLowerCase());
      }),
    );
  });

  it('is nothing when nothing has moved', () => {
    for (const step of steps) expect(decideInvoiceEvents(step, step)).toEqual([]);
  });
});
