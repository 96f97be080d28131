// One thread per core, each with a connection of its own.
import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LedgerVerification, RangeWorker } from '../../ledger/index.ts';

export interface VerificationThreads {
  readonly workers: readonly RangeWorker[];
  stop(): Promise<void>;
}

/** Compiled, or as the tests run it. */
const THREAD = new URL(`./verification-thread${extname(import.meta.url)}`, import.meta.url);

/** What is made of each row dies young: room for it spares the collector copying. */
const YOUNG_MEGABYTES = 64;

export function startVerificationThreads(url: string, count: number): VerificationThreads {
  const threads = Array.from({ length: count }, () => {
    return new Worker(THREAD, { workerData: { url }, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } });
  });
  return {
    workers: threads.map(toRangeWorker),
    stop: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

/** It is given one range at a time. What a thread throws, at whatever moment, its next range throws here. */
function toRangeWorker(thread: Worker): RangeWorker {
  const failure = new Promise<never>((_, reject) => thread.once('error', reject));
  failure.catch(() => undefined);
  return async (range) => {
    const answer = once(thread, 'message');
    thread.postMessage(range);
    const [verifications] = (await Promise.race([answer, failure])) as [readonly LedgerVerification[]];
    return verifications;
  };
}
