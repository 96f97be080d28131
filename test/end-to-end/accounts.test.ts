// Opening accounts over real HTTP: one key, one account, whatever became of it since; a welcome once per person.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { BALANCE } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';

const CREATE = `mutation ($input: CreateAccountInput!) {
  createAccount(input: $input) { account { id plan { id } } secret replayed userErrors { code path message } }
}`;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway.stop());

async function create(input: object): Promise<Answer> {
  const { data, errors } = await gateway.ask(CREATE, { input }, { key: gateway.operatorKey });
  expect(errors).toBeUndefined();
  return data.createAccount;
}

const balanceOf = async (key: string): Promise<string> =>
  (await gateway.ask(BALANCE, {}, { key })).data.balance.available;

describe('createAccount', () => {
  it('replays the same key and input, whatever became of the account since', async () => {
    const input = { name: 'Acme', email: 'acme@example.com', planId: 'free', idempotencyKey: 'acme' };
    const first = await create(input);
    await withClient(gateway.databaseUrl, (client) =>
      client.query(`update account set plan_id = 'pro', name = 'Acme Ltd' where email = 'acme@example.com'`),
    );
    expect(await create(input)).toEqual({
      account: { id: first.account.id, plan: { id: 'pro' } },
      secret: null,
      replayed: true,
      userErrors: [],
    });
  });

  it('refuses the same key with another input, and makes nothing of it', async () => {
    const input = { name: 'Beta', idempotencyKey: 'beta' };
    await create(input);
    for (const change of [{ name: 'Gamma' }, { email: 'beta@example.com' }, { planId: 'pro' }]) {
      expect(await create({ ...input, ...change })).toMatchObject({
        account: null,
        userErrors: [{ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH', path: ['idempotencyKey'] }],
      });
    }
  });

  it('opens one account when the same request comes many times at once', async () => {
    const input = { name: 'Delta', idempotencyKey: 'delta' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(input)));
    expect(new Set(answers.map(({ account }) => account.id)).size).toBe(1);
    expect(answers.filter(({ secret }) => secret !== null)).toHaveLength(1);
  });

  it('welcomes a person once, not each of the accounts', async () => {
    const first = await create({ name: 'Ada', email: 'ada@example.com', planId: 'free' });
    const second = await create({ name: 'Ada again', email: 'Ada+shop@Example.com', planId: 'free' });
    const paying = await create({ name: 'Rich', email: 'rich@example.com', planId: 'pro' });
    const balances = [first, second, paying].map(({ secret }) => balanceOf(secret));
    expect(await Promise.all(balances)).toEqual(['1', '0', '0']);
  });

  it('welcomes nobody without an e-mail address, unless the operator says so; nor whom the operator excepts', async () => {
    const nobody = await create({ name: 'Nobody', planId: 'free' });
    const greeted = await create({ name: 'Greeted', planId: 'free', welcomeCredits: true });
    const excepted = await create({ name: 'Excepted', email: 'ex@example.com', planId: 'free', welcomeCredits: false });
    const balances = [nobody, greeted, excepted].map(({ secret }) => balanceOf(secret));
    expect(await Promise.all(balances)).toEqual(['0', '1', '0']);
  });

  it('opens one account with one e-mail address, however it is written and however many ask at once', async () => {
    const spellings = ['grace@example.com', 'Grace@Example.COM', 'ｇrace@example.com', 'GRACE@example.com'];
    const answers = await Promise.all(spellings.map((email, index) => create({ name: `Grace ${index}`, email })));
    const opened = answers.filter(({ account }) => account !== null);
    expect(opened).toHaveLength(1);
    const refusals = answers.filter(({ account }) => account === null).map(({ userErrors }) => userErrors[0]);
    expect(refusals).toHaveLength(spellings.length - 1);
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'EMAIL_TAKEN', path: ['email'] });
    expect(refusals[0].message).toContain(opened[0].account.id);
  });

  it('opens an account once when its request with an e-mail address is repeated under its key', async () => {
    const input = { name: 'Heidi', email: 'heidi@example.com', idempotencyKey: 'heidi' };
    const answers = await Promise.all(Array.from({ length: 4 }, () => create(input)));
    expect(new Set(answers.map(({ account }) => account.id)).size).toBe(1);
  });
});
