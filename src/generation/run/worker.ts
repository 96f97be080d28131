// Runs queued generations, and finds those that nobody looks after. Recovery does not rely on the job queue: a job of a
// killed worker stays locked there for hours. A job only wakes a worker, which then works for as long as something is queued.

import { repeat } from '../../background/index.ts';
import type { RunServices } from '../services.ts';
import { findDue } from './claim-generation.ts';
import { startJobQueue } from './job-queue.ts';
import { recoverGeneration } from './run-generation.ts';
import { createWorkSet } from './work-set.ts';
import { createWorkerPool, type WorkerPool } from './worker-pool.ts';

export interface GenerationWorker {
  /** See WorkerPool. */
  readonly expect: WorkerPool['expect'];
  /** Hands over what is pending and waits for what is being settled. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  /** Jobs that wake one process at once, and overdue generations that it looks after at once. */
  readonly concurrency: number;
  /** How often overdue and forgotten generations are looked for, in milliseconds. */
  readonly scanMilliseconds: number;
}

/** Generations at once for each of `concurrency`: most of their time is waiting for a provider. */
const SIDE_BY_SIDE = 10;

export async function startWorker(services: RunServices, options: WorkerOptions): Promise<GenerationWorker> {
  const { concurrency } = options;
  const pool = createWorkerPool(services, { largest: concurrency * SIDE_BY_SIDE, busy: concurrency });
  // Its job is not done before everything was taken that was queued when it came: a full process leaves jobs to others.
  const queue = await startJobQueue(services, { concurrency, work: () => pool.look() });
  const scanning = startScan(services, pool, options);
  return {
    expect: pool.expect,
    stop: async () => {
      await Promise.all([scanning.stop(), pool.stop()]);
      await queue.stop();
    },
  };
}

/**
 * Looks for overdue generations, and for queued ones that nobody came for, one round after the other. What is overdue has
 * room of its own: slow work that fills the pool does not keep it waiting.
 */
function startScan(services: RunServices, pool: WorkerPool, { scanMilliseconds, concurrency }: WorkerOptions) {
  const recovering = createWorkSet(services.log);
  const report = (error: unknown): void => services.log('scan_failed', { error: String(error) });

  const look = async (): Promise<undefined> => {
    pool.look().catch(report);
    const room = concurrency - recovering.size();
    if (room <= 0) return;
    const due = await findDue(services.database, services.now(), room);
    for (const address of due) recovering.add(address, recoverGeneration(services, address));
  };

  const what = 'the look for generations that nobody looks after';
  const scan = repeat({ what, everyMilliseconds: scanMilliseconds, startsAtOnce: true, work: look }, report);
  return {
    stop: async () => {
      await scan.stop();
      await recovering.allEnded();
    },
  };
}
