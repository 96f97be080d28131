// What costs nothing is sold like anything else: a generation, a receipt and usage, and no credits needed.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { BALANCE, GENERATE, generateInput, TRANSACTIONS } from '../support/gateway-operations.ts';
import { temporaryFolder } from '../support/postgres-processes.ts';

const SOURCE = { url: 'https://example.com/prices', asOf: null, verified: false };
const image = (identifier: string, rules: object[]): object => ({
  ...{ identifier, name: identifier, kind: 'IMAGE', providers: ['sandbox'], source: SOURCE, rules },
  meters: { images: { source: { from: 'count' } } },
});
const STOREFRONT = {
  name: 'free-and-paid',
  asOf: '2026-11-29',
  creditUnit: { one: 'credit', many: 'credits', meaning: '1 credit = 1 USD' },
  packs: [],
  plans: [
    {
      ...{ id: 'free', name: 'Free', price: { amount: '0', currency: 'USD' }, monthlyCredits: '0' },
      ...{ auditWindowDays: 30, concurrencyLimit: 2, requestsPerMinute: 600 },
    },
  ],
  models: [
    image('test/free', [{ kind: 'perUnit', meter: 'images', price: '0' }]),
    image('test/paid', [{ kind: 'perUnit', meter: 'images', price: '0.05' }]),
    image('test/unpriced', []),
  ],
};

const ESTIMATES = `query ($inputs: [EstimateInput!]!) {
  estimates(inputs: $inputs) { estimates { model { identifier } totalCost } totalCost maxCost canAfford exactness }
}`;
const ESTIMATE = `query ($model: ID!) {
  estimate(input: { model: $model, count: 3 }) { totalCost maxCost canAfford affordableCount exactness lines { amount } }
}`;

const folder = temporaryFolder();
let gateway: TestGateway;
let penniless: { id: string; key: string };

beforeAll(async () => {
  const file = join(folder.path, 'storefront.json');
  writeFileSync(file, JSON.stringify(STOREFRONT));
  gateway = await startTestGateway({ environment: { STOREFRONT: file } });
  const created = await gateway.ask(
    'mutation { createAccount(input: { name: "Penniless", idempotencyKey: "penniless" }) { account { id } secret } }',
    {},
    { key: gateway.operatorKey },
  );
  penniless = { id: created.data.createAccount.account.id, key: created.data.createAccount.secret };
});

afterAll(async () => {
  await gateway.stop();
  folder.remove();
});

const asked = async (query: string, variables: object = {}): Promise<Answer> =>
  (await gateway.ask(query, variables, { key: penniless.key })).data;

describe('a model whose price is 0', () => {
  it('can be afforded by who has nothing, as often as a count can say', async () => {
    const { estimate } = await asked(ESTIMATE, { model: 'test/free' });
    expect(estimate).toMatchObject({ totalCost: '0', maxCost: '0', canAfford: true, exactness: 'EXACT' });
    expect(estimate).toMatchObject({ affordableCount: 2 ** 31 - 1, lines: [{ amount: '0' }] });
    expect((await asked(ESTIMATE, { model: 'test/paid' })).estimate).toMatchObject({ canAfford: false });
  });

  it('is generated, told in the ledger, and has a receipt and usage', async () => {
    const input = generateInput({ model: 'test/free', count: 2 });
    const { generate } = await asked(GENERATE, { input });
    expect(generate).toMatchObject({ userErrors: [], balance: { available: '0', reserved: '0' } });
    const ended = await gateway.ended(generate.generation.id, penniless.key);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', cost: '0' });
    const { transactions } = await asked(TRANSACTIONS);
    expect(transactions.nodes.map(({ type, amount }: Answer) => [type, amount])).toEqual([
      ['CHARGE', '0'],
      ['RESERVE', '0'],
    ]);
    const { receipt } = await asked(
      'query ($id: ID!) { receipt(generationId: $id) { reserved charged lines { amount } } }',
      {
        id: generate.generation.id,
      },
    );
    expect(receipt).toEqual({ reserved: '0', charged: '0', lines: [{ amount: '0' }] });
    const { usage } = await asked('{ usage(days: 1) { totalCost requests: totalGenerations } }');
    expect(usage).toEqual({ totalCost: '0', requests: 1 });
    expect((await asked('{ verifyLedger { ok problems } }')).verifyLedger).toEqual({ ok: true, problems: [] });
    expect((await asked(GENERATE, { input })).generate).toMatchObject({ replayed: true });
  });

  it('is given back as nothing when it is not delivered', async () => {
    const parameters = { sandbox: { outcome: 'fail' } };
    const { generate } = await asked(GENERATE, { input: generateInput({ model: 'test/free', parameters }) });
    expect(generate.userErrors).toEqual([]);
    const ended = await gateway.ended(generate.generation.id, penniless.key);
    expect(ended).toMatchObject({ status: 'FAILED', cost: '0' });
    expect((await asked(BALANCE)).balance).toEqual({ available: '0', reserved: '0' });
    expect((await asked('{ verifyLedger { ok problems } }')).verifyLedger).toEqual({ ok: true, problems: [] });
  });

  it('does not make other models free', async () => {
    const { generate } = await asked(GENERATE, { input: generateInput({ model: 'test/paid' }) });
    expect(generate.userErrors).toMatchObject([{ code: 'INSUFFICIENT_CREDITS' }]);
  });
});

describe('estimates of several requests', () => {
  it('say of one without a price that it has none, and answer the others', async () => {
    const inputs = ['test/paid', 'test/unpriced', 'test/free'].map((model) => ({ model }));
    const { data, errors } = await gateway.ask(ESTIMATES, { inputs }, { key: penniless.key });
    const [paid, unpriced, free] = data.estimates.estimates;
    expect([paid.totalCost, unpriced, free.totalCost]).toEqual(['0.05', null, '0']);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ path: ['estimates', 'estimates', 1], extensions: { code: 'PRICE_UNKNOWN' } });
    const { totalCost, maxCost, canAfford, exactness } = data.estimates;
    expect([totalCost, maxCost, canAfford, exactness]).toEqual([null, null, false, 'APPROXIMATE']);
  });
});
