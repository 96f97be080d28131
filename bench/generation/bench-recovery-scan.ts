// The scan for overdue generations, and that for queued ones, in a short table and in a long one: 1,000 overdue in both.
// --generations=N: how long.

import { connectDatabase, type Database } from '../../src/database/index.ts';
import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { FIND_DUE, findDue } from '../../src/generation/run/claim-generation.ts';
import { createTurns } from '../../src/generation/run/take-next.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import { fillGenerations } from './fill-generations.ts';

const SMALL = 10_000;
const GIVEN = process.argv.find((word) => word.startsWith('--generations='))?.slice('--generations='.length);
const LARGE = Number(GIVEN ?? 1_000_000);
const CALLS = 3_000;
const WARM_UP = 300;
/** As many as a worker has room for. */
const LIMIT = 8;

export interface ScanCosts {
  readonly generations: number;
  /** Milliseconds at the median. */
  readonly overdue: number;
  readonly queued: number;
}

export interface RecoveryScan {
  readonly small: ScanCosts;
  readonly large: ScanCosts;
  /** Of the overdue ones. */
  readonly ratio: number;
  /** How the long table is read. */
  readonly plan: string;
}

/** Reads are measured, so this database need not be durable: it fills faster. */
export async function benchRecoveryScan(): Promise<RecoveryScan> {
  const postgres = await startTemporaryPostgres();
  const open = async (count: number): Promise<Database> => {
    const url = await postgres.ensureDatabase(`scan_${count}`);
    await migrateDatabase(url);
    const database = await connectDatabase({ url, orm: ormConfig });
    await fillGenerations(database, count);
    return database;
  };
  try {
    const [small, large] = [await open(SMALL), await open(LARGE)];
    const measured = { ...(await compare(small, large)), plan: await planOf(large) };
    await Promise.all([small.close(), large.close()]);
    return measured;
  } finally {
    await postgres.stop();
  }
}

async function compare(small: Database, large: Database): Promise<Omit<RecoveryScan, 'plan'>> {
  const overdue = await compareCalls(small, large, async (database) => {
    const found = await findDue(database, new Date(), LIMIT);
    if (found.length !== LIMIT) throw new Error('the scan did not find what is overdue');
  });
  const turns = createTurns();
  const queued = await compareCalls(small, large, (database) =>
    database.transaction((tx) => turns.take(tx, { now: new Date(), most: LIMIT })),
  );
  return {
    small: { generations: SMALL, overdue: overdue.small, queued: queued.small },
    large: { generations: LARGE, overdue: overdue.large, queued: queued.large },
    ratio: overdue.large / overdue.small,
  };
}

/** Asked in turns, call by call: a machine that is busy for a while slows both. Milliseconds at the median. */
async function compareCalls(
  small: Database,
  large: Database,
  call: (database: Database) => Promise<unknown>,
): Promise<{ readonly small: number; readonly large: number }> {
  const timed = async (database: Database): Promise<number> => {
    const from = performance.now();
    await call(database);
    return performance.now() - from;
  };
  const times: { readonly small: number; readonly large: number }[] = [];
  for (let count = 0; count < CALLS + WARM_UP; count += 1) {
    times.push({ small: await timed(small), large: await timed(large) });
  }
  const warm = times.slice(WARM_UP);
  return { small: median(warm.map((time) => time.small)), large: median(warm.map((time) => time.large)) };
}

/** @throws when it is not the index of what is due that is read */
async function planOf(database: Database): Promise<string> {
  const lines = await database.rows<{ readonly 'QUERY PLAN': string }>(`explain (analyze, buffers) ${FIND_DUE}`, [
    new Date(),
    LIMIT,
  ]);
  const plan = lines.map((line) => line['QUERY PLAN']).join('\n');
  if (!plan.includes('Index Scan using generation_due_index')) throw new Error(`the scan reads otherwise:\n${plan}`);
  return plan;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
