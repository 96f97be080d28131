// API keys through two gateways: a change at one holds there at once, and at the other as soon as it has heard of it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { generateInput, revokeKey } from '../support/gateway-operations.ts';
import { waitUntil } from '../support/wait-until.ts';

const CREATE = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { apiKey { id } secret userErrors { code } }
}`;
const GENERATE_NARROWLY = 'mutation ($input: GenerateInput!) { generate(input: $input) { userErrors { code } } }';
const UPDATE = `mutation ($input: UpdateApiKeyInput!) {
  updateApiKey(input: $input) {
    apiKey { name scopes expiresAt dailySpend { limit used reserved remaining } }
    userErrors { code path message }
  }
}`;

const CLOCK = `mutation ($input: UpdateAccountInput!) {
  updateAccount(input: $input) { account { timeZone resetHour } userErrors { code } }
}`;
const LIMITS = `{ viewer {
  limits { spending { limit period remaining resetsAt } }
  apiKey { spending { limit spent reserved resetsAt } }
} }`;

let first: TestGateway;
let second: TestGateway;

beforeAll(async () => {
  first = await startTestGateway();
  second = await startTestGateway({ besides: first });
});

afterAll(async () => {
  await second.stop();
  await first.stop();
});

async function newKey(admin: string, input: object): Promise<{ id: string; key: string }> {
  const { data } = await first.ask(CREATE, { input: { name: 'Robot', ...input } }, { key: admin });
  return { id: data.createApiKey.apiKey.id, key: data.createApiKey.secret };
}

const update = (key: string, input: object) => first.ask(UPDATE, { input }, { key });

async function refusalsOf(gateway: TestGateway, key: string): Promise<string[]> {
  const { data } = await gateway.ask(GENERATE_NARROWLY, { input: generateInput() }, { key });
  return data.generate.userErrors.map(({ code }: { code: string }) => code);
}

describe('a changed key', () => {
  it('has its new daily limit with the next generation, today reckoned in', async () => {
    const { key: admin } = await first.newAccount('10');
    const { id, key } = await newKey(admin, { scopes: ['GENERATION_WRITE', 'GENERATION_READ'] });
    expect(await refusalsOf(first, key)).toEqual([]);
    expect(await refusalsOf(second, key)).toEqual([]);
    const { data } = await update(admin, { id, dailyLimit: '0.12' });
    expect(data.updateApiKey).toMatchObject({
      apiKey: { dailySpend: { limit: '0.12', remaining: '0.016' } },
      userErrors: [],
    });
    expect(await refusalsOf(first, key)).toEqual(['KEY_DAILY_LIMIT_REACHED']);
    await update(admin, { id, dailyLimit: '0.156' });
    expect(await refusalsOf(first, key)).toEqual([]);
    expect(await refusalsOf(first, key)).toEqual(['KEY_DAILY_LIMIT_REACHED']);
    const asked = () => refusalsOf(second, key);
    await waitUntil('the other gateway has heard of it', async () => (await asked())[0] === 'KEY_DAILY_LIMIT_REACHED');
    await update(admin, { id, dailyLimit: null });
    expect(await refusalsOf(first, key)).toEqual([]);
  });

  it('counts its limit by the period that it is for now and by the clock of the account, which a limited key does not change', async () => {
    const { key: admin } = await first.newAccount('10');
    const scopes = ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ', 'KEYS_WRITE'];
    const { id, key } = await newKey(admin, { scopes, spendingLimit: { amount: '0.12', period: 'MONTH' } });
    expect(await refusalsOf(first, key)).toEqual([]);
    expect(await refusalsOf(second, key)).toEqual([]);
    for (const period of ['WEEK', 'DAY', 'MONTH']) {
      await update(admin, { id, spendingLimit: { amount: '0.12', period } });
      const code = { DAY: 'KEY_DAILY_LIMIT_REACHED', WEEK: 'KEY_WEEKLY_LIMIT_REACHED' }[period];
      expect(await refusalsOf(first, key)).toEqual([code ?? 'KEY_MONTHLY_LIMIT_REACHED']);
    }
    const noon = new Date(Date.now() + 12 * 3_600_000).getUTCHours();
    const refused = await first.ask(CLOCK, { input: { timeZone: 'Etc/GMT', resetHour: noon } }, { key });
    expect(refused.data.updateAccount).toMatchObject({ account: null, userErrors: [{ code: 'INVALID_PARAMETER' }] });
    const changed = await first.ask(CLOCK, { input: { timeZone: 'Etc/GMT', resetHour: noon } }, { key: admin });
    expect(changed.data.updateAccount).toEqual({ account: { timeZone: 'Etc/GMT', resetHour: noon }, userErrors: [] });
    const { data } = await second.ask(LIMITS, {}, { key });
    const { spending } = data.viewer.limits;
    expect(spending).toMatchObject({ limit: '0.12', period: 'MONTH', remaining: '0.016' });
    expect([new Date(spending.resetsAt).getUTCDate(), new Date(spending.resetsAt).getUTCHours()]).toEqual([1, noon]);
    expect(data.viewer.apiKey.spending).toMatchObject({ limit: '0.12', resetsAt: spending.resetsAt });
  });

  it('loses a scope with the next request', async () => {
    const { key: admin } = await first.newAccount('1');
    const { id, key } = await newKey(admin, { scopes: ['GENERATION_READ', 'ACCOUNT_READ'] });
    expect((await first.ask('{ balance { available } }', {}, { key })).status).toBe(200);
    await update(admin, { id, scopes: ['GENERATION_READ'] });
    expect((await first.ask('{ balance { available } }', {}, { key })).status).toBe(403);
  });

  it('cannot be made mightier than the key that asks, by any way round', async () => {
    const { key: admin } = await first.newAccount('1');
    const clerk = await newKey(admin, { scopes: ['KEYS_WRITE'] });
    const spender = await newKey(admin, { scopes: ['GENERATION_WRITE'], dailyLimit: '1' });
    const attempts: readonly (readonly [string, object, string])[] = [
      [clerk.key, { id: clerk.id, scopes: ['KEYS_WRITE', 'GENERATION_WRITE'] }, 'scopes'],
      [clerk.key, { id: clerk.id, scopes: ['OPERATOR'] }, 'scopes'],
      [admin, { id: clerk.id, scopes: ['KEYS_WRITE', 'OPERATOR'] }, 'scopes'],
      [clerk.key, { id: spender.id, dailyLimit: '2' }, 'dailyLimit'],
      [clerk.key, { id: spender.id, dailyLimit: null }, 'dailyLimit'],
    ];
    for (const [key, input, path] of attempts) {
      const { data } = await update(key, input);
      expect(data.updateApiKey).toMatchObject({
        apiKey: null,
        userErrors: [{ code: 'INVALID_PARAMETER', path: [path] }],
      });
    }
    expect((await update(spender.key, { id: spender.id, name: 'Mine' })).status).toBe(403);
  });

  it('of another account is not there, nor is a revoked one', async () => {
    const [mine, other] = [await first.newAccount('1'), await first.newAccount('1')];
    const theirs = await newKey(other.key, { scopes: ['KEYS_WRITE'] });
    const code = async (key: string) => {
      const { data } = await update(key, { id: theirs.id, name: 'Taken' });
      return data.updateApiKey.userErrors.map((error: { code: string }) => error.code);
    };
    expect(await code(mine.key)).toEqual(['API_KEY_NOT_FOUND']);
    expect(await code(first.operatorKey)).toEqual(['API_KEY_NOT_FOUND']);
    await revokeKey(first.ask, other.key, { id: theirs.id });
    expect(await code(other.key)).toEqual(['API_KEY_NOT_FOUND']);
  });
});

describe('the keys of an account', () => {
  it('come in pages, newest first, each once', async () => {
    const { key: admin } = await first.newAccount('1');
    const other = await first.newAccount('1');
    for (let count = 0; count < 4; count += 1) await newKey(admin, {});
    const page = async (of: string): Promise<string[]> => {
      const { data } = await first.ask(`{ apiKeys${of} { id } }`, {}, { key: admin });
      return data.apiKeys.map(({ id }: { id: string }) => id);
    };
    const all = await page('');
    expect(all).toHaveLength(5);
    expect(await page('(first: 2)')).toEqual(all.slice(0, 2));
    expect(await page(`(first: 2, after: "${all[1]}")`)).toEqual(all.slice(2, 4));
    expect(await page(`(first: 2, after: "${all[3]}")`)).toEqual(all.slice(4));
    const theirs = (await first.ask('{ apiKeys { id } }', {}, { key: other.key })).data.apiKeys[0].id;
    for (const wrong of ['first: 0', 'first: 101', 'after: "key_x"', `after: "${theirs}"`]) {
      const { errors } = await first.ask(`{ apiKeys(${wrong}) { id } }`, {}, { key: admin });
      expect(errors?.[0].extensions.code).toBe('BAD_USER_INPUT');
    }
  });
});
