// Weeks of accounts that are made up: what generations cost and how often they fail as it happens, and cases put between them.
import { newId, plainArray, type Sql } from '../../src/database/index.ts';

const WEEK_MILLISECONDS = 7 * 86_400_000;
const GENERATIONS = 200;
/** Micro-credits. */
const IMAGE = 40_000;
const VIDEO = 300_000;

/** Mulberry32: the same numbers from the same seed. */
export function randomsOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Made {
  readonly model: string;
  readonly estimate: number;
  readonly outcome: 'SUCCEEDED' | 'FAILED' | 'OPEN';
  /** What is charged where it succeeded. */
  readonly cost: number;
  readonly key: 'WORKING' | 'ENDED';
  /** Its row is missing. */
  readonly isUnknown: boolean;
  readonly at: Date;
}

export interface Week {
  readonly random: () => number;
  /** How often a generation fails, each by itself. */
  readonly failing: number;
  readonly end: Date;
}

/**
 * Images have one price. A video's length is chosen anew each time, now and then a long one; what comes out differs a little from the
 * estimate.
 */
function usual({ random, failing, end }: Week, at: number): Made {
  const isVideo = random() < 0.3;
  const seconds = random() < 0.02 ? 10 : 1 + Math.floor(random() * 3);
  const share = 0.7 + 0.45 * random();
  const estimate = isVideo ? VIDEO * seconds : IMAGE;
  const cost = isVideo ? Math.round(estimate * share) : estimate;
  return {
    model: isVideo ? 'a/video' : `a/image-${Math.floor(random() * 2)}`,
    outcome: random() < failing ? 'FAILED' : 'SUCCEEDED',
    ...{ estimate, cost, key: 'WORKING', isUnknown: false },
    at: new Date(end.getTime() - WEEK_MILLISECONDS * 0.95 * (1 - at)),
  };
}

export function usualWeek(week: Week): Made[] {
  return Array.from({ length: GENERATIONS }, (_, index) => usual(week, index / GENERATIONS));
}

export type Case = 'OUTAGE' | 'OVERLONG' | 'UNUSUAL' | 'ENDED_KEY' | 'UNKNOWN_GENERATIONS' | 'STUCK';

/** Changes a few of the last third of a week, as the case would. */
export const CASES: Readonly<Record<Case, (week: Made[], random: () => number) => Made[]>> = {
  // 3 to 30 generations fail one after the other; what other models do goes on.
  OUTAGE: (made, random) =>
    change(made, { random, most: 28, least: 3, model: /image-0/ }, () => ({ outcome: 'FAILED' })),
  // One output is 1.5 to 4 times as long as it was estimated.
  OVERLONG: (made, random) =>
    change(made, { random, most: 1, least: 1, model: /video/ }, ({ estimate }) => ({
      outcome: 'SUCCEEDED',
      cost: Math.ceil(estimate * (1.5 + 2.5 * random())),
    })),
  // Somebody asks for 4 to 12 times as much as is usual: estimate and charge agree.
  UNUSUAL: (made, random) =>
    change(made, { random, most: 1, least: 1, model: /image-1/ }, () => {
      const cost = Math.ceil(IMAGE * (4 + 8 * random()));
      return { outcome: 'SUCCEEDED', cost, estimate: cost };
    }),
  ENDED_KEY: (made, random) => change(made, { random, most: 10, least: 1, model: /./ }, () => ({ key: 'ENDED' })),
  UNKNOWN_GENERATIONS: (made, random) =>
    change(made, { random, most: 10, least: 1, model: /./ }, () => ({ isUnknown: true })),
  STUCK: (made, random) => change(made, { random, most: 5, least: 1, model: /./ }, () => ({ outcome: 'OPEN' })),
};

interface Span {
  readonly random: () => number;
  readonly least: number;
  readonly most: number;
  readonly model: RegExp;
}

function change(made: Made[], { random, least, most, model }: Span, as: (one: Made) => Partial<Made>): Made[] {
  let left = least + Math.floor(random() * most);
  return made.map((one, index) => {
    if (index < GENERATIONS * 0.66 || left === 0 || !model.test(one.model)) return one;
    left -= 1;
    return { ...one, ...as(one) };
  });
}

export interface Keys {
  readonly accountId: string;
  readonly working: string;
  readonly ended: string;
}

/** Rows as they lie in the tables once all is over; nothing that keeps the books is asked, so it needs a database of its own. */
export async function insertWeek(sql: Sql, keys: Keys, made: readonly Made[]): Promise<void> {
  const rows = made.map((one) => ({ ...one, id: newId(), apiKeyId: one.key === 'ENDED' ? keys.ended : keys.working }));
  await insertGenerations(
    sql,
    keys,
    rows.filter(({ isUnknown }) => !isUnknown),
  );
  await insertTransactions(sql, keys, rows);
}

type Row = Made & { readonly id: string; readonly apiKeyId: string };

type Value = Parameters<typeof plainArray>[0][number];

const columns = (rows: readonly Row[], members: readonly ((row: Row) => Value)[]) =>
  members.map((member) => plainArray(rows.map(member)));

async function insertGenerations(sql: Sql, { accountId }: Keys, rows: readonly Row[]): Promise<void> {
  await sql.rows(
    `insert into generation (account_id, id, api_key_id, model, parameters, count, status, price_version, max_cost, cost_estimate,
       cost, error, created_at, started_at, ended_at, due_at)
     select $1, id, key, model, '{}', 1, case outcome when 'OPEN' then 'RUNNING' else outcome end, 'v1', 5 * estimate, estimate,
       case outcome when 'SUCCEEDED' then cost when 'FAILED' then 0 end,
       case outcome when 'FAILED' then '{"code": "PROVIDER_ERROR"}'::jsonb end, at, at,
       case when outcome <> 'OPEN' then at end, case outcome when 'OPEN' then at end
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::timestamptz[])
       as one (id, key, model, outcome, estimate, cost, at)`,
    [
      accountId,
      ...columns(rows, [
        ({ id }) => id,
        ({ apiKeyId }) => apiKeyId,
        ({ model }) => model,
        ({ outcome }) => outcome,
        ({ estimate }) => String(estimate),
        ({ cost }) => String(cost),
        ({ at }) => at.toISOString(),
      ]),
    ],
  );
}

/** A reservation of five times the estimate, and what became of it. */
async function insertTransactions(sql: Sql, { accountId }: Keys, rows: readonly Row[]): Promise<void> {
  await sql.rows(
    `insert into ledger_transaction (account_id, sequence, type, step, amount, reserved_change, available_after, reserved_after,
       lot_numbers, lot_amounts, generation_id, api_key_id, created_at, hash)
     select $1, 1000 + row_number() over (order by number, step), type, step, amount, reserved_change, 0, 0, '{}', '{}', id, key, at,
       sha256(convert_to(id::text, 'UTF8'))
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::bigint[], $7::timestamptz[]) with ordinality
         as one (id, key, outcome, estimate, cost, at, number)
       cross join lateral (
         select 'RESERVE' as type, 0 as step, -5 * estimate as amount, 5 * estimate as reserved_change
         union all select case outcome when 'FAILED' then 'REFUND' else 'CHARGE' end, 1,
           case outcome when 'FAILED' then 5 * estimate else 5 * estimate - cost end, -5 * estimate where outcome <> 'OPEN') as posted`,
    [
      accountId,
      ...columns(rows, [
        ({ id }) => id,
        ({ apiKeyId }) => apiKeyId,
        ({ outcome }) => outcome,
        ({ estimate }) => String(estimate),
        ({ cost }) => String(cost),
        ({ at }) => at.toISOString(),
      ]),
    ],
  );
}
