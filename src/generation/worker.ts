// Runs queued generations, and finds those that nobody looks after. Recovery does not rely on the job queue: a job of a
// killed worker stays locked there for hours. A job only wakes a worker, which then works for as long as something is queued.
import { run } from 'graphile-worker';
import { findDue } from './find-due.ts';
import { GENERATE_TASK } from './insert-generations.ts';
import { quietLogger } from './quiet-logger.ts';
import { recoverGeneration, runGeneration } from './run-generation.ts';
import type { RunServices } from './run-services.ts';
import type { GenerationAddress } from './status-events.ts';
import { createTurns, type Turns } from './take-next.ts';

export interface GenerationWorker {
  /** Hands over what is pending and waits for what is being settled. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  /** Jobs that one process works on at once. */
  readonly concurrency: number;
  /** How often overdue generations are looked for, in milliseconds. */
  readonly scanMilliseconds: number;
}

/** Generations that one job works on at once: most of their time is waiting for a provider. */
const SIDE_BY_SIDE = 10;

/** A generation that is queued for longer has lost its job: the scan takes it. */
const QUEUE_PATIENCE_MILLISECONDS = 30_000;

export async function startWorker(services: RunServices, options: WorkerOptions): Promise<GenerationWorker> {
  const { database, log } = services;
  const turns = createTurns(database);
  const runner = await run({
    pgPool: database.pool,
    concurrency: options.concurrency,
    noHandleSignals: true,
    parsedCronItems: [],
    logger: quietLogger(services),
    taskList: { [GENERATE_TASK]: () => runQueued(services, turns) },
  });
  const scanning = startScan(services, turns, options);
  return {
    stop: async () => {
      await scanning.stop();
      await runner.stop().catch((error: unknown) => {
        log('worker_stop_failed', { error: String(error) });
      });
    },
  };
}

/** Takes turns until nothing is queued, with so many side by side. */
async function runQueued(services: RunServices, turns: Turns): Promise<void> {
  const running = new Set<Promise<void>>();
  while (!services.stopping.aborted) {
    if (running.size >= SIDE_BY_SIDE) await Promise.race(running);
    const generation = await turns.takeNext(services.now());
    if (generation === undefined) break;
    const work: Promise<void> = heardOf(services, generation, runGeneration(services, generation)).finally(() =>
      running.delete(work),
    );
    running.add(work);
  }
  await Promise.all(running);
}

/** One that fails is left to the scan and keeps the others from nothing. */
async function heardOf(services: RunServices, { id }: GenerationAddress, work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    services.log('generation_failed_to_run', { id, error: String(error) });
  });
}

/** Looks for overdue generations, and for queued ones that nobody came for, one round after the other. */
function startScan(services: RunServices, turns: Turns, { scanMilliseconds, concurrency }: WorkerOptions) {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const running = new Set<Promise<void>>();

  const begin = (address: GenerationAddress, work: Promise<void>): void => {
    const heard: Promise<void> = heardOf(services, address, work).finally(() => running.delete(heard));
    running.add(heard);
  };

  const look = async (): Promise<void> => {
    const room = concurrency - running.size;
    if (room <= 0) return;
    const due = await findDue(services.database, services.now(), room);
    for (const address of due) begin(address, recoverGeneration(services, address));
    await takeForgotten(room - due.length);
  };

  const takeForgotten = async (room: number): Promise<void> => {
    for (let left = room; left > 0 && !isStopped; left -= 1) {
      const now = services.now();
      const generation = await turns.takeNext(now, new Date(now.getTime() - QUEUE_PATIENCE_MILLISECONDS));
      if (generation === undefined) return;
      begin(generation, runGeneration(services, generation));
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
