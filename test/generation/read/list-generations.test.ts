// Generations of some statuses and models are found by what was counted of their days: always what a walk through all of them finds.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstIdAt, newId, shardOf } from '../../../src/database/index.ts';
import { countDaysIn, countEnded, type GenerationStatus } from '../../../src/generation/index.ts';
import { listGenerations } from '../../../src/generation/read/generations.ts';
import { createLedgerWorld, type LedgerWorld } from '../../support/ledger-world.ts';

const COUNT = 400;
const START = Date.parse('2026-09-20T00:00:00Z');
const FIVE_HOURS = 5 * 3_600_000;
const MODELS = ['a/image', 'b/video', 'c/rare'];
const STATUSES: GenerationStatus[] = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELED'];

interface Made {
  readonly id: string;
  readonly status: GenerationStatus;
  readonly model: string;
  readonly createdAt: Date;
}

let world: LedgerWorld;
let accountId: string;
let made: Made[];

/** The id is some minutes older than the moment of acceptance. */
function makeOne(number: number): Made {
  const at = START + number * FIVE_HOURS;
  const id = `${firstIdAt(at - (number % 7) * 60_000).slice(0, 24)}${String(number).padStart(12, '0')}`;
  const open = number > COUNT - 20 || number % 131 === 0;
  const status = open
    ? (STATUSES[number % 2] ?? 'QUEUED')
    : number % 67 === 0
      ? 'CANCELED'
      : number % 9 === 0
        ? 'FAILED'
        : 'SUCCEEDED';
  return { id, status, model: MODELS[number % 53 === 0 ? 2 : number % 2] ?? '', createdAt: new Date(at) };
}

beforeAll(async () => {
  world = await createLedgerWorld();
  accountId = await world.newAccount();
  made = Array.from({ length: COUNT }, (_, index) => makeOne(index + 1));
  const { database } = world;
  await database.rows(
    `insert into generation (account_id, id, api_key_id, model, parameters, count, status, price_version, max_cost, cost_estimate, created_at,
       ended_at, due_at)
     select $1, (one ->> 'id')::uuid, $3, one ->> 'model', '{}', 1, one ->> 'status', 'v', 0, 0, (one ->> 'createdAt')::timestamptz,
       case when one ->> 'status' in ('QUEUED', 'RUNNING') then null else (one ->> 'createdAt')::timestamptz end,
       case when one ->> 'status' = 'RUNNING' then now() end
     from jsonb_array_elements($2::jsonb) as one`,
    [accountId, JSON.stringify(made), newId()],
  );
  await shardOf(database, accountId).transaction(async (tx) =>
    countEnded(
      tx,
      made.map(({ id }) => ({ accountId, id })),
    ),
  );
});

afterAll(() => world.close());

const asked = fc.record({
  statuses: fc.option(fc.subarray(STATUSES, { minLength: 1 }), { nil: undefined }),
  models: fc.option(fc.subarray([...MODELS, 'never/used'], { minLength: 1 }), { nil: undefined }),
  limit: fc.integer({ min: 1, max: 101 }),
  before: fc.option(fc.integer({ min: 0, max: COUNT - 1 }), { nil: undefined }),
  since: fc.integer({ min: -10, max: COUNT }),
});

describe('a list of generations', () => {
  it.each(['UTC', 'America/New_York', 'Asia/Kathmandu'])('finds what a walk finds, by days of %s', async (zone) => {
    const { database } = world;
    await shardOf(database, accountId).transaction((tx) => countDaysIn(tx, accountId, zone));
    await fc.assert(
      fc.asyncProperty(asked, async ({ statuses, models, limit, before, since: days }) => {
        const since = new Date(START + days * FIVE_HOURS);
        const beforeId = before === undefined ? undefined : made[before]?.id;
        const expected = made.filter(
          (one) =>
            (statuses?.includes(one.status) ?? true) &&
            (models?.includes(one.model) ?? true) &&
            one.createdAt >= since &&
            (beforeId === undefined || one.id < beforeId),
        );
        const filter = { ...(statuses === undefined ? {} : { statuses }), ...(models === undefined ? {} : { models }) };
        const page = { accountId, filter, limit, since, ...(beforeId === undefined ? {} : { beforeId }) };
        const found = (await listGenerations(database, page)).map(({ id }) => id);
        const newest = expected.map(({ id }) => id).toSorted((one, other) => (one < other ? 1 : -1));
        expect(found).toEqual(newest.slice(0, limit));
      }),
      { numRuns: 60, includeErrorInReport: true },
    );
  });
});
