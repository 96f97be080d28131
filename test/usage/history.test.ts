// Transactions looked for by type, model, key, words, purchase and moment, page by page both ways, and counted: always what a walk
// through all of them would find, whatever part of them is indexed and however far gateways' clocks are apart.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../../src/database/index.ts';
import type { TransactionType } from '../../src/ledger/index.ts';
import { indexHistories, type StatementPage, type Usage } from '../../src/usage/index.ts';
import { createLedgerWorld, type LedgerWorld } from '../support/ledger-world.ts';
import { openUsage } from '../support/usage-room.ts';

const COUNT = 3_500;
const START = Date.parse('2026-06-01T00:00:00Z');
const MINUTE = 60_000;
const MODELS = ['a/image', 'b/video', 'c/it\'s {odd}, "quoted"'];
const KEYS = [newId(), newId()];
const PURCHASES = [newId(), newId()];
const RARE = ['Sorry for 100% of it_', 'Sorry for 1000 of its'];

interface Line {
  readonly sequence: bigint;
  readonly type: TransactionType;
  readonly model: string | undefined;
  readonly apiKeyId: string | undefined;
  readonly description: string | undefined;
  readonly purchaseId: string | undefined;
  readonly createdAt: Date;
}

let world: LedgerWorld;
let usage: Usage;
let accountId: string;
let lines: Line[];

/** Three of four are about generations; each seventeenth minute's gateway has a clock that is hours behind. */
function lineOf(number: number): Line {
  const createdAt = new Date(START + number * MINUTE - (number % 17 === 0 ? 5 * 60 * MINUTE : 0));
  const about = { sequence: BigInt(number), createdAt, purchaseId: undefined };
  const chance = (number * 7_919) % 97;
  if (chance < 2) {
    const purchaseId = PURCHASES[number % 2];
    return { ...about, type: 'ADD', model: undefined, apiKeyId: undefined, description: 'Credit pack', purchaseId };
  }
  const work = { ...about, model: MODELS[chance % 3], apiKeyId: KEYS[chance % 2] };
  if (chance < 6) return { ...work, type: 'REFUND', description: RARE[number % 2] };
  const type = number % 2 === 0 ? 'CHARGE' : 'RESERVE';
  return { ...work, type, description: undefined };
}

beforeAll(async () => {
  world = await createLedgerWorld();
  accountId = await world.newAccount();
  lines = Array.from({ length: COUNT }, (_, index) => lineOf(index + 1));
  const { database } = world;
  const generations = lines.map(({ model }) => (model === undefined ? undefined : newId()));
  await database.rows(
    `insert into generation (account_id, id, api_key_id, model, parameters, count, status, price_version, max_cost, cost_estimate, created_at)
     select $1, (one ->> 'id')::uuid, (one ->> 'apiKeyId')::uuid, one ->> 'model', '{}', 1, 'QUEUED', 'v', 0, 0, (one ->> 'createdAt')::timestamptz
     from jsonb_array_elements($2::jsonb) as one`,
    [
      accountId,
      JSON.stringify(
        lines.flatMap((line, index) =>
          generations[index] === undefined ? [] : [{ ...plain(line), id: generations[index] }],
        ),
      ),
    ],
  );
  await database.rows(
    `insert into ledger_transaction (account_id, sequence, type, amount, reserved_change, available_after, reserved_after, lot_numbers,
       lot_amounts, generation_id, step, api_key_id, purchase_id, description, created_at, hash)
     select $1, (one ->> 'sequence')::bigint, one ->> 'type',
       case one ->> 'type' when 'ADD' then 1 when 'RESERVE' then -1 when 'REFUND' then 1 else 0 end,
       case one ->> 'type' when 'ADD' then 0 when 'RESERVE' then 1 else -1 end, 0, 0, '{1}', '{1}', (one ->> 'id')::uuid,
       case one ->> 'type' when 'ADD' then null when 'RESERVE' then 0 else 1 end, (one ->> 'apiKeyId')::uuid,
       (one ->> 'purchaseId')::uuid, one ->> 'description', (one ->> 'createdAt')::timestamptz, sha256('x')
     from jsonb_array_elements($2::jsonb) as one`,
    [accountId, JSON.stringify(lines.map((line, index) => ({ ...plain(line), id: generations[index] })))],
  );
  await setSequence(COUNT);
  usage = openUsage({ database, now: () => world.clock.now });
});

const setSequence = (sequence: number) =>
  world.database.rows('update wallet set sequence = $2 where account_id = $1', [accountId, sequence]);

afterAll(() => world.close());

const plain = (line: Line) => ({ ...line, sequence: String(line.sequence) });

type Filter = StatementPage['filter'];

/** Each condition that is given, and whether a line meets it. */
const CONDITIONS: { [Name in keyof Filter]-?: (line: Line, given: NonNullable<Filter[Name]>) => boolean } = {
  types: (line, types) => types.includes(line.type),
  models: (line, models) => line.model !== undefined && models.includes(line.model),
  generationId: () => false,
  apiKeyId: (line, id) => line.apiKeyId === id,
  purchaseId: (line, id) => line.purchaseId === id,
  words: (line, { contained, types }) =>
    line.description?.toLowerCase().includes(contained.toLowerCase()) ?? types.includes(line.type),
  createdFrom: (line, from) => line.createdAt >= from,
  createdBefore: (line, before) => line.createdAt < before,
};

const matches = (line: Line, filter: Filter): boolean =>
  Object.entries(filter).every(([name, given]) => CONDITIONS[name as keyof Filter](line, given as never));

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const moment = fc.integer({ min: -400, max: COUNT + 400 }).map((number) => new Date(START + number * MINUTE));
const asked = fc.record({
  types: optional(fc.subarray(['ADD', 'RESERVE', 'CHARGE', 'REFUND', 'EXPIRE'] as TransactionType[], { minLength: 1 })),
  models: optional(fc.subarray([...MODELS, 'never/used'], { minLength: 1 })),
  apiKeyId: optional(fc.constantFrom(...KEYS, newId())),
  purchaseId: optional(fc.constantFrom(...PURCHASES, newId())),
  words: optional(
    fc.constantFrom(
      { contained: '100%', types: [] },
      { contained: 'SORRY', types: [] },
      { contained: 'charged', types: ['CHARGE'] as TransactionType[] },
    ),
  ),
  createdFrom: optional(moment),
  createdBefore: optional(moment),
  limit: fc.integer({ min: 1, max: 101 }),
  place: fc.integer({ min: 1, max: COUNT + 1 }).map(BigInt),
});

const given = (filter: object): Filter =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));

async function looksLikeAWalk(numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(asked, async ({ limit, place, ...conditions }) => {
      const filter = given(conditions);
      const all = lines.filter((line) => matches(line, filter)).map(({ sequence }) => sequence);
      const numbersOf = async (more: object): Promise<bigint[]> =>
        (await usage.transactions({ accountId, filter, limit, ...more })).map(({ sequence }) => sequence);
      expect(await usage.countTransactions({ accountId, filter })).toBe(all.length);
      expect(await numbersOf({})).toEqual(all.toReversed().slice(0, limit));
      const older = all.filter((sequence) => sequence < place);
      expect(await numbersOf({ beforeSequence: place })).toEqual(older.toReversed().slice(0, limit));
      const newer = all.filter((sequence) => sequence > place);
      expect(await numbersOf({ afterSequence: place })).toEqual(newer.slice(0, limit));
    }),
    { numRuns, includeErrorInReport: true },
  );
}

const blocksOf = async (): Promise<number | undefined> =>
  (
    await world.database.rows<{ blocks: number }>('select blocks from history_index where account_id = $1', [accountId])
  )[0]?.blocks;

describe("an account's history", () => {
  it('is found and counted as it is, as long as nothing is indexed', async () => {
    await looksLikeAWalk(25);
  });

  it('is found and counted by the index once full blocks are indexed, and what comes later beside it', async () => {
    await setSequence(1_500);
    await indexHistories(world.database);
    expect(await blocksOf()).toBe(1);
    await setSequence(COUNT);
    expect(await indexHistories(world.database)).toEqual({ mayHaveMore: true });
    expect(await indexHistories(world.database)).toEqual({ mayHaveMore: false });
    expect(await blocksOf()).toBe(3);
    await looksLikeAWalk(80);
  });

  it.each([0, 1, 2, 3, 3.4].map((blocks) => Math.trunc(blocks * 1_024)))(
    'is counted where a window begins or ends beside number %d',
    async (edge) => {
      for (const near of [-1, 0, 1, 2]) {
        const at = new Date(START + (edge + near) * MINUTE);
        for (const filter of [
          { createdFrom: at },
          { createdBefore: at },
          { createdFrom: at, models: MODELS },
        ] as Filter[]) {
          const all = lines.filter((line) => matches(line, filter));
          expect(await usage.countTransactions({ accountId, filter })).toBe(all.length);
        }
      }
    },
  );

  it('is indexed by one process at a time', async () => {
    const { database } = world;
    const other = await world.newAccount();
    await database.rows(
      `insert into ledger_transaction select $2, sequence, type, amount, reserved_change, available_after, reserved_after, lot_numbers,
         lot_amounts, generation_id, step, api_key_id, purchase_id, null, null, description, created_at, hash
       from ledger_transaction where account_id = $1 and sequence <= 2048`,
      [accountId, other],
    );
    await database.rows('update wallet set sequence = 2048 where account_id = $1', [other]);
    await Promise.all([1, 2, 3].map(() => indexHistories(database)));
    const [sums] = await database.rows(
      `select sum(cardinality(offsets))::int as lines, (select blocks from history_index where account_id = $1) as blocks
       from history_posting where account_id = $1`,
      [other],
    );
    expect(sums).toEqual({ lines: 2048, blocks: 2 });
  });
});
