// The payment provider's own page for a customer, as the simulator has it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Office, openOffice } from './office.ts';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

async function portalOf(accountId: string): Promise<string> {
  const outcome = await office.purchases.openBillingPortal({ accountId, returnUrl: undefined });
  if (outcome.status !== 'open') throw new Error(JSON.stringify(outcome));
  const response = await fetch(outcome.url);
  expect(response.status).toBe(200);
  return response.text();
}

describe('the billing portal of a postpaid account', () => {
  it('shows its invoices, each with a way to pay it, and those of no other account', async () => {
    office.at('2026-11-21T12:00:00Z');
    const [account, other] = [await office.newAccount('100'), await office.newAccount('100')];
    expect(await portalOf(account)).toContain('There are none yet.');
    await office.charge(account, '15');
    await office.charge(other, '33');
    office.at('2026-12-01T02:00:00Z');
    await office.round();
    const [invoice] = await office.list(account);
    if (invoice === undefined) throw new Error('there is no invoice');
    const { number, hosted_invoice_url: url } = await office.atStripe(invoice);
    const page = await portalOf(account);
    expect(page).toContain(`href="${String(url)}"`);
    expect(page).toContain(`${String(number)}: 15.00 USD, open`);
    expect(page).not.toContain('33.00 USD');
  });
});
