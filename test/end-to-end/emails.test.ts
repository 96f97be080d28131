// E-mails of a real gateway: by real SMTP, kept for one's own machine, or off.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { withClient } from '../support/postgres.ts';
import { rawRequest } from '../support/raw-request.ts';
import { waitUntil } from '../support/wait-until.ts';

const CREATE = `mutation ($input: CreateAccountInput!) { createAccount(input: $input) {
  account { id } secret userErrors { message } } }`;
const NEW_KEY = 'mutation { createApiKey(input: { name: "Robot" }) { apiKey { id } } }';
const BUY = 'mutation { buyCreditPack(input: { packId: "pack-10", idempotencyKey: "b-1" }) { checkoutUrl } }';
const PREFER = `mutation ($kind: EmailKind!, $isWanted: Boolean!) {
  setEmailPreference(input: { kind: $kind, isWanted: $isWanted }) {
    emails { delivery preferences { kind isWanted } } userErrors { code } } }`;
const EMAILS = '{ account { emails { delivery preferences { kind isWanted } } } }';

let server: MailServer;
let sending: TestGateway;
let beside: TestGateway;
let local: TestGateway;
let everywhere: TestGateway;

beforeAll(async () => {
  server = await startMailServer();
  const smtp = { SMTP_URL: server.url, EMAIL_FROM: 'Shop <billing@shop.example>', SMTP_TLS: 'off' };
  sending = await startTestGateway({ environment: smtp });
  beside = await startTestGateway({ environment: smtp, besides: sending });
  local = await startTestGateway();
  everywhere = await startTestGateway({ environment: { HOST: '0.0.0.0', PAYMENTS: 'simulated', DEMO_API_KEY: '' } });
});

afterAll(async () => {
  for (const gateway of [beside, sending, local, everywhere]) await gateway.stop();
  await server.close();
});

let accounts = 0;

async function newCustomer(gateway: TestGateway) {
  const email = `anna${++accounts}@customer.example`;
  const input = { name: 'Anna', email, idempotencyKey: `a-${accounts}` };
  const { data } = await gateway.ask(CREATE, { input }, { key: gateway.operatorKey });
  const { account, secret: key } = data.createAccount;
  const ask = async (query: string, variables: object = {}) => (await gateway.ask(query, variables, { key })).data;
  return { id: account.id, email, ask };
}

async function pay(checkoutUrl: string): Promise<void> {
  const page = await (await fetch(checkoutUrl)).text();
  const action = /<form method="post" action="([^"]+\/pay)"/.exec(page)?.[1];
  await fetch(new URL(action ?? '', checkoutUrl), { method: 'POST' });
}

/** Every account begins with its welcome credit, which is below the usual threshold. */
const FIRST_WARNING = 'Your balance is low: 1 credit left';

const subjectsTo = (address: string): string[] =>
  server.received
    .filter(({ recipients }) => recipients.includes(address))
    .map(({ parsed }) => parsed.subject ?? '')
    .filter((subject) => subject !== FIRST_WARNING);

const statusesOf = (gateway: TestGateway): Promise<string[]> =>
  withClient(gateway.databaseUrl, async (client) => {
    const { rows } = await client.query("select status || coalesce(' ' || reason, '') as word from email order by id");
    return rows.map(({ word }: { word: string }) => word);
  });

describe('a gateway with a mail server', () => {
  it('writes once of each thing that happened, whichever gateway is first, and not of what is unwanted', async () => {
    const { email, ask } = await newCustomer(sending);
    await ask(NEW_KEY);
    await pay((await ask(BUY)).buyCreditPack.checkoutUrl);
    await waitUntil('two e-mails', () => subjectsTo(email).length === 2);
    expect(subjectsTo(email).toSorted()).toEqual(['A new API key: Robot', 'Receipt: 10.00 USD']);
    const off = await ask(PREFER, { kind: 'KEY_CREATED', isWanted: false });
    expect(off.setEmailPreference).toMatchObject({ emails: { delivery: 'SMTP' }, userErrors: [] });
    expect((await ask(EMAILS)).account.emails.preferences).toContainEqual({ kind: 'KEY_CREATED', isWanted: false });
    await ask(NEW_KEY);
    await waitUntil('it is skipped', async () => (await statusesOf(sending)).includes('SKIPPED UNWANTED'));
    await ask(PREFER, { kind: 'KEY_CREATED', isWanted: true });
    await ask('mutation { configureWarnings(input: { thresholds: ["12"] }) { userErrors { code } } }');
    await ask(NEW_KEY);
    await waitUntil('two more', () => subjectsTo(email).length === 4);
    expect(subjectsTo(email).toSorted().slice(1, 3)).toEqual(['A new API key: Robot', 'Receipt: 10.00 USD']);
    expect(subjectsTo(email)).toContain('Your balance is low: 11 credits left');
    const warnings = server.received.filter(({ parsed }) => parsed.subject === FIRST_WARNING);
    expect((await statusesOf(sending)).filter((word) => word === 'SENT')).toHaveLength(4 + warnings.length);
  });

  it('shows no e-mails to anybody', async () => {
    expect((await rawRequest(`${sending.localUrl}/dev/mail`)).status).toBe(404);
  });

  it('changes the preferences of the account that asks, and of no other', async () => {
    const [mine, theirs] = [await newCustomer(sending), await newCustomer(sending)];
    await mine.ask(PREFER, { kind: 'RECEIPT', isWanted: false });
    const { preferences } = (await theirs.ask(EMAILS)).account.emails;
    expect(preferences.every(({ isWanted }: { isWanted: boolean }) => isWanted)).toBe(true);
  });
});

describe('a gateway of this machine only', () => {
  it('sends nothing, and shows what it would send', async () => {
    const { id, ask } = await newCustomer(local);
    await ask(NEW_KEY);
    const list = async (): Promise<string> => (await rawRequest(`${local.localUrl}/dev/mail`)).body;
    await waitUntil('it is there', async () => (await list()).includes('A new API key: Robot'));
    const path = new RegExp(`"(/dev/mail/${id}/[0-9a-f-]+)">A new API key`).exec(await list())?.[1] ?? '';
    const shown = await rawRequest(`${local.localUrl}${path}`);
    expect(shown.body).toContain('An API key of Anna was created.');
    expect(shown.headers['content-security-policy']).toContain("frame-src 'self'");
    const framed = await rawRequest(`${local.localUrl}${path}/html`);
    expect(framed.body).toContain('<h1');
    expect(framed.headers['content-security-policy']).toContain("default-src 'none'");
    expect((await rawRequest(`${local.localUrl}${path.replace(id, 'acct_nobody')}`)).status).toBe(404);
    expect((await rawRequest(`${local.localUrl}/dev/mail/${id}/%27or%271`)).status).toBe(404);
    const elsewhere = await rawRequest(`${local.localUrl}/dev/mail`, { headers: { host: 'evil.example' } });
    expect(elsewhere.status).toBe(421);
    expect((await ask(EMAILS)).account.emails.delivery).toBe('KEPT');
  });
});

describe('a gateway that others can reach, without a mail server', () => {
  it('sends nothing, shows nothing, and says so', async () => {
    const { ask } = await newCustomer(everywhere);
    await ask(NEW_KEY);
    expect((await rawRequest(`${everywhere.localUrl}/dev/mail`)).status).toBe(404);
    expect((await ask(EMAILS)).account.emails.delivery).toBe('OFF');
    expect(new Set(await statusesOf(everywhere))).toEqual(new Set(['PENDING']));
  });
});
