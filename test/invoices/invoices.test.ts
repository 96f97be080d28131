import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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

const verify = async (accountId: string) => {
  expect(await office.shop.world.ledger.verify(accountId)).toMatchObject({ ok: true, problems: [] });
};
/** Only this account's: others of the file may have invoices too. */
const closeNovember = async () => {
  office.at('2026-12-01T02:00:00Z');
  await office.round();
};
const available = async (accountId: string) => (await office.shop.world.ledger.balance(accountId))?.available;

describe('a month of a postpaid account', () => {
  it('becomes one invoice with lines by model and day that add up to its charges, sent through Stripe', async () => {
    const account = await office.newAccount();
    await office.charge(account, '0.052003');
    await office.charge(account, '0.052003');
    await office.charge(account, '12.4', 'google/veo3');
    office.at('2026-11-22T09:00:00Z');
    const late = await office.charge(account, '3.1');
    await office.giveBack(account, late, '1.1');
    expect(await office.invoices.owed(account)).toEqual({
      unbilled: credits('14.504006'),
      invoiced: 0n,
      reserved: 0n,
    });
    office.at('2026-12-01T00:30:00Z');
    await office.round();
    expect(await office.list(account)).toEqual([]);
    await closeNovember();
    await office.round();
    const [invoice, ...others] = await office.list(account);
    if (invoice === undefined) throw new Error('there is no invoice');
    expect(others).toEqual([]);
    expect(invoice).toMatchObject({
      month: '2026-11-01',
      status: 'OPEN',
      credits: credits('14.504006'),
      settles: credits('14.504006'),
      total: { minorUnits: 1450n, currency: 'USD' },
      dueAt: new Date('2026-12-15T02:00:00Z'),
    });
    const lines = await office.invoices.lines(account, [invoice.id]);
    expect(lines).toMatchObject([
      { kind: 'CHARGE', day: '2026-11-21', model: 'bfl/flux-1.1-pro', count: 2, credits: credits('0.104006') },
      { kind: 'CHARGE', day: '2026-11-21', model: 'google/veo3', count: 1, credits: credits('12.4') },
      { kind: 'CHARGE', day: '2026-11-22', model: 'bfl/flux-1.1-pro', count: 1, credits: credits('3.1') },
      { kind: 'REFUND', day: '2026-11-22', model: 'bfl/flux-1.1-pro', count: 1, credits: credits('-1.1') },
    ]);
    expect(await office.atStripe(invoice)).toMatchObject({
      status: 'open',
      total: 1450,
      currency: 'usd',
      number: invoice.number,
      hosted_invoice_url: invoice.payUrl,
      lines: { data: [{ description: 'Generations in 2026-11: 14.504006 credits at 1 USD' }] },
    });
    expect(await office.invoices.owed(account)).toMatchObject({ unbilled: 0n, invoiced: credits('14.504006') });
    expect(office.problems).toEqual([]);
  });

  it('leaves the credit line drawn until the invoice is paid, and settles it once', async () => {
    const account = await office.newAccount('20');
    await office.charge(account, '15');
    await closeNovember();
    expect(await available(account)).toBe(credits('5'));
    expect(await office.reserve(account, '5.1')).toMatchObject({
      status: 'refused',
      refusal: { code: 'CREDIT_LIMIT_REACHED' },
    });
    const [invoice] = await office.list(account);
    if (invoice === undefined) throw new Error('there is no invoice');
    await office.shop.stripe.invoices.pay(String(invoice.providerInvoiceId), { paid_out_of_band: true });
    await office.deliver();
    await office.deliver(office.shop.held);
    expect(await office.list(account)).toMatchObject([{ status: 'PAID', paidAt: new Date('2026-12-01T02:00:00Z') }]);
    expect(await available(account)).toBe(credits('20'));
    const booked = await office.shop.world.ledger.transactions({
      accountId: account,
      filter: { types: ['INVOICE'] },
      limit: 10,
    });
    expect(booked).toMatchObject([{ amount: credits('15'), idempotencyKey: `stripe:${invoice.providerInvoiceId}` }]);
    await verify(account);
  });

  it('bills a refund of a charge from an earlier month as a negative line, though that month is paid', async () => {
    const account = await office.newAccount('20');
    const generation = await office.charge(account, '15');
    await closeNovember();
    const [november] = await office.list(account);
    await office.shop.stripe.invoices.pay(String(november?.providerInvoiceId), { paid_out_of_band: true });
    await office.deliver();
    expect(await office.giveBack(account, generation, '4')).toMatchObject({ status: 'applied' });
    expect(await available(account)).toBe(credits('24'));
    expect(await office.invoices.owed(account)).toMatchObject({ unbilled: credits('-4') });
    await office.charge(account, '10');
    office.at('2027-01-01T02:00:00Z');
    await office.round();
    const [december] = await office.list(account);
    expect(december).toMatchObject({ month: '2026-12-01', credits: credits('6'), total: { minorUnits: 600n } });
    await office.shop.stripe.invoices.pay(String(december?.providerInvoiceId), { paid_out_of_band: true });
    await office.deliver();
    expect(await available(account)).toBe(credits('20'));
    await verify(account);
  });

  it('settles in full what was given back while its invoice was open', async () => {
    const account = await office.newAccount('20');
    const generation = await office.charge(account, '15');
    await closeNovember();
    await office.giveBack(account, generation, '15');
    const [november] = await office.list(account);
    await office.shop.stripe.invoices.pay(String(november?.providerInvoiceId), { paid_out_of_band: true });
    await office.deliver();
    expect(await office.list(account)).toMatchObject([{ status: 'PAID' }]);
    expect(await available(account)).toBe(credits('35'));
    // The account has it in hand: nothing is due, and it carries over until it is used.
    office.at('2027-01-01T02:00:00Z');
    await office.round();
    expect(await office.list(account)).toMatchObject([
      { month: '2026-12-01', status: 'PAID', total: { minorUnits: 0n }, credits: credits('-15') },
      { month: '2026-11-01' },
    ]);
    await office.charge(account, '25');
    office.at('2027-02-01T02:00:00Z');
    await office.round();
    expect((await office.list(account))[0]).toMatchObject({
      credits: credits('25'),
      carriedCredits: credits('-15'),
      total: { minorUnits: 1000n },
    });
    await verify(account);
  });

  it('is billed again on the next invoice when its own was withdrawn', async () => {
    const account = await office.newAccount();
    await office.charge(account, '15.004');
    await closeNovember();
    const [november] = await office.list(account);
    await office.shop.stripe.invoices.voidInvoice(String(november?.providerInvoiceId));
    await office.deliver();
    await office.deliver(office.shop.held);
    expect(await office.list(account)).toMatchObject([{ status: 'VOID' }]);
    expect(await office.invoices.owed(account)).toMatchObject({ unbilled: credits('15.004'), invoiced: 0n });
    office.at('2027-01-01T02:00:00Z');
    await office.round();
    expect((await office.list(account))[0]).toMatchObject({
      credits: 0n,
      carriedCredits: credits('15.004'),
      total: { minorUnits: 1500n },
    });
    await verify(account);
  });
});

describe('an invoice that is not paid', () => {
  it('is overdue at its due date, and after the grace the account starts nothing new until it pays', async () => {
    const account = await office.newAccount();
    await office.charge(account, '15');
    const running = await office.shop.world.reserve(account, '2');
    await closeNovember();
    const [invoice] = await office.list(account);
    office.at('2026-12-15T02:00:00Z');
    await office.round();
    expect(await office.list(account)).toMatchObject([{ status: 'OVERDUE' }]);
    expect(await office.status(account)).toBe('ACTIVE');
    office.at('2026-12-22T02:00:00Z');
    await office.round();
    expect(await office.status(account)).toBe('SUSPENDED');
    // What runs is settled as ever.
    const charged = { kind: 'charge' as const, accountId: account, generationId: running.generationId };
    const settled = await office.shop.world.ledger.submit({ command: { ...charged, amount: credits('2') } });
    expect(settled.status).toBe('applied');
    await office.shop.stripe.invoices.pay(String(invoice?.providerInvoiceId), { paid_out_of_band: true });
    await office.deliver();
    expect(await office.status(account)).toBe('ACTIVE');
    expect(await office.list(account)).toMatchObject([{ status: 'PAID' }]);
    await verify(account);
  });

  it('suspends the account at once and for long when it is given up, and releases it when it is paid after all', async () => {
    const account = await office.newAccount();
    await office.charge(account, '15');
    await closeNovember();
    const [invoice] = await office.list(account);
    await office.shop.stripe.invoices.markUncollectible(String(invoice?.providerInvoiceId));
    await office.deliver();
    expect(await office.status(account)).toBe('SUSPENDED');
    expect(await office.list(account)).toMatchObject([{ status: 'UNCOLLECTIBLE' }]);
    office.at('2027-03-01T02:00:00Z');
    await office.round();
    expect(await office.status(account)).toBe('SUSPENDED');
    await office.shop.stripe.invoices.pay(String(invoice?.providerInvoiceId), { paid_out_of_band: true });
    await office.deliver();
    expect(await office.status(account)).toBe('ACTIVE');
    await verify(account);
  });

  it('leaves an account alone that an operator has suspended', async () => {
    const account = await office.newAccount();
    await office.charge(account, '15');
    await closeNovember();
    await office.shop.world.database.rows(`update account set status = 'SUSPENDED' where id = $1`, [account]);
    const [invoice] = await office.list(account);
    await office.shop.stripe.invoices.pay(String(invoice?.providerInvoiceId), { paid_out_of_band: true });
    await office.deliver();
    expect(await office.status(account)).toBe('SUSPENDED');
  });

  it('is found paid by the round when every word of it was lost', async () => {
    const account = await office.newAccount();
    await office.charge(account, '15');
    await closeNovember();
    const [invoice] = await office.list(account);
    await office.shop.stripe.invoices.pay(String(invoice?.providerInvoiceId), { paid_out_of_band: true });
    office.at('2026-12-01T09:00:00Z');
    await office.round();
    expect(await office.list(account)).toMatchObject([{ status: 'PAID' }]);
    await verify(account);
  });
});

describe('the way an account pays', () => {
  it('goes back to prepaid only when nothing is owed', async () => {
    const account = await office.newAccount('20');
    await office.charge(account, '15');
    const back = { accountId: account, mode: 'PREPAID' as const, creditLimit: undefined };
    expect(await office.invoices.setBillingMode(back)).toMatchObject({
      refusal: { code: 'CREDITS_OWED', unbilled: credits('15') },
    });
    await closeNovember();
    expect(await office.invoices.setBillingMode(back)).toMatchObject({
      refusal: { code: 'CREDITS_OWED', invoiced: credits('15'), unbilled: 0n },
    });
    const lower = { accountId: account, mode: 'POSTPAID' as const, creditLimit: credits('10') };
    expect(await office.invoices.setBillingMode(lower)).toMatchObject({ refusal: { code: 'CREDIT_LIMIT_BELOW_USE' } });
    const [invoice] = await office.list(account);
    await office.shop.stripe.invoices.pay(String(invoice?.providerInvoiceId), { paid_out_of_band: true });
    await office.deliver();
    expect(await office.invoices.setBillingMode(back)).toEqual({ status: 'set' });
    expect(await available(account)).toBe(0n);
    expect(await office.reserve(account, '1')).toMatchObject({ refusal: { code: 'INSUFFICIENT_CREDITS' } });
  });

  it('is not kept by less than an invoice can ask for: that is written off, by name', async () => {
    const account = await office.newAccount('20');
    await office.charge(account, '0.2');
    const operator = { operatorKeyId: account, reason: 'asked for' };
    const back = { accountId: account, mode: 'PREPAID' as const, creditLimit: undefined, operator };
    expect(await office.invoices.setBillingMode(back)).toEqual({ status: 'set', writtenOff: credits('0.2') });
    const written = await office.shop.world.database.rows(
      'select reason, changes, amount from operator_action where account_id = $1 order by id',
      [account],
    );
    expect(written).toEqual([
      { reason: 'asked for', changes: { unbilled: ['0.2', '0'] }, amount: credits('0.2') },
      {
        reason: 'asked for',
        changes: { billingMode: ['POSTPAID', 'PREPAID'], creditLimit: ['20', '0'] },
        amount: null,
      },
    ]);
    const page = { accountId: account, filter: {}, limit: 1 };
    expect(await office.shop.world.ledger.transactions(page)).toMatchObject([
      { type: 'INVOICE', amount: credits('0.2'), description: expect.stringMatching(/^Written off: 0\.2 credits/) },
    ]);
    expect(await available(account)).toBe(0n);
    // Postpaid once more, nothing of it is billed.
    await office.invoices.setBillingMode({ accountId: account, mode: 'POSTPAID', creditLimit: credits('20') });
    await office.charge(account, '3');
    await closeNovember();
    expect(await office.list(account)).toMatchObject([{ total: { minorUnits: 300n }, carriedCredits: 0n }]);
    await verify(account);
  });

  it('stays as it is while half a dollar is owed, or anything is set aside', async () => {
    const account = await office.newAccount('20');
    const back = { accountId: account, mode: 'PREPAID' as const, creditLimit: undefined };
    await office.charge(account, '0.5');
    expect(await office.invoices.setBillingMode(back)).toMatchObject({ refusal: { code: 'CREDITS_OWED' } });
    const other = await office.newAccount('20');
    await office.charge(other, '0.2');
    await office.reserve(other, '0.1');
    const refused = await office.invoices.setBillingMode({ ...back, accountId: other });
    expect(refused).toMatchObject({ refusal: { code: 'CREDITS_OWED', unbilled: credits('0.2') } });
  });

  it('is refused for an account that is not there', async () => {
    const nobody = '019ab000-0000-7000-8000-000000000000';
    const asked = { accountId: nobody, mode: 'POSTPAID' as const, creditLimit: credits('1') };
    expect(await office.invoices.setBillingMode(asked)).toMatchObject({ refusal: { code: 'ACCOUNT_NOT_FOUND' } });
  });
});
