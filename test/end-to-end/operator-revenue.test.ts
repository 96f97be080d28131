// What the business comes to, over HTTP: exact, by periods, and with what is not known said so.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';

const REVENUE = `query ($from: String!, $to: String!, $by: RevenueBy) {
  revenue(from: $from, to: $to, by: $by) {
    periods { period sold granted spent refunded expired deducted moneyIn { amount currency } moneyBack { amount currency } }
    byModel { model generations spent refunded net providerCost margin }
    unknownProviderCost notKnown
  }
}`;

let gateway: TestGateway;
let account: { id: string; key: string };
const today = new Date().toISOString().slice(0, 10);

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway.stop());

const ask = async (variables: object): Promise<Answer> => {
  const { data, errors } = await gateway.ask(REVENUE, variables, { key: gateway.operatorKey });
  expect(errors).toBeUndefined();
  return data.revenue;
};
const operate = async (query: string, input: object): Promise<void> => {
  const { data, errors } = await gateway.ask(query, { input }, { key: gateway.operatorKey });
  expect([errors, Object.values<Answer>(data)[0].userErrors]).toEqual([undefined, []]);
};
const MUTATE = (name: string, type: string): string =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { code message } } }`;

it('adds up to the millionth what was sold, granted, spent, given back and deducted, over all accounts', async () => {
  const span = { from: today, to: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10), by: 'MONTH' };
  const before = await ask(span);
  const granted = before.periods[0].granted;
  account = await gateway.newAccount('1');
  const other = await gateway.newAccount('2.000001');
  const accountId = account.id;
  const grant = MUTATE('grantCredits', 'GrantCreditsInput');
  await operate(grant, { accountId, credits: '7', source: 'PACK', idempotencyKey: 'sold' });
  await operate(MUTATE('deductCredits', 'DeductCreditsInput'), {
    ...{ accountId: other.id, credits: '0.5', reason: 'x', idempotencyKey: 'd' },
  });
  const { data } = await gateway.ask(GENERATE, { input: generateInput() }, { key: account.key });
  const generationId = data.generate.generation.id;
  await gateway.ended(generationId, account.key);
  await operate(MUTATE('refundCharge', 'RefundChargeInput'), {
    ...{ accountId, generationId, credits: '0.012', reason: 'x', idempotencyKey: 'r' },
  });
  const after = await ask(span);
  const [period] = after.periods;
  expect(period).toMatchObject({ sold: '7', spent: '0.052', refunded: '0.012', deducted: '0.5', expired: '0' });
  expect(micro(period.granted) - micro(granted)).toBe(3_000_001n);
  expect(after.byModel).toEqual([
    {
      ...{ model: 'bfl/flux-1.1-pro', generations: 1, spent: '0.052', refunded: '0.012', net: '0.04' },
      ...{ providerCost: null, margin: null },
    },
  ]);
  expect(after.unknownProviderCost).toEqual(['bfl/flux-1.1-pro']);
  expect(after.notKnown.length).toBeGreaterThan(0);
  const byDay = await ask({ ...span, by: 'DAY' });
  expect(byDay.byModel).toEqual(after.byModel);
  expect(byDay.periods.every(({ period: day }: Answer) => /^\d{4}-\d\d-\d\d$/.test(day))).toBe(true);
});

it('shows nothing of other times', async () => {
  const { periods, byModel } = await ask({ from: '2020-01-01', to: '2020-12-31' });
  expect([periods, byModel]).toEqual([[], []]);
});

it.each([
  { from: 'yesterday', to: today },
  { from: '2026-11-30', to: '2026-11-29' },
  { from: '2020-01-01', to: '2026-01-01' },
  { from: '2026-02-30', to: '2026-03-01' },
])('refuses %j', async (variables) => {
  const { status, errors } = await gateway.ask(REVENUE, variables, { key: gateway.operatorKey });
  expect([status, errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
});

it("tells a customer's key nothing", async () => {
  const answer = await gateway.ask(REVENUE, { from: today, to: today }, { key: gateway.demoKey });
  expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN_SCOPE' } }]);
});

function micro(credits: string): bigint {
  const [whole = '0', part = ''] = credits.split('.');
  return BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, '0'));
}
