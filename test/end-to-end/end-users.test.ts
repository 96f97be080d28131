// A shop's own customers: what is spent for each of them, and what may be.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { generateInput } from '../support/gateway-operations.ts';

const GENERATE = `mutation ($input: GenerateInput!) { generate(input: $input) {
  generation { id } estimate { canAfford blockedBy affordableCount }
  userErrors { __typename code status retryable message
    ... on EndUserLimitError { endUser limit period used remaining resetsAt } } } }`;
const SET = `mutation ($input: SetEndUserLimitInput!) { setEndUserLimit(input: $input) {
  limit { endUser amount period } userErrors { code path } } }`;
const LOOK = `query ($id: ID!) { endUser(id: $id) {
  id limit period hasOwnLimit spent reserved remaining startsAt resetsAt } }`;
const MODEL = 'bfl/flux-1.1-pro';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway.stop());

async function openShop() {
  const { key } = await gateway.newAccount('10');
  const ask = (query: string, variables: object = {}, by = key): Promise<Answer> =>
    gateway.ask(query, variables, { key: by });
  return {
    key,
    ask,
    set: async (input: object) => (await ask(SET, { input })).data.setEndUserLimit,
    generate: async (more: Readonly<Record<string, unknown>>, by = key) =>
      (await ask(GENERATE, { input: generateInput(more) }, by)).data.generate,
    look: async (id: string, by = key) => ask(LOOK, { id }, by),
  };
}

const forUser = (userId: string) => ({ metadata: { userId } });

describe('an end user', () => {
  it('spends up to the limit, is refused with its numbers, and is seen by query, report and estimate', async () => {
    const shop = await openShop();
    const limit = { amount: '0.11', period: 'MONTH' };
    expect(await shop.set({ limit })).toEqual({ limit: { endUser: null, ...limit }, userErrors: [] });
    for (let count = 0; count < 2; count += 1) {
      const { generation } = await shop.generate(forUser('u-1'));
      await gateway.ended(generation.id, shop.key);
    }
    const { data } = await shop.look('u-1');
    expect(data.endUser).toMatchObject({
      ...{ id: 'u-1', limit: '0.11', period: 'MONTH', hasOwnLimit: false, spent: '0.104', reserved: '0' },
      remaining: '0.006',
    });
    const refused = await shop.generate(forUser('u-1'));
    expect(refused).toMatchObject({
      generation: null,
      userErrors: [
        {
          ...{ __typename: 'EndUserLimitError', code: 'END_USER_LIMIT_REACHED', status: 429, retryable: true },
          ...{ endUser: 'u-1', limit: '0.11', period: 'MONTH', used: '0.104', remaining: '0.006' },
          resetsAt: data.endUser.resetsAt,
        },
      ],
      estimate: { canAfford: false, blockedBy: 'END_USER_LIMIT_REACHED', affordableCount: 0 },
    });
    const inputs = [forUser('u-1'), forUser('u-2'), {}].map((more) => ({ model: MODEL, ...more }));
    const ESTIMATES = `query ($inputs: [EstimateInput!]!, $one: EstimateInput!) {
      estimate(input: $one) { canAfford blockedBy }
      estimates(inputs: $inputs) { canAfford blockedBy estimates { canAfford blockedBy affordableCount } } }`;
    const estimated = (await shop.ask(ESTIMATES, { inputs, one: inputs[0] })).data;
    expect(estimated.estimate).toEqual({ canAfford: false, blockedBy: 'END_USER_LIMIT_REACHED' });
    expect(estimated.estimates).toMatchObject({
      ...{ canAfford: false, blockedBy: 'END_USER_LIMIT_REACHED' },
      estimates: [
        { blockedBy: 'END_USER_LIMIT_REACHED' },
        { blockedBy: null, affordableCount: 2 },
        { canAfford: true },
      ],
    });
    // Each fits, and not all three of them together.
    const three = Array.from({ length: 3 }, () => inputs[1]);
    expect((await shop.ask(ESTIMATES, { inputs: three, one: inputs[1] })).data).toMatchObject({
      estimate: { blockedBy: null },
      estimates: { blockedBy: 'END_USER_LIMIT_REACHED', estimates: [{ canAfford: true }, {}, {}] },
    });
    const usage = await shop.ask('{ usage { byEndUser(only: ["u-1", "nobody"]) { key cost generations } } }');
    expect(usage.data.usage.byEndUser).toEqual([{ key: 'u-1', cost: '0.104', generations: 2 }]);
  });

  it('has a limit of its own, which can be taken away again', async () => {
    const shop = await openShop();
    await shop.set({ limit: { amount: '0.01', period: 'DAY' } });
    await shop.set({ endUser: 'vip', limit: { amount: '5', period: 'WEEK' } });
    await shop.set({ endUser: 'also', limit: { amount: '6', period: 'DAY' } });
    expect((await shop.generate(forUser('vip'))).userErrors).toEqual([]);
    expect((await shop.generate(forUser('u-1'))).userErrors).toMatchObject([{ code: 'END_USER_LIMIT_REACHED' }]);
    const LIMITS = 'query ($after: ID) { endUserLimits(first: 2, after: $after) { endUser amount period } }';
    const [everyone, first] = (await shop.ask(LIMITS)).data.endUserLimits;
    expect([everyone, first]).toEqual([
      { endUser: null, amount: '0.01', period: 'DAY' },
      { endUser: 'also', amount: '6', period: 'DAY' },
    ]);
    expect((await shop.ask(LIMITS, { after: 'also' })).data.endUserLimits).toMatchObject([{ endUser: 'vip' }]);
    expect(await shop.set({ endUser: 'vip', limit: null })).toEqual({ limit: null, userErrors: [] });
    expect((await shop.generate(forUser('vip'))).userErrors).toMatchObject([{ limit: '0.01', used: '0.052' }]);
    for (const endUser of [null, 'also']) await shop.set({ endUser });
    expect((await shop.ask(LIMITS)).data.endUserLimits).toEqual([]);
    expect((await shop.generate(forUser('vip'))).userErrors).toEqual([]);
    expect((await shop.look('vip')).data.endUser).toMatchObject({ limit: null, remaining: null, period: 'MONTH' });
  });

  it('cannot leave its limit with the client token that was made for it, nor look at another', async () => {
    const shop = await openShop();
    await shop.set({ limit: { amount: '0.06', period: 'DAY' } });
    const CREATE = `mutation { createClientToken(input: { scopes: [GENERATION_WRITE, ACCOUNT_READ], endUser: "u-1" }) {
      token userErrors { message } } }`;
    const { token } = (await shop.ask(CREATE)).data.createClientToken;
    expect((await shop.generate({}, token)).userErrors).toEqual([]);
    expect((await shop.generate({}, token)).userErrors).toMatchObject([{ endUser: 'u-1', remaining: '0.008' }]);
    expect((await shop.generate(forUser('u-2'), token)).userErrors).toMatchObject([{ code: 'INVALID_PARAMETER' }]);
    expect((await shop.look('u-1', token)).data.endUser).toMatchObject({ id: 'u-1' });
    expect((await shop.generate(forUser('u-2'))).userErrors).toEqual([]);
    const usage = (only?: string[]) =>
      `{ usage { byEndUser${only === undefined ? '' : `(only: ${JSON.stringify(only)})`} { key } } }`;
    const seen = async (secret?: string, only?: string[]) =>
      (await shop.ask(usage(only), {}, secret)).data.usage.byEndUser.map(({ key }: { key: string }) => key).toSorted();
    expect(await seen()).toEqual(['u-1', 'u-2']);
    expect([await seen(token), await seen(token, ['u-1', 'u-2']), await seen(token, ['u-2'])]).toEqual([
      ['u-1'],
      ['u-1'],
      [],
    ]);
    expect((await shop.look('u-2', token)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN_CLIENT_TOKEN' } }]);
    const estimate = `{ estimate(input: { model: "${MODEL}" }) { blockedBy } }`;
    expect((await shop.ask(estimate, {}, token)).data.estimate).toEqual({ blockedBy: 'END_USER_LIMIT_REACHED' });
  });

  it('that cannot be one is refused, as is a limit of nothing', async () => {
    const shop = await openShop();
    for (const endUser of ['', 'a\u0000', 'x'.repeat(501)]) {
      expect(await shop.set({ endUser, limit: { amount: '1', period: 'DAY' } })).toMatchObject({
        userErrors: [{ code: 'INVALID_PARAMETER', path: ['endUser'] }],
      });
      expect((await shop.look(endUser)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
    for (const amount of ['0', '-1']) {
      expect(await shop.set({ limit: { amount, period: 'DAY' } })).toMatchObject({
        userErrors: [{ code: 'INVALID_PARAMETER', path: ['limit', 'amount'] }],
      });
    }
    expect((await shop.look('new')).data.endUser).toMatchObject({ spent: '0', limit: null });
  });
});
