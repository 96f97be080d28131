// A charge counts on one day, that of its reservation, wherever it is counted: usage, daily limit, invoice, transactions. And
// what an operator gives back is taken off usage, which shows both figures.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../src/callers/ids.ts';
import { createCatalog, loadStorefront } from '../../src/catalog/index.ts';
import { connectDatabase, type Database } from '../../src/database/index.ts';
import { closeMonth } from '../../src/invoices/close/close-month.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { generateInput } from '../support/gateway-operations.ts';

const CREATE = `mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { id } secret } }`;
const MODE = 'mutation ($input: SetBillingModeInput!) { setBillingMode(input: $input) { userErrors { code } } }';
const GENERATE = `mutation ($input: GenerateInput!) {
  generate(input: $input) { generation { id createdAt } userErrors { code } }
}`;
const REFUND = 'mutation ($input: RefundChargeInput!) { refundCharge(input: $input) { userErrors { code } } }';
const COUNTED = `{
  usage(days: 3) { totalCost grossCost refunded byDay { key cost grossCost refunded } byModel { cost grossCost refunded } }
  apiKeys { name dailySpend { used reserved } }
  transactions(first: 10) { nodes { type createdAt } }
}`;
const INVOICES = '{ invoices { nodes { month lines { day credits } } } }';

/** The last one at which a month began: ids are of the real time, and usage looks for none that are older than its days. */
const today = new Date();
const MIDNIGHT = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), 1);
const NEXT_MIDNIGHT = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1);
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
const monthOf = (time: number): string => dayOf(time).slice(0, 7);

let clock = new Date(MIDNIGHT - 5 * SECOND);
let gateway: TestGateway;
let database: Database;
let key: string;
let accountId: string;

beforeAll(async () => {
  gateway = await startTestGateway({ now: () => clock });
  database = await connectDatabase({ url: gateway.databaseUrl, orm: ormConfig });
});

beforeEach(async () => {
  clock = new Date(MIDNIGHT - 5 * SECOND);
  const email = `${randomUUID()}@example.com`;
  const created = await ask(
    CREATE,
    { name: 'Late', email, planId: 'scale', idempotencyKey: email },
    gateway.operatorKey,
  );
  ({ secret: key } = created.createAccount);
  accountId = created.createAccount.account.id;
  const { setBillingMode } = await ask(MODE, { accountId, mode: 'POSTPAID', creditLimit: '10' }, gateway.operatorKey);
  expect(setBillingMode.userErrors).toEqual([]);
});

afterAll(async () => {
  await database.close();
  await gateway.stop();
});

async function ask(query: string, input?: object, as = key): Promise<Answer> {
  const { data, errors } = await gateway.ask(query, { input }, { key: as });
  expect(errors).toBeUndefined();
  return data;
}

/** An image for 0.052 that is reserved at one moment and charged at another. */
async function generate(reservedAt: number, chargedAt: number): Promise<string> {
  clock = new Date(reservedAt);
  const input = generateInput({ parameters: { sandbox: { delayMilliseconds: 1_000 } } });
  const { generation, userErrors } = (await ask(GENERATE, input)).generate;
  expect(userErrors).toEqual([]);
  expect(generation.createdAt).toBe(new Date(reservedAt).toISOString());
  clock = new Date(chargedAt);
  await gateway.ended(generation.id, key);
  return generation.id;
}

async function close(endOfMonth: number): Promise<void> {
  clock = new Date(endOfMonth + HOUR);
  const catalog = createCatalog(loadStorefront('storefronts/usd-credits.json'));
  const context = { database, catalog, terms: { daysUntilDue: 14, graceDays: 7 }, now: () => clock };
  const month = `${monthOf(endOfMonth - 1)}-01`;
  expect(await closeMonth(context, { accountId: fromPublicId('acct', accountId) ?? '', month })).toBe('closed');
}

const bill = (month: number, ...days: readonly number[]) => ({
  month: monthOf(month),
  lines: days.map((day) => ({ day: dayOf(day), credits: '0.052' })),
});

describe('a charge over midnight', () => {
  it('counts on the day of its reservation in usage, daily spend, transactions and invoice, and is billed once', async () => {
    const before = MIDNIGHT - 5 * SECOND;
    const after = MIDNIGHT + 6 * SECOND;
    await generate(before, MIDNIGHT + 5 * SECOND);
    await generate(after, after + SECOND);
    const { usage, apiKeys, transactions } = await ask(COUNTED);
    expect(usage.byDay).toMatchObject([
      { key: dayOf(before), cost: '0.052' },
      { key: dayOf(after), cost: '0.052' },
    ]);
    expect(apiKeys[0].dailySpend).toEqual({ used: '0.052', reserved: '0' });
    const booked = transactions.nodes.map(({ type, createdAt }: Answer) => [type, Date.parse(createdAt)]);
    expect(booked.toReversed()).toEqual([
      ['RESERVE', before],
      ['CHARGE', MIDNIGHT + 5 * SECOND],
      ['RESERVE', after],
      ['CHARGE', after + SECOND],
    ]);
    const spends = await database.rows(
      `select quarter_hour as quarter, charged from key_spend where account_id = $1 order by quarter_hour`,
      [fromPublicId('acct', accountId)],
    );
    const quarterOf = (time: number): number => Math.floor(time / 900_000);
    expect(spends).toEqual([before, after].map((time) => ({ quarter: quarterOf(time), charged: 52_000n })));
    await close(MIDNIGHT);
    await generate(NEXT_MIDNIGHT - 1, NEXT_MIDNIGHT + SECOND);
    await close(NEXT_MIDNIGHT);
    const bills = (await ask(INVOICES)).invoices.nodes.toReversed();
    expect(bills).toEqual([bill(before, before), bill(MIDNIGHT, after, NEXT_MIDNIGHT - 1)]);
  });
});

describe('usage', () => {
  it('is net of what an operator gave back, and shows both figures', async () => {
    const id = await generate(MIDNIGHT, MIDNIGHT + SECOND);
    const refund = { accountId, generationId: id, credits: '0.02', reason: 'blurred', idempotencyKey: 'blurred' };
    expect((await ask(REFUND, refund, gateway.operatorKey)).refundCharge.userErrors).toEqual([]);
    const { usage } = await ask(COUNTED);
    const figures = { cost: '0.032', grossCost: '0.052', refunded: '0.02' };
    expect(usage).toMatchObject({ totalCost: '0.032', grossCost: '0.052', refunded: '0.02' });
    expect(usage.byDay).toEqual([{ key: dayOf(MIDNIGHT), ...figures }]);
    expect(usage.byModel).toEqual([figures]);
  });
});
