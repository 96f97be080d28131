import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { toPublicId } from '../../src/database/index.ts';
import { createInvoicePayments } from '../../src/purchases/stripe/create-invoice-payments.ts';
import { fetchUnder } from '../../src/purchases/stripe/fetch-under.ts';
import { type Doom, dieEverywhere, mortal, ProcessDied } from '../purchases/crashing.ts';
import { credits } from '../support/ledger-world.ts';
import { type Office, openOffice } from './office.ts';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

/** The room of a process that dies at a step: of the database, of the ledger, or on the wire to Stripe. */
function doomed(doom: Doom) {
  const { world, secrets, baseUrl } = office.shop;
  const { database, ledger } = world;
  const wire = { fetch: fetchUnder(() => `${baseUrl}/simulator/stripe`), submit: ledger.submit };
  const parts = mortal({ database, payments: wire as never }, doom);
  const { fetch, submit } = parts.payments as unknown as typeof wire;
  const stripe = new Stripe(secrets.apiKey, {
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(fetch),
  });
  const room = office.roomWith({
    database: parts.database,
    ledger: { submit },
    payments: createInvoicePayments(stripe),
  });
  return { room, isDead: parts.isDead };
}

/** True when the process died on the way. What it throws then is expected. */
async function died(process: { isDead(): boolean }, work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof ProcessDied)) throw error;
  }
  return process.isDead();
}

describe('a process that dies at any step', () => {
  it('of closing a month and sending its invoice: there is one invoice here and one at Stripe, as it should be', async () => {
    const deaths = await dieEverywhere(async (doom) => {
      office.at('2026-11-21T12:00:00Z');
      const account = await office.newAccount();
      await office.charge(account, '15.004');
      office.at('2026-12-01T02:00:00Z');
      const process = doomed(doom);
      const isDead = await died(process, process.room.runRound());
      // Who had claimed the invoice does not come back.
      office.at('2026-12-01T02:15:00Z');
      await office.round();
      const invoices = await office.list(account);
      expect(invoices).toMatchObject([{ status: 'OPEN', credits: credits('15.004'), total: { minorUnits: 1500n } }]);
      const atStripe = await office.invoicesAtStripe(account);
      expect(atStripe).toMatchObject([
        { id: invoices[0]?.providerInvoiceId, status: 'open', total: 1500, lines: { data: [{ amount: 1500 }] } },
      ]);
      return isDead;
    });
    expect(deaths).toBeGreaterThan(20);
  });

  it('of the event of a payment: the debt is settled once, when it is handled again', async () => {
    const deaths = await dieEverywhere(async (doom) => {
      office.at('2026-11-21T12:00:00Z');
      const account = await office.newAccount('20');
      await office.charge(account, '15');
      office.at('2026-12-01T02:00:00Z');
      await office.round();
      const [invoice] = await office.list(account);
      if (invoice?.providerInvoiceId === undefined) throw new Error('there is no invoice');
      await office.shop.stripe.invoices.pay(invoice.providerInvoiceId, { paid_out_of_band: true });
      const found = await office.payments.findInvoice(invoice.providerInvoiceId);
      if (found.status !== 'known') throw new Error('Stripe does not know it');
      const paid = {
        kind: 'invoice' as const,
        accountId: account,
        invoiceId: invoice.id,
        invoice: found.invoice,
      };
      const process = doomed(doom);
      const isDead = await died(process, process.room.handle(paid));
      expect(await office.room.handle(paid)).toBe('RECORDED');
      expect(await office.list(account)).toMatchObject([{ status: 'PAID' }]);
      expect((await office.shop.world.ledger.balance(account))?.available).toBe(credits('20'));
      return isDead;
    });
    expect(deaths).toBeGreaterThan(2);
  });

  it('leaves a ledger in order', async () => {
    const accounts = await office.shop.world.database.rows<{ account_id: string }>('select account_id from wallet');
    for (const { account_id: account } of accounts) {
      const verified = await office.shop.world.ledger.verify(account);
      expect({ account: toPublicId('acct', account), ...verified }).toMatchObject({ ok: true });
    }
  });
});

describe('an invoice of which the answer was lost', () => {
  it('is found at Stripe by our id, also when the idempotency keys are long forgotten', async () => {
    office.at('2026-11-21T12:00:00Z');
    const account = await office.newAccount();
    await office.charge(account, '15');
    office.at('2026-12-01T02:00:00Z');
    const honest = office.payments;
    office.payments = {
      ...honest,
      sendInvoice: async (request) => {
        await honest.sendInvoice(request);
        return { status: 'unavailable', reason: 'the answer was lost' };
      },
    };
    await office.round();
    office.payments = honest;
    expect(await office.list(account)).toMatchObject([{ status: 'DRAFT' }]);
    await office.shop.world.database.rows(
      `update stripe_simulator_object set idempotency_key = null where idempotency_key like 'inv\\_%'`,
    );
    office.at('2026-12-03T02:00:00Z');
    await office.round();
    const [invoice] = await office.list(account);
    expect(invoice).toMatchObject({ status: 'OPEN' });
    expect(await office.invoicesAtStripe(account)).toMatchObject([{ id: invoice?.providerInvoiceId }]);
  });
});
