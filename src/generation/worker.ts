// Runs queued generations, and finds those that nobody looks after. Recovery does not rely on the job queue: a job of a
// killed worker stays locked there for hours.
import { run } from 'graphile-worker';
import { GENERATE_TASK, type GenerateJob } from './insert-generations.ts';
import { quietLogger } from './quiet-logger.ts';
import { runGeneration } from './run-generation.ts';
import type { RunServices } from './run-services.ts';
import type { GenerationAddress } from './status-events.ts';

export interface GenerationWorker {
  /** Hands over what is pending and waits for what is being settled. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  /** Generations that one process works on at once. */
  readonly concurrency: number;
  /** How often overdue generations are looked for, in milliseconds. */
  readonly scanMilliseconds: number;
}

const FIND_DUE = `select account_id as "accountId", id from generation
  where due_at <= $1 order by due_at limit $2`;

export async function startWorker(services: RunServices, options: WorkerOptions): Promise<GenerationWorker> {
  const { database, log } = services;
  const runner = await run({
    pgPool: database.pool,
    concurrency: options.concurrency,
    noHandleSignals: true,
    parsedCronItems: [],
    logger: quietLogger(services),
    taskList: { [GENERATE_TASK]: (payload) => runJob(services, payload as GenerateJob) },
  });
  const scanning = startScan(services, options);
  return {
    stop: async () => {
      await scanning.stop();
      await runner.stop().catch((error: unknown) => {
        log('worker_stop_failed', { error: String(error) });
      });
    },
  };
}

/** One that fails is left to the scan and keeps the others from nothing. */
async function runJob(services: RunServices, job: GenerateJob): Promise<void> {
  await Promise.all(
    job.generations.map((address) =>
      runGeneration(services, address).catch((error: unknown) => {
        services.log('generation_failed_to_run', { id: address.id, error: String(error) });
      }),
    ),
  );
}

/** Looks for overdue generations, one round after the other. */
function startScan(services: RunServices, { scanMilliseconds, concurrency }: WorkerOptions) {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const running = new Set<Promise<void>>();

  const look = async (): Promise<void> => {
    const room = concurrency - running.size;
    if (room <= 0) return;
    const due = await services.database.rows<GenerationAddress>(FIND_DUE, [services.now(), room]);
    for (const address of due) {
      const work: Promise<void> = runGeneration(services, address)
        .catch((error: unknown) => {
          services.log('recovery_failed', { id: address.id, error: String(error) });
        })
        .finally(() => running.delete(work));
      running.add(work);
    }
  };

  const round = async (): Promise<void> => {
    await look().catch((error: unknown) => {
      services.log('scan_failed', { error: String(error) });
    });
    if (!isStopped) timer = setTimeout(() => void round(), scanMilliseconds);
  };
  let current = round();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await current;
      current = Promise.resolve();
      await Promise.all(running);
    },
  };
}
