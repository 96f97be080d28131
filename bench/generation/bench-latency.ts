// From the request to the moment in which a follower hears that it is RUNNING, beside a bare job from its insert to its task.
import type { Database } from '../../src/database/index.ts';
import { GENERATION_CHANNEL } from '../../src/generation/follow/publish-changes.ts';
import { openWallets } from '../ledger/open-wallets.ts';
import { addBareJobs, runBareJobs } from './bare-jobs.ts';
import { type BenchRoom, openRoom, requestOf } from './generation-room.ts';

const TIMES = 150;
const WARM_UP = 20;

export interface Latency {
  /** Milliseconds at the median. */
  readonly bareJob: number;
  readonly running: number;
  readonly ratio: number;
}

export async function benchLatency(database: Database, url: string): Promise<Latency> {
  const bareJob = await measureBareJob(database);
  const bench = await openRoom(database, url);
  await bench.room.start();
  const running = await measureRunning(database, bench);
  await bench.close();
  return { bareJob, running, ratio: running / bareJob };
}

async function measureBareJob(database: Database): Promise<number> {
  let heard: () => void = () => undefined;
  const runner = await runBareJobs(database, () => heard());
  const median = await medianOf(async () => {
    const done = new Promise<void>((resolve) => {
      heard = resolve;
    });
    await addBareJobs(database, 1);
    await done;
  });
  await runner.stop();
  return median;
}

async function measureRunning(database: Database, { room, ledger, listener }: BenchRoom): Promise<number> {
  const { accountIds, apiKeyIds } = await openWallets(database, ledger, 1);
  const [accountId = '', apiKeyId = ''] = [accountIds[0], apiKeyIds[0]];
  let heard: (() => void) | undefined;
  // One at a time: the first word about any generation is that this one is RUNNING.
  listener.on(GENERATION_CHANNEL, () => heard?.());
  return medianOf(async () => {
    const running = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const outcome = await room.generations.request(requestOf(accountId, apiKeyId));
    if (outcome.status !== 'accepted') throw new Error(`refused: ${outcome.refusal.code}`);
    await running;
    heard = undefined;
    const { id } = outcome.generation;
    return async () => {
      const followed = await room.generations.follow(accountId, id);
      for await (const generation of followed ?? []) if (generation.endedAt !== undefined) break;
    };
  });
}

/** What `once` answers is done afterwards, without being measured. */
async function medianOf(once: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < TIMES + WARM_UP; count += 1) {
    const from = performance.now();
    const afterwards = await once();
    const until = performance.now();
    if (typeof afterwards === 'function') await afterwards();
    if (count >= WARM_UP) times.push(until - from);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
