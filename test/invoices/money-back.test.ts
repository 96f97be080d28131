// The money of a paid invoice goes back: what it had settled is owed again, and its terms say what follows.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { idOf } from '../simulators/stripe/simulated-stripe.ts';
import { credits } from '../support/ledger-world.ts';
import { type Office, openOffice } from './office.ts';

let office: Office;
let account: string;
let paymentIntent: string;

beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

/** November is paid on the second of December; fifteen credits, of a line of twenty. */
beforeEach(async () => {
  office.at('2026-11-21T12:00:00Z');
  account = await office.newAccount('20');
  await office.charge(account, '15');
  office.at('2026-12-01T02:00:00Z');
  await office.round();
  office.at('2026-12-02T12:00:00Z');
  const [invoice] = await office.list(account);
  const id = String(invoice?.providerInvoiceId);
  await office.shop.stripe.invoices.pay(id, { payment_method: 'pm_card_visa' });
  await office.deliver();
  const { data } = await office.shop.stripe.invoicePayments.list({ invoice: id });
  paymentIntent = idOf(data[0]?.payment.payment_intent);
  office.problems.length = 0;
});

async function control(path: string, body: unknown): Promise<string> {
  const response = await fetch(`${office.shop.baseUrl}/simulator/stripe/control/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${office.shop.secrets.apiKey}` },
    body: JSON.stringify(body),
  });
  return ((await response.json()) as { id: string }).id;
}

async function loseDispute(): Promise<void> {
  const id = await control('disputes', { paymentIntent });
  await office.deliver();
  await control(`disputes/${id}`, { outcome: 'lost' });
}

async function state() {
  const { debt, available } = (await office.shop.world.ledger.balance(account)) ?? {};
  return { debt, available, status: await office.status(account) };
}

const problemsOf = async () => {
  const { findings } = await office.purchases.reconcile();
  return findings.flatMap((finding) => (finding.code === 'PROBLEM' ? [finding.message] : []));
};
const OWED = 'money of a paid invoice went back, and its credits are owed';

afterEach(async () => {
  expect(await office.shop.world.ledger.verify(account)).toMatchObject({ ok: true, problems: [] });
});

describe('a lost dispute of a paid invoice', () => {
  it('restores the debt, suspends the account at once, and is a finding until the debt is settled', async () => {
    await loseDispute();
    await office.deliver();
    expect(await state()).toEqual({ debt: credits('15'), available: 0n, status: 'SUSPENDED' });
    expect(await problemsOf()).toEqual([OWED]);
    await office.shop.world.add(account, '15', { source: 'ADJUSTMENT' });
    expect(await problemsOf()).toEqual([]);
    expect(await state()).toMatchObject({ debt: 0n, status: 'ACTIVE' });
  });

  it('whose events were lost is found by the reconciler', async () => {
    await loseDispute();
    expect(await problemsOf()).toEqual([OWED]);
    expect(await state()).toMatchObject({ debt: credits('15'), status: 'SUSPENDED' });
    await office.deliver();
    await office.deliver(office.shop.held);
    expect(await state()).toMatchObject({ debt: credits('15') });
    await office.shop.world.add(account, '15', { source: 'ADJUSTMENT' });
  });

  it('while it is open holds nothing, and when it is won nothing has changed', async () => {
    const id = await control('disputes', { paymentIntent });
    await office.deliver();
    expect(await state()).toEqual({ debt: 0n, available: credits('20'), status: 'ACTIVE' });
    await control(`disputes/${id}`, { outcome: 'won' });
    await office.deliver();
    expect(await state()).toEqual({ debt: 0n, available: credits('20'), status: 'ACTIVE' });
    expect(await problemsOf()).toEqual([]);
  });
});

describe('a refund of a paid invoice at Stripe’s end', () => {
  it('restores the debt in proportion, and suspends when the invoice’s due date and grace are over', async () => {
    await office.shop.stripe.refunds.create({ payment_intent: paymentIntent, amount: 500 });
    await office.deliver();
    expect(await state()).toEqual({ debt: credits('5'), available: 0n, status: 'ACTIVE' });
    expect(await problemsOf()).toEqual([OWED]);
    expect(await office.list(account)).toMatchObject([{ status: 'PAID', moneyBack: { minorUnits: 500n } }]);
    // Due on the fifteenth, and seven days of grace.
    office.at('2026-12-22T02:00:01Z');
    await office.round();
    expect(await state()).toMatchObject({ status: 'SUSPENDED' });
    await office.shop.world.add(account, '5', { source: 'ADJUSTMENT' });
    await office.round();
    expect(await state()).toMatchObject({ debt: 0n, status: 'ACTIVE' });
    expect(await problemsOf()).toEqual([]);
  });
});
