// The reference: graphile-worker by itself, with jobs that do nothing.
import { Logger, type Runner, run } from 'graphile-worker';
import type { Database } from '../../src/database/index.ts';
import { CONCURRENCY } from './generation-room.ts';

const BARE_TASK = 'bench_nothing';

/** `onJob` hears of each. */
export function runBareJobs(database: Database, onJob: () => void): Promise<Runner> {
  return run({
    pgPool: database.jobPool,
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    parsedCronItems: [],
    logger: new Logger(() => () => undefined),
    taskList: { [BARE_TASK]: onJob },
  });
}

export async function addBareJobs(database: Database, count: number): Promise<void> {
  await database.rows(`select graphile_worker.add_job($1) from generate_series(1, $2::int)`, [BARE_TASK, count]);
}
