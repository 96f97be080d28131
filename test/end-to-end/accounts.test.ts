// Opening accounts over real HTTP: one key, one account, whatever became of it since; a welcome once per person.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { BALANCE } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';

const CREATE = `mutation ($input: CreateAccountInput!) {
  createAccount(input: $input) { account { id plan { id } } secret replayed userErrors { code path } }
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
    const second = await create({ name: 'Ada again', email: 'Ada@Example.com', planId: 'free' });
    const paying = await create({ name: 'Rich', email: 'rich@example.com', planId: 'pro' });
    const balances = [first, second, paying].map(({ secret }) => balanceOf(secret));
    expect(await Promise.all(balances)).toEqual(['1', '0', '0']);
  });
});
