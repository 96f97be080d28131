// Accounts that have a plan and pay by invoice, too: the money of one never pays for the other.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { credits } from '../support/ledger-world.ts';
import { type Office, openOffice } from './office.ts';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

describe('an invoice of an account that has money left from a plan', () => {
  it('is to be paid in full: the credits of that money were given when it was paid', async () => {
    office.at('2026-11-21T12:00:00Z');
    const account = await office.newAccount('100');
    await office.charge(account, '15');
    // As after a way down from a plan: Stripe keeps what was paid for unused time for coming invoices of the customer.
    const { stripe, world } = office.shop;
    await stripe.customers.update(await office.planCustomer(account), { balance: -9000 });
    office.at('2026-12-01T02:00:00Z');
    await office.round();
    const [invoice] = await office.list(account);
    expect(invoice).toMatchObject({ status: 'OPEN', total: { minorUnits: 1500n } });
    if (invoice === undefined) throw new Error('there is no invoice');
    expect(await office.atStripe(invoice)).toMatchObject({ status: 'open', amount_due: 1500 });
    expect((await world.ledger.balance(account))?.available).toBe(credits('85'));
  });
});
