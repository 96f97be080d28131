// The job queue of graphile-worker. It gives up as a whole when it cannot write down how a job ended, for whatever reason; it is
// then started anew. A job that throws is none of that: it is tried again, later and later.
import { setTimeout as delay } from 'node:timers/promises';
import { Logger, type Runner, run } from 'graphile-worker';
import { GENERATE_TASK } from '../request/insert-generations.ts';
import type { RunServices } from '../services.ts';

export interface JobQueueOptions {
  /** Jobs at once. */
  readonly concurrency: number;
  /** What the job of queued generations does. */
  readonly work: () => Promise<void>;
  readonly restartMilliseconds?: number;
}

export interface JobQueue {
  stop(): Promise<void>;
}

const RESTART_MILLISECONDS = 1_000;

/** @throws when it cannot be started the first time */
export async function startJobQueue(services: RunServices, options: JobQueueOptions): Promise<JobQueue> {
  const { restartMilliseconds = RESTART_MILLISECONDS } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const isStopping = (): boolean => signal.aborted;
  let runner: Runner | undefined = await startRunner(services, options);

  const keepRunning = async (): Promise<void> => {
    while (!isStopping()) {
      const reason = await runner?.promise.then(
        () => 'it ended',
        (error: unknown) => String(error),
      );
      if (isStopping()) return;
      if (runner !== undefined) services.log('job_queue_ended', { reason });
      await delay(restartMilliseconds, undefined, { signal }).catch(() => undefined);
      runner = isStopping() ? undefined : await restart(services, options);
    }
  };
  const running = keepRunning();

  return {
    stop: async () => {
      stopping.abort();
      await runner?.stop().catch((error: unknown) => services.log('worker_stop_failed', { error: String(error) }));
      await running;
    },
  };
}

/** Undefined when it cannot be started now. */
async function restart(services: RunServices, options: JobQueueOptions): Promise<Runner | undefined> {
  try {
    return await startRunner(services, options);
  } catch (error) {
    services.log('job_queue_not_started', { error: String(error) });
    return undefined;
  }
}

function startRunner(services: RunServices, { concurrency, work }: JobQueueOptions): Promise<Runner> {
  return run({
    pgPool: services.database.jobPool,
    concurrency,
    noHandleSignals: true,
    parsedCronItems: [],
    logger: quietLogger(services),
    // Without a delay of its own, the library does not handle that the end of a job could not be written down, and
    // such a promise ends the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    taskList: { [GENERATE_TASK]: work },
  });
}

function quietLogger(services: RunServices): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error' || level === 'warning') services.log('job_queue', { level, message });
  });
}
