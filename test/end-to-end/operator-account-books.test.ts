// An operator sees of any account what the account sees of itself, with the scope OPERATOR alone; nobody else sees anything of it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';

/** Each as a root field, and as a field of Account. */
const FIELDS = {
  balance: '{ available reserved debt frozen lotCount lots { id source remaining } sequence }',
  transactions: '{ totalCount nodes { id type amount generation { id prompt } apiKey { id } } auditWindow { days } }',
  usage: '{ totalGenerations totalCost byModel { key cost } byEndUser { key cost } byApiKey { key } balance }',
  apiKeys: '{ id name prefix scopes spending { spent limit } }',
  purchases: '{ nodes { id status credits } }',
  invoices: '{ nodes { id } }',
  generations: '{ nodes { id prompt cost outputs { url } metadata { attempts { provider } } } }',
  requests: '{ nodes { id model status errorMessage } summary { requests cost } }',
  webhookEndpoints: '{ id url }',
  webhookDeliveries: '{ nodes { eventId endpoint { id } } }',
  anomalies: '{ kind message evidence { id } }',
} as const;
const NAMES = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

const rootOf = (name: keyof typeof FIELDS): string => `{ ${name} ${FIELDS[name]} }`;
const ofAccount = (name: keyof typeof FIELDS): string =>
  `query ($id: ID!) { account(id: $id) { ${name} ${FIELDS[name]} } }`;

let gateway: TestGateway;
let theirs: { id: string; key: string };
let other: { id: string; key: string };
/** With the scope OPERATOR alone. */
let operator: string;

beforeAll(async () => {
  gateway = await startTestGateway({ environment: { WEBHOOKS_ALLOW_INSECURE: 'true' } });
  const created = await gateway.ask(
    'mutation { createApiKey(input: { name: "Page", scopes: [OPERATOR] }) { secret userErrors { message } } }',
    {},
    { key: gateway.operatorKey },
  );
  operator = created.data.createApiKey.secret;
  [theirs, other] = [await gateway.newAccount('20'), await gateway.newAccount('1')];
  const ask = async (query: string, variables: object = {}): Promise<Answer> => {
    const { data, errors } = await gateway.ask(query, variables, { key: theirs.key });
    expect(errors).toBeUndefined();
    return data;
  };
  const input = generateInput({ prompt: 'a prompt of theirs', metadata: { userId: 'somebody' } });
  await gateway.ended((await ask(GENERATE, { input })).generate.generation.id, theirs.key);
  await ask(GENERATE, { input: generateInput({ model: 'no/such' }) });
  await ask('mutation { buyCreditPack(input: { packId: "pack-10", idempotencyKey: "k" }) { purchase { id } } }');
  const hook = await ask(
    'mutation { createWebhookEndpoint(input: { url: "http://127.0.0.1:9/theirs" }) { endpoint { id } } }',
  );
  const endpointId = hook.createWebhookEndpoint.endpoint.id;
  const test = 'mutation ($id: ID!) { sendTestWebhook(input: { endpointId: $id }) { userErrors { code } } }';
  await ask(test, { id: endpointId });
});

afterAll(() => gateway.stop());

describe('an operator', () => {
  it.each(NAMES)('sees of an account what it sees itself: %s', async (name) => {
    const own = await gateway.ask(rootOf(name), {}, { key: theirs.key });
    const seen = await gateway.ask(ofAccount(name), { id: theirs.id }, { key: operator });
    expect(seen.errors).toBeUndefined();
    expect(seen.data.account[name]).toEqual(own.data[name]);
    if (name !== 'invoices' && name !== 'anomalies') {
      expect(JSON.stringify(own.data[name])).not.toMatch(/^(\[\]|\{"nodes":\[\]\})$/);
    }
  });

  it('sees all of it at once, with warnings and the automatic top-up', async () => {
    const all = NAMES.map((name) => `${name} ${FIELDS[name]}`).join(' ');
    const query = `query ($id: ID!) { account(id: $id) { id name warnings { thresholds } autoTopUp { state } subscription { status } ${all} } }`;
    const { data, errors } = await gateway.ask(query, { id: theirs.id }, { key: operator });
    expect(errors).toBeUndefined();
    expect(data.account).toMatchObject({ id: theirs.id, warnings: { thresholds: ['5'] }, autoTopUp: null });
  });

  it('sees two accounts beside each other as they are', async () => {
    const query =
      'query ($a: ID!, $b: ID!) { a: account(id: $a) { id balance { available } } b: account(id: $b) { id balance { available } } }';
    const { data } = await gateway.ask(query, { a: theirs.id, b: other.id }, { key: operator });
    expect(data.b).toEqual({ id: other.id, balance: { available: '1' } });
    expect(data.a.id).toBe(theirs.id);
    expect(data.a.balance.available).not.toBe('1');
  });

  it('with OPERATOR alone sees nothing of its own account without naming it', async () => {
    for (const query of ['{ account { id } }', ...NAMES.map(rootOf)]) {
      const { errors } = await gateway.ask(query, {}, { key: operator });
      expect([query, errors?.[0]?.extensions.code]).toEqual([query, 'FORBIDDEN_SCOPE']);
    }
  });

  it.each([
    ['nonsense', 'balance', ''],
    ['acct_01h455vb4pex5vsknk084sn02q', 'balance', ''],
    [undefined, 'transactions', '(first: 101)'],
    [undefined, 'generations', '(after: "x")'],
    [undefined, 'apiKeys', '(first: 0)'],
    [undefined, 'usage', '(days: 366)'],
    [undefined, 'usage', '(from: "yesterday")'],
    [undefined, 'anomalies', '(days: 0)'],
  ] as const)('is refused what the account is refused: %s %s%s', async (id, name, given) => {
    const query = `query ($id: ID!) { account(id: $id) { ${name}${given} ${FIELDS[name]} } }`;
    const { errors } = await gateway.ask(query, { id: id ?? theirs.id }, { key: operator });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe("another account's key", () => {
  it.each(NAMES)('sees nothing: %s', async (name) => {
    for (const id of [theirs.id, other.id]) {
      const answer = await gateway.ask(ofAccount(name), { id }, { key: other.key });
      expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN_SCOPE' } }]);
      expect(answer.data?.account ?? null).toBeNull();
    }
    const own = await gateway.ask(`{ account { ${name} ${FIELDS[name]} } }`, {}, { key: other.key });
    expect(own.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN_SCOPE' } }]);
    const node = `query ($id: ID!) { node(id: $id) { ... on Account { ${name} ${FIELDS[name]} } } }`;
    for (const key of [other.key, operator]) {
      const { data } = await gateway.ask(node, { id: theirs.id }, { key });
      expect(data?.node ?? null).toBeNull();
    }
  });

  it('does not even learn the name', async () => {
    const answer = await gateway.ask(
      'query ($id: ID!) { account(id: $id) { name } }',
      { id: theirs.id },
      { key: other.key },
    );
    expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN_SCOPE' } }]);
    const { data } = await gateway.ask('{ account { id name } }', {}, { key: other.key });
    expect(data.account.id).toBe(other.id);
  });
});
