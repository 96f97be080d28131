import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, type Database, newId, type Sql, shardOf } from '../../src/database/index.ts';
import { countEnded } from '../../src/generation/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { type MicroCredits, parseCredits } from '../../src/money/index.ts';
import type { Usage } from '../../src/usage/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { openUsage } from '../support/usage-room.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const TODAY = '2026-11-21T09:00:00Z';
const YESTERDAY = '2026-11-20T23:59:59.999Z';

let own: TestDatabase;
let database: Database;
let statements: number;
let usage: Usage;

beforeAll(async () => {
  own = await createTestDatabase();
  database = await connectDatabase({ url: own.url, orm: ormConfig });
  const counted: Sql = {
    ...database,
    rows: (text, values) => {
      statements += 1;
      return database.rows(text, values);
    },
  };
  usage = openUsage({ database, sql: counted, now: () => NOW });
});

afterAll(async () => {
  await database.close();
  await own.drop();
});

function credits(text: string): MicroCredits {
  const amount = parseCredits(text);
  if (amount === undefined) throw new Error(`${text} is not an amount of credits`);
  return amount;
}

interface Made {
  readonly status?: string;
  readonly cost?: string | null;
  readonly model?: string;
  readonly key?: string;
  readonly at?: string;
  /** Provider and outcome of each attempt. */
  readonly attempts?: readonly (readonly [string, string])[];
}

const KEY = newId();

const USUAL = { status: 'SUCCEEDED', cost: '0.5', model: 'a/image', key: KEY, at: TODAY, attempts: [] };

async function generation(accountId: string, made: Made = {}): Promise<void> {
  const { status, cost, model, key, at, attempts }: Required<Made> = { ...USUAL, ...made };
  const id = newId();
  const ended = status === 'QUEUED' || status === 'RUNNING' ? null : at;
  const charged = cost === null ? null : credits(cost);
  await database.rows(
    `insert into generation (account_id, id, api_key_id, model, parameters, count, status, price_version, max_cost,
       cost_estimate, cost, created_at, ended_at, due_at) values ($1, $2, $3, $4, '{}', 1, $5, 'v1', 1000000, 700000, $6, $7, $8,
       case when $5 = 'RUNNING' then now() end)`,
    [accountId, id, key, model, status, charged, at, ended],
  );
  for (const [index, [provider, outcome]] of attempts.entries()) {
    await database.rows(
      `insert into attempt (account_id, generation_id, number, id, provider, status, started_at)
         values ($1, $2, $3, $4, $5, $6, $7)`,
      [accountId, id, index + 1, newId(), provider, outcome, at],
    );
  }
  await shardOf(database, accountId).transaction(async (tx) => countEnded(tx, [{ accountId, id }]));
}

const reportOf = (accountId: string, days: number, timeZone = 'UTC') => usage.report({ accountId, days, timeZone });

describe('a usage report', () => {
  it('of an account that did nothing is all zeros', async () => {
    const report = await reportOf(newId(), 30);
    expect(report).toMatchObject({ totalRequests: 0, totalGenerations: 0, totalCost: 0n, wastedCost: 0n });
    expect([report.byDay, report.byModel, report.byApiKey, report.byProvider]).toEqual([[], [], [], []]);
  });

  it('covers whole UTC days, today among them', async () => {
    const { from, to } = await reportOf(newId(), 2);
    expect(from).toEqual(new Date('2026-11-20T00:00:00Z'));
    expect(to).toEqual(NOW);
  });

  it('counts by outcome, and sums what was charged', async () => {
    const account = newId();
    await generation(account);
    await generation(account, { cost: '0.25' });
    await generation(account, { status: 'FAILED', cost: '0' });
    await generation(account, { status: 'CANCELED', cost: '0' });
    await generation(account, { status: 'RUNNING', cost: null });
    expect(await reportOf(account, 1)).toMatchObject({
      totalRequests: 5,
      totalGenerations: 5,
      succeeded: 2,
      failed: 1,
      canceled: 1,
      totalCost: credits('0.75'),
    });
  });

  it('puts a generation on the UTC day it was accepted, and leaves out what is older', async () => {
    const account = newId();
    await generation(account);
    await generation(account, { at: YESTERDAY, cost: '0.1' });
    const both = await reportOf(account, 2);
    expect(both.byDay).toMatchObject([
      { key: '2026-11-20', generations: 1, cost: credits('0.1') },
      { key: '2026-11-21', generations: 1, cost: credits('0.5') },
    ]);
    expect((await reportOf(account, 1)).totalGenerations).toBe(1);
  });

  it('counts what is accepted at this very moment', async () => {
    const account = newId();
    await generation(account, { at: NOW.toISOString() });
    expect((await reportOf(account, 1)).totalGenerations).toBe(1);
  });

  it('groups by model and by key, the most expensive first', async () => {
    const [account, other] = [newId(), newId()];
    await generation(account, { cost: '0.1' });
    await generation(account, { model: 'b/video', key: other, cost: '0.9', status: 'SUCCEEDED' });
    await generation(account, { model: 'b/video', key: other, cost: '0', status: 'FAILED' });
    const { byModel, byApiKey } = await reportOf(account, 1);
    expect(byModel).toMatchObject([
      { key: 'b/video', generations: 2, succeeded: 1, failed: 1, cost: credits('0.9') },
      { key: 'a/image', generations: 1, succeeded: 1, failed: 0, cost: credits('0.1') },
    ]);
    expect(byApiKey.map((bucket) => bucket.key)).toEqual([other, KEY]);
  });

  it('counts every provider that was tried once per generation, and the cost for the one that delivered', async () => {
    const account = newId();
    const attempts = [
      ['slow', 'FAILED'],
      ['slow', 'FAILED'],
      ['good', 'SUCCEEDED'],
    ] as const;
    await generation(account, { attempts });
    expect((await reportOf(account, 1)).byProvider).toMatchObject([
      { key: 'good', generations: 1, succeeded: 1, failed: 0, cost: credits('0.5') },
      { key: 'slow', generations: 1, succeeded: 0, failed: 1, cost: credits('0') },
    ]);
  });

  it('calls wasted what a provider finished and nobody paid for', async () => {
    const account = newId();
    await generation(account, { attempts: [['good', 'SUCCEEDED']] });
    await generation(account, { status: 'FAILED', cost: '0', attempts: [['good', 'FAILED']] });
    expect((await reportOf(account, 1)).wastedCost).toBe(0n);
    await generation(account, { status: 'CANCELED', cost: '0', attempts: [['good', 'SUCCEEDED']] });
    expect((await reportOf(account, 1)).wastedCost).toBe(credits('0.7'));
  });

  it('shows no other account', async () => {
    const account = newId();
    await generation(account);
    expect((await reportOf(newId(), 365)).totalGenerations).toBe(0);
  });

  it('begins days by the clocks of the account, and counts them anew when those change', async () => {
    const account = newId();
    await generation(account, { at: '2026-11-21T04:59:59Z', cost: '0.1' });
    await generation(account, { at: '2026-11-21T05:00:00Z', cost: '0.2' });
    const inNewYork = await reportOf(account, 2, 'America/New_York');
    expect(inNewYork).toMatchObject({ from: new Date('2026-11-20T05:00:00Z'), timeZone: 'America/New_York' });
    expect(inNewYork.byDay).toMatchObject([
      { key: '2026-11-20', cost: credits('0.1') },
      { key: '2026-11-21', cost: credits('0.2') },
    ]);
    await generation(account, { at: '2026-11-20T18:14:59Z', cost: '0.4' });
    expect((await reportOf(account, 2, 'Asia/Kathmandu')).byDay).toMatchObject([
      { key: '2026-11-20', cost: credits('0.4') },
      { key: '2026-11-21', cost: credits('0.3') },
    ]);
  });

  it('is about a span of days, both ends included', async () => {
    const account = newId();
    for (const day of [10, 11, 12, 13]) await generation(account, { at: `2026-11-${day}T12:00:00Z` });
    const span = { days: 30, from: '2026-11-11', to: '2026-11-12' };
    const { from, to, byDay } = await usage.report({ accountId: account, timeZone: 'UTC', ...span });
    expect([from, to]).toEqual([new Date('2026-11-11T00:00:00Z'), new Date('2026-11-13T00:00:00Z')]);
    expect(byDay.map(({ key }) => key)).toEqual(['2026-11-11', '2026-11-12']);
  });

  it('takes three statements however much there is', async () => {
    const account = newId();
    for (let day = 10; day < 20; day += 1) {
      await generation(account, { at: `2026-11-${day}T00:00:00Z`, model: `m/${day}` });
    }
    statements = 0;
    expect((await reportOf(account, 30)).byModel).toHaveLength(10);
    expect(statements).toBe(3);
  });
});
