// Reports are sums of what was counted as generations ended. Whatever happened to them, and by whatever clocks days are asked for,
// they say what the ledger says, to the last micro-credit.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { COUNT_DAYS, COUNT_QUARTERS } from '../../migrations/20261130010000_usage_counts.ts';
import { COUNT_LABEL_DAYS, COUNT_LABEL_QUARTERS } from '../../migrations/20261130050000_usage_labels.ts';
import { newId } from '../../src/database/index.ts';
import { readEndUsers } from '../../src/generation/end-users/read-end-users.ts';
import type { Generation, GenerationRoom } from '../../src/generation/index.ts';
import { deliverLate } from '../../src/generation/settle/deliver-late.ts';
import { holdGeneration } from '../../src/generation/settle/hold-generation.ts';
import { settleDelivered, settleUndelivered } from '../../src/generation/settle/settle-generation.ts';
import type { LedgerTransaction } from '../../src/ledger/index.ts';
import { microCredits, ZERO } from '../../src/money/index.ts';
import type { Usage, UsageReport } from '../../src/usage/index.ts';
import {
  accepted,
  createGenerationWorld,
  type GenerationWorld,
  MODEL,
  requestOf,
} from '../support/generation-world.ts';
import { image, scriptedProvider } from '../support/scripted-provider.ts';
import { openUsage } from '../support/usage-room.ts';

const MODELS = [MODEL, 'fal-ai/flux-1/dev'];
const KEYS = [newId(), newId()];
const PROVIDERS = ['alpha', 'beta'];
/** One of 500 characters that take the most bytes: it still fits the keys of both tables. */
const USERS = ['u-1', 'Zoë', '\u{20ac}'.repeat(500)];
const TAGS = ['night', 'a tag, with a comma', '"quoted"'];
const ZONES = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Kiritimati'];
/** Midnights, and nights in which clocks are put forward or back by an hour or half of one. */
const EDGES = [
  '2026-03-08T07:00:00Z',
  '2026-04-04T15:00:00Z',
  '2026-11-01T06:00:00Z',
  '2026-11-20T18:15:00Z',
  '2026-11-21T00:00:00Z',
  '2026-11-21T05:00:00Z',
  '2026-11-21T10:00:00Z',
].map((text) => Date.parse(text));
const NOW = new Date('2026-11-22T12:00:00Z');

const attempts = fc.array(fc.record({ provider: fc.constantFrom(...PROVIDERS), mayBeBilled: fc.boolean() }), {
  minLength: 1,
  maxLength: 3,
});
const work = fc.record({
  at: fc
    .tuple(fc.constantFrom(...EDGES), fc.constantFrom(-1, 0, 1, -900_000, 3_600_000))
    .map(([edge, by]) => edge + by),
  model: fc.constantFrom(...MODELS),
  apiKeyId: fc.constantFrom(...KEYS),
  user: fc.option(fc.constantFrom(...USERS), { nil: undefined }),
  tags: fc.subarray(TAGS),
  attempts,
  end: fc.constantFrom(
    ...(['OPEN', 'DELIVERED', 'DELIVERED', 'FREE', 'FAILED', 'CANCELED', 'LATE', 'HELD', 'HELD_SETTLED'] as const),
  ),
  charge: fc.integer({ min: 1, max: 9_000 }),
  refunds: fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 2 }),
});
const history = fc.record({
  works: fc.array(work, { minLength: 1, maxLength: 8 }),
  zones: fc.array(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 3 }),
});
type Work = typeof work extends fc.Arbitrary<infer One> ? One : never;

let world: GenerationWorld;
let room: GenerationRoom;
let usage: Usage;

beforeAll(async () => {
  world = await createGenerationWorld();
  room = world.openRoom(scriptedProvider({ submit: (_, upstreamId) => ({ state: 'pending', upstreamId }) }), {
    now: () => world.clock.now,
  });
  usage = openUsage({ database: world.database, now: () => NOW });
});

afterAll(() => world.close());

async function live(accountId: string, one: Work): Promise<Generation> {
  world.clock.now = new Date(one.at);
  const { model, apiKeyId, user } = one;
  const metadata = user === undefined ? undefined : { userId: user, sessionId: 's-1' };
  const tags = one.tags.length === 0 ? undefined : one.tags;
  const asked = { model, apiKeyId, metadata, tags, concurrencyLimit: 1_000 };
  const generation = await accepted(room, requestOf(accountId, asked));
  await world.database.rows(
    `update generation set status = 'RUNNING', started_at = created_at, due_at = now() where account_id = $1 and id = $2`,
    [accountId, generation.id],
  );
  for (const [index, { provider, mayBeBilled }] of one.attempts.entries()) {
    const isLast = index === one.attempts.length - 1;
    const error = isLast ? null : { code: 'PROVIDER_ERROR', message: 'x', retryable: true, mayBeBilled };
    await world.database.rows(
      `insert into attempt (account_id, generation_id, number, id, provider, status, error, started_at)
         values ($1, $2, $3, $4, $5, $6, $7, now())`,
      [accountId, generation.id, index + 1, newId(), provider, isLast ? 'SUBMITTED' : 'FAILED', JSON.stringify(error)],
    );
  }
  await end(generation, one);
  for (const amount of one.refunds) {
    await room.generations.refundCharge({
      ...{ accountId, generationId: generation.id, amount: microCredits(BigInt(amount)) },
      ...{ reason: 'Sorry.', idempotencyKey: newId() },
    });
  }
  return generation;
}

async function end(generation: Generation, one: Work): Promise<void> {
  const { ledger, database, catalog, clock } = world;
  const { accountId, id } = generation;
  const base = { error: undefined, attempt: one.attempts.length, now: new Date(clock.now.getTime() + 1_000) };
  const delivered = { ...base, status: 'SUCCEEDED', outputs: [image(1024, 1024)] } as const;
  const failure = {
    ...{ code: 'PROVIDER_TIMEOUT', message: 'x', retryable: false, mayBeBilled: one.charge % 2 === 0 },
  } as const;
  const cost = microCredits(BigInt(one.charge));
  switch (one.end) {
    case 'OPEN':
      return;
    case 'DELIVERED':
      return settleDelivered({ ledger }, generation, { cost, end: delivered });
    case 'FREE':
      return settleDelivered({ ledger }, generation, { cost: ZERO, end: delivered });
    case 'CANCELED':
      await settleUndelivered({ ledger }, generation, { ...base, outputs: [], status: 'CANCELED' });
      return;
    case 'FAILED':
    case 'LATE': {
      const { mayBeBilled, ...plain } = failure;
      const error = mayBeBilled ? { ...plain, mayBeBilled } : plain;
      await settleUndelivered({ ledger }, generation, { ...base, outputs: [], status: 'FAILED', error });
      if (one.end === 'FAILED') return;
      const services = { database, ledger, catalog, review: { factor: 3, minimum: ZERO }, now: () => clock.now };
      const outputs = [one.charge % 3 === 0 ? image(8_192, 8_192) : image(1024, 1024)];
      const ended = { ...generation, status: 'FAILED', error } as const;
      return deliverLate({ ...services, log: () => undefined }, ended, outputs);
    }
    case 'HELD':
    case 'HELD_SETTLED':
      await holdGeneration({ database }, generation, { effective: cost, end: delivered });
      if (one.end === 'HELD') return;
      await room.generations.settleHeld({
        ...{ accountId, generationId: id, cost: one.charge % 5 === 0 ? ZERO : cost, reason: 'Looked at.' },
      });
  }
}

type UsageBucket = UsageReport['byDay'][number];
type Figures = Pick<UsageBucket, 'generations' | 'succeeded' | 'failed' | 'canceled' | 'grossCost' | 'refunded'>;

/** What the ledger, and the statuses of the generations, say of each day, model and key. */
async function expected(accountId: string, timeZone: string, keysOf: (one: Place) => string | readonly string[]) {
  const transactions = await allTransactions(accountId);
  const ids = [...new Set(transactions.flatMap(({ generationId }) => generationId ?? []))];
  const generations = await room.generations.byIds(accountId, ids);
  const figures = new Map<string, Figures>();
  for (const { id, model, apiKeyId, status, metadata, tags } of generations) {
    const own = transactions.filter(({ generationId }) => generationId === id);
    const accepted = own.find(({ type }) => type === 'RESERVE')?.createdAt;
    if (accepted === undefined) throw new Error('nothing was reserved');
    const day = new Intl.DateTimeFormat('en-CA', { timeZone }).format(accepted);
    const charged = own.filter(({ type }) => type === 'CHARGE').map((one) => -(one.amount + one.reservedChange));
    const given = own.filter(({ type, step = 0 }) => type === 'REFUND' && step >= 3).map(({ amount }) => amount);
    const user = metadata?.['userId'];
    for (const key of [keysOf({ day, model, apiKeyId, user, tags: tags ?? [] })].flat()) {
      const before = figures.get(key) ?? { ...NO_COUNTS, grossCost: ZERO, refunded: ZERO };
      figures.set(key, {
        generations: before.generations + 1,
        succeeded: before.succeeded + Number(status === 'SUCCEEDED'),
        failed: before.failed + Number(status === 'FAILED'),
        canceled: before.canceled + Number(status === 'CANCELED'),
        grossCost: microCredits(charged.reduce<bigint>((all, one) => all + one, before.grossCost)),
        refunded: microCredits(given.reduce<bigint>((all, one) => all + one, before.refunded)),
      });
    }
  }
  return figures;
}

const NO_COUNTS = { generations: 0, succeeded: 0, failed: 0, canceled: 0 };

interface Place {
  readonly day: string;
  readonly model: string;
  readonly apiKeyId: string;
  readonly user: string | undefined;
  readonly tags: readonly string[];
}

async function allTransactions(accountId: string): Promise<LedgerTransaction[]> {
  const page = await world.ledger.transactions({ accountId, filter: {}, limit: 101 });
  if (page.length > 100) throw new Error('more transactions than a page holds');
  return page;
}

const toMap = (buckets: readonly UsageBucket[]): Map<string, Figures> =>
  new Map(
    buckets.map(({ key, generations, succeeded, failed, canceled, grossCost, refunded }) => [
      key,
      { generations, succeeded, failed, canceled, grossCost, refunded },
    ]),
  );

/** Of the attempts as they are: cost goes with the one that decided, waste with those that delivered nothing. */
const expectedProviders = (accountId: string) => expectedOf(accountId, ({ provider }) => provider);

interface Tried {
  readonly provider: string;
  readonly user: string | null;
}

async function expectedOf(accountId: string, keyOf: (one: Tried) => string | null): Promise<Map<string, unknown>> {
  const rows = await world.database.rows<
    Tried & {
      decided: boolean;
      outcome: string;
      status: string;
      mayBeBilled: boolean;
      cost: bigint;
      estimate: bigint;
      refunded: bigint;
    }
  >(
    `select a.provider, g.metadata ->> 'userId' as user, a.status, g.status as outcome, coalesce((a.error ->> 'mayBeBilled')::boolean, false) as "mayBeBilled",
       coalesce(g.cost, 0) as cost, g.cost_estimate as estimate, g.refunded,
       a.number = (select max(number) from attempt l where l.account_id = g.account_id and l.generation_id = g.id) as decided
     from attempt a join generation g on g.account_id = a.account_id and g.id = a.generation_id
     where g.account_id = $1 and g.ended_at is not null`,
    [accountId],
  );
  const sums = new Map<string, { grossCost: bigint; refunded: bigint; wastedCost: bigint }>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === null) continue;
    const sum = sums.get(key) ?? { grossCost: 0n, refunded: 0n, wastedCost: 0n };
    sums.set(key, sum);
    const delivered = row.decided && row.outcome === 'SUCCEEDED';
    if (row.decided) sum.grossCost += row.cost;
    if (row.decided) sum.refunded += row.refunded;
    if (!delivered && (row.status === 'SUCCEEDED' || row.mayBeBilled)) sum.wastedCost += row.estimate;
  }
  return sums;
}

/** Of the whole year, all end users and tags; and those that are asked for by name are the same. */
async function expectLabels(accountId: string, timeZone: string, days: readonly string[]): Promise<void> {
  const year = { accountId, days: 365, timeZone };
  const users = await usage.byLabel({ ...year, by: 'END_USER', most: 100, only: undefined });
  const tags = await usage.byLabel({ ...year, by: 'TAG', most: 100, only: undefined });
  expect(toMap(users)).toEqual(await expected(accountId, timeZone, ({ user }) => user ?? []));
  expect(toMap(tags)).toEqual(await expected(accountId, timeZone, (one) => one.tags));
  const ended = await expectedOf(accountId, ({ user }) => user);
  expect(moneyIn(users)).toEqual(withMoney(ended, moneyIn(users)));
  expect(users).toEqual(users.toSorted((a, b) => Number(b.cost - a.cost)));
  await expectSpent(accountId);
  for (const day of days) {
    const asked = { ...year, from: day, to: day, by: 'TAG', most: 100 } as const;
    const ofDay = await expected(accountId, timeZone, (one) => (one.day === day ? one.tags : []));
    expect(toMap(await usage.byLabel({ ...asked, only: undefined }))).toEqual(ofDay);
    expect(toMap(await usage.byLabel({ ...asked, only: TAGS }))).toEqual(ofDay);
  }
  const only = ['nobody', 'Zoë', 'Zoë', 'u-1'];
  const named = await usage.byLabel({ ...year, by: 'END_USER', most: 100, only });
  expect(named).toEqual(users.filter(({ key }) => only.includes(key)));
  expect(await usage.byLabel({ ...year, by: 'TAG', most: 1, only: undefined })).toEqual(tags.slice(0, 1));
}

function chargedBy({ type, amount, reservedChange, step = 0 }: LedgerTransaction): bigint {
  if (type === 'CHARGE') return -(amount + reservedChange);
  return type === 'REFUND' && step >= 3 ? -amount : 0n;
}

/** What limits of end users are compared with: of a month, charged and given back, and reserved where nothing is settled. */
async function expectSpent(accountId: string): Promise<void> {
  const transactions = await allTransactions(accountId);
  const ids = [...new Set(transactions.flatMap(({ generationId }) => generationId ?? []))];
  const generations = await room.generations.byIds(accountId, ids);
  const spent = new Map(USERS.map((user) => [user, { charged: 0n, reserved: 0n }]));
  for (const { id, metadata, createdAt } of generations) {
    const { userId = '' } = metadata ?? {};
    const sum = createdAt.getUTCMonth() === NOW.getUTCMonth() ? spent.get(userId) : undefined;
    if (sum === undefined) continue;
    for (const one of transactions.filter(({ generationId }) => generationId === id)) {
      sum.reserved += one.reservedChange;
      sum.charged += chargedBy(one);
    }
  }
  const asked = USERS.map((endUser) => ({ accountId, endUser }));
  const states = await readEndUsers(world.database, asked, NOW);
  expect(new Map(states.map(({ endUser, charged, reserved }) => [endUser, { charged, reserved }]))).toEqual(spent);
}

const moneyOf = ({ byProvider }: UsageReport) => moneyIn(byProvider);

const moneyIn = (buckets: readonly UsageBucket[]) =>
  new Map(buckets.map(({ key, grossCost, refunded, wastedCost }) => [key, { grossCost, refunded, wastedCost }]));

const withMoney = (sums: ReadonlyMap<string, unknown>, like: ReadonlyMap<string, unknown>) =>
  new Map([...like.keys()].map((key) => [key, sums.get(key) ?? { grossCost: 0n, refunded: 0n, wastedCost: 0n }]));

describe('a usage report', () => {
  it('says what the ledger says, whatever happened and by whatever clocks', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ works, zones }) => {
        world.clock.now = new Date((EDGES[0] ?? 0) - 86_400_000);
        const accountId = await world.newAccount('100');
        const zoneOf = (index: number): string => zones[index % zones.length] ?? 'UTC';
        for (const [index, one] of works.entries()) {
          await live(accountId, one);
          // Days are counted in one zone or another while the rest still happens.
          if (index % 2 === 1) await usage.report({ accountId, days: 365, timeZone: zoneOf(index) });
        }
        for (const timeZone of zones) {
          const report = await usage.report({ accountId, days: 365, timeZone });
          expect(toMap(report.byDay)).toEqual(await expected(accountId, timeZone, ({ day }) => day));
          expect(toMap(report.byModel)).toEqual(await expected(accountId, timeZone, ({ model }) => model));
          expect(toMap(report.byApiKey)).toEqual(await expected(accountId, timeZone, ({ apiKeyId }) => apiKeyId));
          expect(moneyOf(report)).toEqual(withMoney(await expectedProviders(accountId), moneyOf(report)));
          await expectLabels(
            accountId,
            timeZone,
            report.byDay.map(({ key }) => key),
          );
          expect(report.totalCost).toBe(report.grossCost - report.refunded);
        }
      }),
      { numRuns: 20, includeErrorInReport: true },
    );
  });

  it('has the same to go by after the migration, which counts what has ended before', async () => {
    const { database } = world;
    const QUARTERS = `select to_jsonb(usage_quarter) as row from usage_quarter
      where (generations, cost, refunded, wasted, tried) <> (0, 0, 0, 0, 0) order by 1`;
    const LABELS = 'select to_jsonb(usage_label_quarter) as row from usage_label_quarter order by 1';
    const LABEL_DAYS = 'select to_jsonb(usage_label_day) as row from usage_label_day order by 1';
    const kept = await database.rows(QUARTERS);
    const labels = await database.rows(LABELS);
    const labelDays = await database.rows(LABEL_DAYS);
    await database.rows('truncate usage_label_quarter, usage_label_day');
    await database.rows(COUNT_LABEL_QUARTERS);
    await database.rows(COUNT_LABEL_DAYS);
    expect(labels.length).toBeGreaterThan(20);
    expect(await database.rows(LABELS)).toEqual(labels);
    expect(await database.rows(LABEL_DAYS)).toEqual(labelDays);
    await database.rows('truncate usage_quarter, usage_day, usage_zone');
    await database.rows(COUNT_QUARTERS);
    await database.rows(COUNT_DAYS);
    expect(kept.length).toBeGreaterThan(20);
    expect(await database.rows(QUARTERS)).toEqual(kept);
    const [days] = await database.rows(`select (select sum(cost) from usage_day where counted_by = 'MODEL') as days,
      (select sum(cost) from usage_day where counted_by = 'PROVIDER') as providers, sum(cost) as quarters from usage_quarter`);
    expect(new Set(Object.values(days as object).map(String)).size).toBe(1);
  });
});
