// What was answered once is answered again under its key, whatever bars a new request by then.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';

const BUY = `mutation ($input: BuyCreditPackInput!) {
  buyCreditPack(input: $input) { purchase { id } checkoutUrl replayed userErrors { code } }
}`;
const CHANGE = `mutation ($input: ChangePlanInput!) {
  changePlan(input: $input) { checkoutUrl replayed userErrors { code } }
}`;

let gateway: TestGateway;
let address = '93.184.215.14';

beforeAll(async () => {
  gateway = await startTestGateway({ resolveHost: () => Promise.resolve([address]) });
});

afterAll(() => gateway.stop());

const setStatus = (status: string) =>
  withClient(gateway.databaseUrl, (client) => client.query('update account set status = $1', [status]));

beforeEach(() => setStatus('ACTIVE'));

async function newAccount(): Promise<(query: string, input: object) => Promise<Answer>> {
  const { key } = await gateway.newAccount('10');
  return async (query, input) => {
    const { data } = await gateway.ask(query, { input }, { key });
    return Object.values(data)[0];
  };
}

describe('a repetition', () => {
  it('of a generation is answered after its account was suspended, and a new request is not', async () => {
    const ask = await newAccount();
    const input = generateInput();
    const first = await ask(GENERATE, input);
    expect(first.userErrors).toEqual([]);
    await setStatus('SUSPENDED');
    const again = await ask(GENERATE, input);
    expect(again).toMatchObject({ replayed: true, userErrors: [], generation: { id: first.generation.id } });
    expect(await ask(GENERATE, generateInput())).toMatchObject({ userErrors: [{ code: 'ACCOUNT_SUSPENDED' }] });
    const other = { ...input, prompt: 'another one' };
    expect(await ask(GENERATE, other)).toMatchObject({ generation: null, userErrors: [{ code: 'ACCOUNT_SUSPENDED' }] });
  });

  it('of a generation is answered though its webhookUrl leads nowhere any more', async () => {
    const ask = await newAccount();
    const input = generateInput({ webhookUrl: 'https://hooks.example.com/done' });
    const first = await ask(GENERATE, input);
    expect(first.userErrors).toEqual([]);
    address = '10.0.0.1';
    expect(await ask(GENERATE, input)).toMatchObject({ replayed: true, generation: { id: first.generation.id } });
    const fresh = await ask(GENERATE, generateInput({ webhookUrl: 'https://hooks.example.com/done' }));
    expect(fresh.userErrors).toMatchObject([{ code: 'INVALID_PARAMETER', path: ['webhookUrl'] }]);
  });

  it('of a purchase and of a change of plan shows the first checkout to a suspended account', async () => {
    const ask = await newAccount();
    const buy = { packId: 'pack-10', idempotencyKey: 'buy once' };
    const change = { planId: 'starter', idempotencyKey: 'change once' };
    const [bought, changed] = [await ask(BUY, buy), await ask(CHANGE, change)];
    expect([bought.userErrors, changed.userErrors]).toEqual([[], []]);
    await setStatus('SUSPENDED');
    expect(await ask(BUY, buy)).toEqual({ ...bought, replayed: true });
    expect(await ask(CHANGE, change)).toEqual({ ...changed, replayed: true });
    for (const [query, input] of [
      [BUY, { ...buy, idempotencyKey: 'buy twice' }],
      [CHANGE, { ...change, idempotencyKey: 'change twice' }],
    ] as const) {
      expect((await ask(query, input)).userErrors).toMatchObject([{ code: 'ACCOUNT_SUSPENDED' }]);
    }
  });
});
