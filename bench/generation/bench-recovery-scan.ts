// The scan for overdue generations, and that for forgotten ones, when the table is long: 1,000 overdue in both.
// --generations=N: how long; all but the overdue have ended. Loaded by SQL: rows and indexes are real.
import type { Database } from '../../src/database/index.ts';
import { findDue } from '../../src/generation/find-due.ts';
import { createTurns } from '../../src/generation/take-next.ts';
import { drive } from '../ledger/workload.ts';

const SMALL = 10_000;
const GIVEN = process.argv.find((word) => word.startsWith('--generations='))?.slice('--generations='.length);
const LARGE = Number(GIVEN ?? 1_000_000);
const OVERDUE = 1_000;
const CHUNK = 250_000;
const SECONDS = 2;
/** As many as a worker has room for. */
const LIMIT = 8;

/** Numbers up to OVERDUE are running and overdue, the others have ended. */
const LOAD = `insert into generation (account_id, id, api_key_id, model, prompt, parameters, count, status, sequence,
    price_version, max_cost, cost_estimate, cost, effective_cost, outputs, created_at, started_at, ended_at, billed_at, due_at)
  select ('01900000-0000-7000-9000-' || lpad(to_hex(n % 1000), 12, '0'))::uuid,
    ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '01900000-0000-7000-8000-000000000000',
    'bfl/flux-1.1-pro', 'a harbour at dawn, watercolour', '{"width": 1024}', 1,
    case when open then 'RUNNING' else 'SUCCEEDED' end, 3, 'bench', 52000, 52000,
    case when open then null else 52000 end, case when open then null else 52000 end,
    case when open then null else '[{"url": "http://localhost/outputs/x.png"}]'::jsonb end, now(), now(),
    case when open then null else now() end, case when open then null else now() end,
    case when open then now() - interval '1 minute' end
  from (select n, n <= ${OVERDUE} as open from generate_series($1::bigint, $2::bigint) as n) as numbered`;

export interface ScanCosts {
  readonly generations: number;
  /** Milliseconds at the median. */
  readonly overdue: number;
  readonly forgotten: number;
}

export interface RecoveryScan {
  readonly small: ScanCosts;
  readonly large: ScanCosts;
  readonly ratio: number;
}

export async function benchRecoveryScan(database: Database): Promise<RecoveryScan> {
  await database.rows('truncate generation');
  await load(database, 1, SMALL);
  const small = await measure(database, SMALL);
  await load(database, SMALL + 1, LARGE);
  const large = await measure(database, LARGE);
  return { small, large, ratio: large.overdue / small.overdue };
}

async function load(database: Database, first: number, last: number): Promise<void> {
  for (let from = first; from <= last; from += CHUNK) {
    await database.rows(LOAD, [from, Math.min(last, from + CHUNK - 1)]);
    process.stderr.write(`\rloaded ${Math.min(last, from + CHUNK - 1).toLocaleString('en')} generations`);
  }
  process.stderr.write('\n');
  await database.rows('vacuum analyze generation');
}

async function measure(database: Database, generations: number): Promise<ScanCosts> {
  const turns = createTurns(database);
  const median = async (call: () => Promise<unknown>): Promise<number> => {
    await drive({ callers: 1, seconds: 1, call });
    return (await drive({ callers: 1, seconds: SECONDS, call })).p50;
  };
  const overdue = await median(async () => {
    const found = await findDue(database, new Date(), LIMIT);
    if (found.length !== LIMIT) throw new Error('the scan did not find what is overdue');
  });
  return { generations, overdue, forgotten: await median(() => turns.takeNext(new Date(), new Date())) };
}
