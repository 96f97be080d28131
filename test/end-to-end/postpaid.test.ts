// An account that pays by invoice, over real HTTP: its limit, its invoice, what happens when it does not pay, and how it
// comes back by paying on the invoice's page. Time is the test's; the rounds are those of a second gateway.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSimulatorSecrets, postgresStore } from '../../simulators/stripe/index.ts';
import { createAccounts } from '../../src/accounts/index.ts';
import { createCatalog, loadStorefront } from '../../src/catalog/index.ts';
import { connectDatabase, type Database } from '../../src/database/index.ts';
import { createInvoices, type InvoiceRoom } from '../../src/invoices/index.ts';
import { createLedger, type Ledger } from '../../src/ledger/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { createStripePayments, ensureCustomer } from '../../src/purchases/index.ts';
import { SILENT_LOG } from '../../src/purchases/purchase-log.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { waitUntil } from '../support/wait-until.ts';

const CREATE = `mutation ($input: CreateAccountInput!) {
  createAccount(input: $input) { account { id } secret userErrors { code } }
}`;
const MODE = `mutation ($input: SetBillingModeInput!) {
  setBillingMode(input: $input) {
    account { billingMode } userErrors { code message path ... on ParameterError { allowed } }
  }
}`;
const INVOICES = `{ invoices { nodes {
  id month status credits total { amount currency } payUrl paidAt lines { model credits count }
} } }`;
const ACCOUNT = '{ account { status billingMode } }';
const BUY = `mutation { buyCreditPack(input: { packId: "pack-10", idempotencyKey: "out" }) { userErrors { code message } } }`;
const CONFIGURE = `mutation { configureAutoTopUp(input: { enabled: true, threshold: "1", packId: "pack-10",
  monthlyCap: { amount: "50.00", currency: "USD" } }) { userErrors { code message } } }`;

let clock = new Date();
let gateway: TestGateway;
let database: Database;
let ledger: Ledger;
let room: InvoiceRoom;
let key: string;
let accountId: string;

beforeAll(async () => {
  gateway = await startTestGateway({ now: () => clock });
  database = await connectDatabase({ url: gateway.databaseUrl, orm: ormConfig });
  ledger = createLedger({ database, now: () => clock });
  room = await otherGatewaysInvoices();
});

afterAll(async () => {
  await ledger.drain();
  await database.close();
  await gateway.stop();
});

async function otherGatewaysInvoices(): Promise<InvoiceRoom> {
  const now = () => clock;
  const { apiKey: secretKey, webhookSecret } = await loadSimulatorSecrets(postgresStore(database), clock);
  const apiBase = () => `${gateway.url}/simulator/stripe`;
  const payments = createStripePayments({ secretKey, webhookSecret, apiBase });
  const accounts = createAccounts(database, now);
  return createInvoices({
    ...{ database, ledger, payments, now, log: SILENT_LOG },
    catalog: createCatalog(loadStorefront('storefronts/usd-credits.json')),
    customerOf: (id) => ensureCustomer({ database, accounts, payments, now }, id, 'BY_INVOICE'),
    terms: { daysUntilDue: 14, graceDays: 7 },
  });
}

async function at(time: string): Promise<void> {
  clock = new Date(time);
  let mayHaveMore = true;
  while (mayHaveMore) ({ mayHaveMore } = await room.runRound());
}

async function ask(query: string, input?: object, as = key): Promise<Answer> {
  const { data, errors } = await gateway.ask(query, { input }, { key: as });
  expect(errors).toBeUndefined();
  return Object.values(data as object)[0];
}

let opened = 0;

/** Each is of a person of its own. */
async function open(email?: string): Promise<void> {
  opened += 1;
  const input = { name: 'Acme', planId: 'scale', ...(email === undefined ? {} : { email: `${opened}.${email}` }) };
  const created = await ask(CREATE, input, gateway.operatorKey);
  ({ secret: key } = created);
  accountId = created.account.id;
}

const setMode = (mode: string, creditLimit?: string): Promise<Answer> =>
  ask(MODE, { accountId, mode, ...(creditLimit === undefined ? {} : { creditLimit }) }, gateway.operatorKey);

/** Ten images for 0.52 credits; the code of the refusal otherwise. */
async function generate(): Promise<string | undefined> {
  const { generation, userErrors } = await ask(GENERATE, generateInput({ count: 10 }));
  if (generation !== null) await gateway.ended(generation.id, key);
  return userErrors[0]?.code;
}

beforeEach(async () => {
  clock = new Date('2026-11-20T12:00:00Z');
  await open('pay@example.com');
});

describe('the billing mode', () => {
  it('lets an account spend up to its limit, and is typed when it makes no sense', async () => {
    expect(await generate()).toBe('INSUFFICIENT_CREDITS');
    expect((await setMode('POSTPAID')).userErrors).toMatchObject([
      { path: ['creditLimit'], allowed: ['more than 0, at most 1000000000'] },
    ]);
    expect((await setMode('POSTPAID', '-1')).userErrors).toMatchObject([{ path: ['creditLimit'] }]);
    expect((await setMode('PREPAID', '1')).userErrors).toMatchObject([{ path: ['creditLimit'], allowed: ['null'] }]);
    expect(await setMode('POSTPAID', '0.6')).toEqual({ account: { billingMode: 'POSTPAID' }, userErrors: [] });
    expect(await generate()).toBeUndefined();
    expect(await generate()).toBe('CREDIT_LIMIT_REACHED');
    expect((await setMode('POSTPAID', '0.1')).userErrors).toMatchObject([
      { path: ['creditLimit'], allowed: ['at least 0.52'] },
    ]);
    expect((await setMode('PREPAID')).userErrors).toMatchObject([{ code: 'CREDITS_OWED', path: ['mode'] }]);
  });

  it('needs an address for invoices, an account that is there, and an operator', async () => {
    await open();
    expect((await setMode('POSTPAID', '5')).userErrors).toMatchObject([
      { code: 'INVALID_PARAMETER', path: ['accountId'] },
    ]);
    accountId = 'acct_nonsense';
    expect((await setMode('POSTPAID', '5')).userErrors).toMatchObject([{ path: ['accountId'] }]);
    const { status } = await gateway.ask(MODE, { input: { accountId, mode: 'PREPAID' } }, { key });
    expect(status).toBe(403);
  });
});

describe('an invoice', () => {
  it('has the charges of its month, and belongs to who may see the account', async () => {
    await setMode('POSTPAID', '5');
    await generate();
    expect((await ask(INVOICES)).nodes).toEqual([]);
    await at('2026-12-01T02:00:00Z');
    const [invoice] = (await ask(INVOICES)).nodes;
    expect(invoice).toMatchObject({
      month: '2026-11',
      status: 'OPEN',
      credits: '0.52',
      total: { amount: '0.52', currency: 'USD' },
      payUrl: expect.stringContaining(gateway.url),
      lines: [{ model: 'bfl/flux-1.1-pro', credits: '0.52', count: 1 }],
    });
    const create = 'mutation { createApiKey(input: { name: "maker", scopes: [GENERATION_WRITE] }) { secret } }';
    const { secret } = await ask(create);
    expect((await gateway.ask(INVOICES, {}, { key: secret })).status).toBe(403);
    const other = await gateway.newAccount('0');
    expect((await ask(INVOICES, undefined, other.key)).nodes).toEqual([]);
  });

  it('that stays unpaid suspends; paid on its page, the account is back without help', async () => {
    await setMode('POSTPAID', '5');
    await generate();
    await at('2026-12-01T02:00:00Z');
    const [{ payUrl }] = (await ask(INVOICES)).nodes;
    await at('2026-12-16T02:00:00Z');
    expect((await ask(INVOICES)).nodes).toMatchObject([{ status: 'OVERDUE' }]);
    expect(await ask(ACCOUNT)).toMatchObject({ status: 'ACTIVE' });
    await at('2026-12-23T02:00:00Z');
    expect(await ask(ACCOUNT)).toMatchObject({ status: 'SUSPENDED' });
    const told = { code: 'ACCOUNT_SUSPENDED', message: expect.stringContaining(`Pay it at ${payUrl}:`) };
    expect((await ask(GENERATE, generateInput())).userErrors).toMatchObject([told]);
    // Packs and top-ups are no way around it.
    expect((await ask(BUY)).userErrors).toMatchObject([told]);
    expect((await ask(CONFIGURE)).userErrors).toMatchObject([told]);
    expect((await fetch(payUrl)).status).toBe(200);
    await fetch(`${payUrl}/pay`, { method: 'POST', redirect: 'manual' });
    await waitUntil('the account is back', async () => (await ask(ACCOUNT)).status === 'ACTIVE');
    expect((await ask(INVOICES)).nodes).toMatchObject([{ status: 'PAID', paidAt: expect.any(String) }]);
    expect(await generate()).toBeUndefined();
  });

  it('is shown to keys that may see it, and to others only named', async () => {
    await setMode('POSTPAID', '5');
    await generate();
    const create = 'mutation { createApiKey(input: { name: "maker", scopes: [GENERATION_WRITE] }) { secret } }';
    const { secret } = await ask(create);
    await at('2026-12-01T02:00:00Z');
    await at('2026-12-23T02:00:00Z');
    const [{ payUrl }] = (await ask(INVOICES)).nodes;
    const { generate: refused } = (await gateway.ask(GENERATE_ONLY, { input: generateInput() }, { key: secret })).data;
    expect(refused.userErrors).toMatchObject([
      { code: 'ACCOUNT_SUSPENDED', message: expect.stringContaining('invoices') },
    ]);
    expect(refused.userErrors[0].message).not.toContain(payUrl);
  });
});

const GENERATE_ONLY = 'mutation ($input: GenerateInput!) { generate(input: $input) { userErrors { code message } } }';
