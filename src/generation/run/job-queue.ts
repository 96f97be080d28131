// The job queue of graphile-worker. It gives up as a whole when it cannot write down how a job ended, for whatever reason; it is
// then started anew. A job that throws is none of that: it is tried again, later and later.
import { Logger, type Runner, run } from 'graphile-worker';
import { repeat } from '../../background/index.ts';
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
  let runner: Runner | undefined = await startRunner(services, options);

  /** From its start to its end. */
  const work = async (isStopping: () => boolean): Promise<undefined> => {
    runner ??= await startRunner(services, options);
    if (isStopping()) await stopRunner(services, runner);
    const reason = await runner.promise.then(
      () => 'it ended',
      (error: unknown) => String(error),
    );
    runner = undefined;
    if (!isStopping()) services.log('job_queue_ended', { reason });
  };
  const running = repeat(
    { what: 'the job queue', everyMilliseconds: restartMilliseconds, jitter: 0, startsAtOnce: true, work },
    (error) => services.log('job_queue_not_started', { error: String(error) }),
  );

  return {
    stop: async () => {
      const stopped = running.stop();
      if (runner !== undefined) await stopRunner(services, runner);
      await stopped;
    },
  };
}

async function stopRunner(services: RunServices, runner: Runner): Promise<void> {
  await runner.stop().catch((error: unknown) => services.log('worker_stop_failed', { error: String(error) }));
}

function startRunner(services: RunServices, { concurrency, work }: JobQueueOptions): Promise<Runner> {
  const { jobPool } = services.database;
  return run({
    pgPool: jobPool,
    // More would only wait for a connection, which the library warns of at each start.
    concurrency: Math.min(concurrency, jobPool.options.max),
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
