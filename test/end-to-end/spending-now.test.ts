// What a key is told it can afford is what it gets: every limit that `generate` would refuse by answers the estimate, too.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type Answer, subscribe } from '../support/gateway-client.ts';
import { generateInput } from '../support/gateway-operations.ts';

const MODEL = 'bfl/flux-1.1-pro';
const NOW = 'canAfford blockedBy';
const ASK = `query ($input: EstimateInput!, $model: ID!) {
  estimate(input: $input) { ${NOW} affordableCount }
  estimates(inputs: [$input]) { ${NOW} estimates { ${NOW} } }
  model(identifier: $model) { estimate { ${NOW} affordableCount } }
}`;
const QUOTE = `mutation ($input: EstimateInput!) { quote(input: $input) { quote { ${NOW} } userErrors { code } } }`;
const GENERATE = `mutation ($input: GenerateInput!) { generate(input: $input) { userErrors { code
  ... on SpendLimitError { apiKeyId limit used remaining } } } }`;
const CREATE = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id } secret } }`;

let gateway: TestGateway;
let sql: pg.Client;

beforeAll(async () => {
  gateway = await startTestGateway();
  sql = new pg.Client(gateway.databaseUrl);
  await sql.connect();
});

afterAll(async () => {
  await sql.end();
  await gateway.stop();
});

/** All four answers, which agree, with the count of the first. */
async function told(key: string): Promise<{ blockedBy: string | null; affordableCount: number }> {
  const { data } = await gateway.ask(ASK, { input: { model: MODEL }, model: MODEL }, { key });
  const { estimate, estimates, model } = data;
  const quoted = (await gateway.ask(QUOTE, { input: { model: MODEL } }, { key })).data.quote.quote;
  const answers = [estimate, estimates, estimates.estimates[0], model.estimate, quoted];
  for (const { canAfford, blockedBy } of answers) {
    expect({ canAfford, blockedBy }).toEqual({ canAfford: estimate.canAfford, blockedBy: estimate.blockedBy });
  }
  expect(estimate.canAfford).toBe(estimate.blockedBy === null);
  expect(model.estimate.affordableCount).toBe(estimate.affordableCount);
  return { blockedBy: estimate.blockedBy, affordableCount: estimate.affordableCount };
}

async function generate(key: string, delayMilliseconds = 0): Promise<{ code: string }[]> {
  const input = generateInput({ parameters: { sandbox: { delayMilliseconds } } });
  return (await gateway.ask(GENERATE, { input }, { key })).data.generate.userErrors;
}

const SCOPES = ['KEYS_WRITE', 'GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ'];

/** With its creator's limit when it is not told another. */
async function childOf(
  key: string,
  limit: { readonly dailyLimit?: string } = {},
): Promise<{ id: string; key: string }> {
  const input = { name: 'Child', scopes: SCOPES, ...limit };
  const { createApiKey } = (await gateway.ask(CREATE, { input }, { key })).data;
  return { id: createApiKey.apiKey.id, key: createApiKey.secret };
}

describe('what can be afforded now', () => {
  it('knows the daily limit of the key, and of the one that it descends from', async () => {
    const { key: admin } = await gateway.newAccount('10');
    const parent = await childOf(admin, { dailyLimit: '0.12' });
    const child = await childOf(parent.key);
    expect(await told(child.key)).toEqual({ blockedBy: null, affordableCount: 2 });
    expect(await generate(child.key)).toEqual([]);
    expect(await told(parent.key)).toEqual({ blockedBy: null, affordableCount: 1 });
    expect(await generate(parent.key)).toEqual([]);
    for (const { key } of [parent, child]) {
      expect(await told(key)).toEqual({ blockedBy: 'KEY_DAILY_LIMIT_REACHED', affordableCount: 0 });
      expect(await generate(key)).toEqual([
        { code: 'KEY_DAILY_LIMIT_REACHED', apiKeyId: parent.id, limit: '0.12', used: '0.104', remaining: '0.016' },
      ]);
    }
    expect(await told(admin)).toEqual({ blockedBy: null, affordableCount: 190 });
  });

  it('knows the places for work at once, and credits', async () => {
    const { id, key } = await gateway.newAccount('0.2');
    await sql.query(
      `update account set plan_id = 'free' where id = (select account_id from wallet order by created_at desc limit 1)`,
    );
    expect(id).toMatch(/^acct_/);
    expect(await generate(key, 600_000)).toEqual([]);
    expect(await told(key)).toEqual({ blockedBy: null, affordableCount: 2 });
    expect(await generate(key, 600_000)).toEqual([]);
    expect(await told(key)).toEqual({ blockedBy: 'CONCURRENCY_LIMIT_REACHED', affordableCount: 0 });
    expect(await generate(key)).toMatchObject([{ code: 'CONCURRENCY_LIMIT_REACHED' }]);
    const { key: poor } = await gateway.newAccount('0.05');
    expect(await told(poor)).toEqual({ blockedBy: 'INSUFFICIENT_CREDITS', affordableCount: 0 });
    expect(await generate(poor)).toMatchObject([{ code: 'INSUFFICIENT_CREDITS' }]);
  });
});

describe('an event that says what can be afforded', () => {
  it('answers each key of an account for itself, also when they follow the same generation in the same words', async () => {
    const { key: admin } = await gateway.newAccount('10');
    const poor = await childOf(admin, { dailyLimit: '0.01' });
    const input = generateInput({ parameters: { sandbox: { delayMilliseconds: 300 } } });
    const started = 'mutation ($input: GenerateInput!) { generate(input: $input) { generation { id } } }';
    const { id } = (await gateway.ask(started, { input }, { key: admin })).data.generate.generation;
    const query = `subscription ($id: ID!) {
      generationUpdated(id: $id) { generation { model { estimate { ${NOW} affordableCount } } } } }`;
    const follow = (key: string) =>
      subscribe(
        gateway.url,
        { query, variables: { id } },
        {
          Authorization: `Bearer ${key}`,
        },
      ).completed;
    const [rich, limited] = await Promise.all([follow(admin), follow(poor.key)]);
    const estimates = (events: Answer[]) => events.map((event) => event.generationUpdated.generation.model.estimate);
    for (const estimate of estimates(rich)) expect(estimate).toMatchObject({ canAfford: true, blockedBy: null });
    for (const estimate of estimates(limited)) {
      expect(estimate).toEqual({ canAfford: false, blockedBy: 'KEY_DAILY_LIMIT_REACHED', affordableCount: 0 });
    }
    expect(limited.length).toBeGreaterThan(0);
  });

  it('answers each end user of a key for itself, also when they follow the same generation in the same words', async () => {
    const { key } = await gateway.newAccount('10');
    const limited = `mutation { setEndUserLimit(input: { endUser: "u-1", limit: { amount: "0.01", period: DAY } }) {
      userErrors { code } } }`;
    expect((await gateway.ask(limited, {}, { key })).data.setEndUserLimit.userErrors).toEqual([]);
    const tokenFor = async (endUser: string): Promise<string> => {
      const mint = `mutation ($endUser: String) { createClientToken(input: { endUser: $endUser,
        scopes: [GENERATION_READ, ACCOUNT_READ] }) { token userErrors { code } } }`;
      return (await gateway.ask(mint, { endUser }, { key })).data.createClientToken.token;
    };
    const tokens = [await tokenFor('u-1'), await tokenFor('u-2')];
    const input = generateInput({ parameters: { sandbox: { delayMilliseconds: 300 } } });
    const started = 'mutation ($input: GenerateInput!) { generate(input: $input) { generation { id } } }';
    const { id } = (await gateway.ask(started, { input }, { key })).data.generate.generation;
    const query = `subscription ($id: ID!) {
      generationUpdated(id: $id) { generation { model { estimate { canAfford } } } } }`;
    const told = await Promise.all(
      tokens.map(async (token) => {
        const headers = { Authorization: `Bearer ${token}` };
        const events = await subscribe(gateway.url, { query, variables: { id } }, headers).completed;
        return new Set(events.map((event: Answer) => event.generationUpdated.generation.model.estimate.canAfford));
      }),
    );
    expect(told).toEqual([new Set([false]), new Set([true])]);
  });
});
