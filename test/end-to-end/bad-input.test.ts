// What must not work, over HTTP: each with its typed error, nothing changed, and no secret in the logs.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { post } from '../support/gateway-client.ts';
import { BALANCE, GENERATE, generateInput, revokeKey } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';

let gateway: TestGateway;
let account: { id: string; key: string };
let ledger: string;
const clock = { ahead: 0 };
const HOUR = 3_600_000;

/** Everything that money is: if this text is the same, nothing moved. */
async function ledgerText(): Promise<string> {
  return withClient(gateway.databaseUrl, async (client) => {
    const { rows } = await client.query(`select
      (select json_agg(w order by account_id) from (select account_id, available, reserved, sequence from wallet) w) as wallets,
      (select count(*) from ledger_transaction) as transactions, (select count(*) from generation) as generations,
      (select count(*) from purchase where status = 'PAID') as paid`);
    return JSON.stringify(rows);
  });
}

beforeAll(async () => {
  gateway = await startTestGateway({ now: () => new Date(Date.now() + clock.ahead) });
  account = await gateway.newAccount('5');
  ledger = await ledgerText();
});

afterAll(async () => {
  await gateway.stop();
});

async function refusalOf(changes: Readonly<Record<string, unknown>>): Promise<unknown> {
  const { status, data, errors } = await gateway.ask(GENERATE, { input: generateInput(changes) }, { key: account.key });
  expect([status, errors]).toEqual([200, undefined]);
  expect(data.generate.generation).toBeNull();
  return data.generate.userErrors[0];
}

describe('a request that cannot be right', () => {
  it('names an unknown model', async () => {
    expect(await refusalOf({ model: 'no/such-model' })).toMatchObject({ code: 'MODEL_NOT_FOUND', status: 404 });
  });

  it.each([
    ['unknown', { colour: 'red' }, 'colour'],
    ['of the wrong type', { width: 'wide' }, 'width'],
    ['out of range', { width: 100_000 }, 'width'],
  ])('says which parameters are allowed when one is %s', async (_kind, parameters, name) => {
    const refusal = await refusalOf({ parameters });
    expect(refusal).toMatchObject({ __typename: 'ParameterError', code: 'INVALID_PARAMETER', status: 422 });
    const { path, allowed } = refusal as { path: string[]; allowed: string[] };
    expect(path).toContain(name);
    expect(allowed.length).toBeGreaterThan(0);
  });

  it('says which parameter is missing', async () => {
    const refusal = await refusalOf({ model: 'flux-vision-upscaler', parameters: {} });
    expect(refusal).toMatchObject({ code: 'INVALID_PARAMETER', path: expect.arrayContaining(['image_url']) });
  });

  it.each([0, 101, -1])('refuses a count of %d', async (count) => {
    expect(await refusalOf({ count })).toMatchObject({ code: 'INVALID_PARAMETER', path: ['count'] });
  });

  it('refuses a negative maxCost', async () => {
    const { data, errors } = await gateway.ask(
      GENERATE,
      { input: generateInput({ maxCost: '-1' }) },
      { key: account.key },
    );
    const code = errors?.[0].extensions.code ?? data?.generate.userErrors[0].code;
    expect(['BAD_USER_INPUT', 'INVALID_PARAMETER']).toContain(code);
  });

  it('refuses what may cost more than maxCost, with the numbers', async () => {
    expect(await refusalOf({ maxCost: '0.01' })).toMatchObject({ code: 'MAX_COST_EXCEEDED', status: 422 });
  });

  it('refuses what the wallet cannot pay, and suggests a pack', async () => {
    expect(await refusalOf({ count: 100 })).toMatchObject({
      __typename: 'InsufficientCreditsError',
      code: 'INSUFFICIENT_CREDITS',
      status: 402,
      required: '5.2',
      available: '5',
      shortfall: '0.2',
    });
  });
});

describe('a value that no field can take', () => {
  const GRANT = 'mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { replayed } }';
  const operator = () => ({ key: gateway.operatorKey });

  it.each(['as a variable', 'in the document'])('is refused: objects named like methods, %s', async (where) => {
    const input = generateInput({ parameters: [{ toString: 1 }] });
    const literal = `mutation { generate(input: { model: "m", idempotencyKey: "k", parameters: [{ toString: 1 }] }) { replayed } }`;
    const asked = where === 'in the document' ? gateway.ask(literal, {}) : gateway.ask(GENERATE, { input });
    const { status, errors } = await asked;
    expect(status).toBe(400);
    expect(errors?.[0].extensions.code).toMatch(/^BAD_USER_INPUT$|^GRAPHQL_VALIDATION_FAILED$/);
    expect(errors?.[0].message).toContain('A JSONObject is a JSON object');
  });

  it.each(['9999-12-31T23:59:59-12:00', '0000-06-01T00:00:00Z', '0001-01-01T00:00:00+14:00'])(
    'is refused: a moment that no four digits say in UTC, %s',
    async (expiresAt) => {
      const input = { accountId: account.id, credits: '1', idempotencyKey: 'far', expiresAt };
      const { status, errors } = await gateway.ask(GRANT, { input }, operator());
      expect([status, errors?.[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
      expect(errors?.[0].extensions.allowed[0]).toContain('9999-12-31T23:59:59.999Z');
    },
  );

  it('is refused: a credit limit beyond what 64 bits hold', async () => {
    const create = 'mutation { createAccount(input: { name: "Big", email: "big@example.com" }) { account { id } } }';
    const { id: accountId } = (await gateway.ask(create, {}, operator())).data.createAccount.account;
    const limit = `mutation ($input: SetBillingModeInput!) { setBillingMode(input: $input) {
      userErrors { code path ... on ParameterError { allowed } } } }`;
    const asked = (creditLimit: string) =>
      gateway.ask(limit, { input: { accountId, mode: 'POSTPAID', creditLimit } }, operator());
    for (const creditLimit of ['9223372036854.775807', '1000000000.000001']) {
      expect((await asked(creditLimit)).data.setBillingMode.userErrors).toEqual([
        { code: 'INVALID_PARAMETER', path: ['creditLimit'], allowed: ['more than 0, at most 1000000000'] },
      ]);
    }
    expect((await asked('9223372036854.775808')).errors?.[0].extensions.code).toBe('BAD_USER_INPUT');
    expect((await asked('1000000000')).data.setBillingMode.userErrors).toEqual([]);
    ledger = await ledgerText();
  });

  it('is refused: a number that is none once it is read', async () => {
    const literal = (parameters: string) =>
      `mutation { generate(input: { model: "bfl/flux-1.1-pro", prompt: "x", idempotencyKey: "i", parameters: ${parameters} }) { userErrors { code path } } }`;
    for (const parameters of ['{ width: 1e400 }', '{ width: [-1e400] }']) {
      const { data } = await gateway.ask(literal(parameters), {}, { key: account.key });
      expect(data.generate.userErrors).toEqual([{ code: 'INVALID_PARAMETER', path: ['parameters'] }]);
    }
  });

  it('is refused: more wrong values in one request than are told', async () => {
    const inputs = Array.from({ length: 100 }, () => ({ model: {}, count: 'x' }));
    const query = 'query ($inputs: [EstimateInput!]!) { estimates(inputs: $inputs) { totalCost } }';
    const { status, errors } = await gateway.ask(query, { inputs }, { key: account.key });
    expect(status).toBe(400);
    expect(new Set(errors?.map((error) => error.extensions.code))).toEqual(new Set(['BAD_USER_INPUT']));
  });
});

describe('a key that is not good', () => {
  async function expectUnauthenticated(key: string | undefined): Promise<void> {
    const { status, headers, data, errors } = await gateway.ask(BALANCE, {}, { key });
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(data ?? null).toBeNull();
    expect(errors?.[0].extensions).toMatchObject({ code: 'UNAUTHENTICATED', requestId: headers.get('x-request-id') });
  }

  async function newKey(input: Record<string, unknown>): Promise<{ id: string; secret: string }> {
    const mutation = `mutation ($input: CreateApiKeyInput!) {
      createApiKey(input: $input) { apiKey { id } secret userErrors { code message } }
    }`;
    const { data } = await gateway.ask(mutation, { input: { name: 'short', ...input } }, { key: account.key });
    expect(data.createApiKey.userErrors).toEqual([]);
    return { id: data.createApiKey.apiKey.id, secret: data.createApiKey.secret };
  }

  it('is refused when it is missing or unknown', async () => {
    const { status } = await post(gateway.url, JSON.stringify({ query: BALANCE }));
    expect(status).toBe(401);
    await expectUnauthenticated('tg_unknown_secret_0123456789');
  });

  it('is refused from the moment it expires, whatever the balance', async () => {
    const { secret } = await newKey({ expiresAt: new Date(Date.now() + HOUR).toISOString() });
    expect((await gateway.ask(BALANCE, {}, { key: secret })).status).toBe(200);
    clock.ahead = HOUR;
    try {
      await expectUnauthenticated(secret);
    } finally {
      clock.ahead = 0;
    }
  });

  it('is refused as soon as it is revoked', async () => {
    const { id, secret } = await newKey({});
    expect((await gateway.ask(BALANCE, {}, { key: secret })).status).toBe(200);
    await revokeKey(gateway.ask, account.key, { id });
    await expectUnauthenticated(secret);
  });

  it('may not do what its scopes do not say', async () => {
    const { secret } = await newKey({ scopes: ['ACCOUNT_READ'] });
    const { status, errors } = await gateway.ask(GENERATE, { input: generateInput() }, { key: secret });
    expect([status, errors?.[0].extensions.code]).toEqual([403, 'FORBIDDEN_SCOPE']);
    const create = 'mutation { createAccount(input: { name: "mine" }) { account { id } } }';
    expect((await gateway.ask(create, {}, { key: account.key })).errors?.[0].extensions.code).toBe('FORBIDDEN_SCOPE');
  });
});

describe("another account's ids", () => {
  it('are as unknown as ids that do not exist', async () => {
    const other = await gateway.newAccount('1');
    const { data } = await gateway.ask(GENERATE, { input: generateInput() }, { key: other.key });
    const { id } = data.generate.generation;
    await gateway.ended(id, other.key);
    const ask = (key: string) => gateway.ask('query ($id: ID!) { node(id: $id) { id } }', { id }, { key });
    expect((await ask(other.key)).data.node).toEqual({ id });
    expect((await ask(account.key)).data.node).toBeNull();
    const found = await gateway.ask('query ($id: ID!) { generation(id: $id) { id } }', { id }, { key: account.key });
    expect(found.data?.generation ?? null).toBeNull();
    const [event] = await gateway.follow(id, account.key).completed;
    expect(event.errors).toMatchObject([{ extensions: { code: 'GENERATION_NOT_FOUND' } }]);
    const transactions = await gateway.ask(
      'query ($id: ID!) { transactions(where: { generationId: $id }) { nodes { id } } }',
      { id },
      { key: account.key },
    );
    expect(transactions.data?.transactions.nodes ?? []).toEqual([]);
    ledger = await ledgerText();
  });
});

describe('a body that is not right', () => {
  it('is refused when it is no JSON', async () => {
    const { status, errors } = await post(gateway.url, '{"query":', { key: account.key });
    expect([status, errors?.[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(errors?.[0].extensions.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is refused when it is larger than 100 kB', async () => {
    const body = JSON.stringify({ query: BALANCE, variables: { filler: 'x'.repeat(100_000) } });
    const { status, errors } = await post(gateway.url, body, { key: account.key });
    expect([status, errors?.[0].extensions.code]).toEqual([413, 'BAD_USER_INPUT']);
  });

  it('is refused when it is no GraphQL request', async () => {
    for (const body of ['[]', '{}', '"text"', '{"query":1}', JSON.stringify([{ query: BALANCE }])]) {
      const { status, errors } = await post(gateway.url, body, { key: account.key });
      expect([body, status]).toEqual([body, 400]);
      expect(errors?.[0].extensions.requestId).toBeDefined();
    }
  });

  it('is refused when the query is 50 levels deep', async () => {
    const deep = `{ transactions { nodes ${'{ generation { transactions '.repeat(25)} { id } ${'} }'.repeat(25)} } }`;
    const { status, errors } = await gateway.ask(deep, {}, { key: account.key });
    expect(status).toBe(400);
    expect(errors?.[0].extensions.code).toMatch(/^GRAPHQL_/);
  });
});

describe('a forged webhook', () => {
  const event = JSON.stringify({ id: 'evt_forged', type: 'checkout.session.completed', data: { object: {} } });
  const sign = (secret: string): string => {
    const time = Math.floor(Date.now() / 1000);
    return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${event}`).digest('hex')}`;
  };

  it.each([
    ['no signature', undefined],
    ['a signature of another secret', sign('whsec_guessed')],
    ['a signature that is none', 't=1,v1=00'],
  ])('is refused with %s', async (_kind, signature) => {
    const headers = {
      'content-type': 'application/json',
      ...(signature === undefined ? {} : { 'stripe-signature': signature }),
    };
    const { status } = await fetch(`${gateway.url}/webhooks/stripe`, { method: 'POST', headers, body: event });
    expect(status).toBe(400);
  });
});

describe('after all of that', () => {
  it('nothing has moved, and the logs hold no key', async () => {
    expect(await ledgerText()).toBe(ledger);
    const logs = gateway.logs().replaceAll(/^ .*$/gm, ''); // the welcome shows the demo key on purpose
    for (const secret of [account.key, gateway.operatorKey, gateway.demoKey]) expect(logs).not.toContain(secret);
    expect(logs).not.toContain('tg_unknown_secret');
  });
});
