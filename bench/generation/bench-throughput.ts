// Queued generations worked off, with the work itself removed, beside graphile-worker's own jobs that do nothing.
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../src/database/index.ts';
import { openWallets } from '../ledger/open-wallets.ts';
import { addBareJobs, runBareJobs } from './bare-jobs.ts';
import { openRoom, requestOf } from './generation-room.ts';

const JOBS = 4_000;
const GENERATIONS = 4_000;
const ACCOUNTS = 20;

export interface Throughput {
  readonly jobsPerSecond: number;
  readonly generationsPerSecond: number;
  readonly ratio: number;
}

export async function benchThroughput(database: Database, url: string): Promise<Throughput> {
  const jobsPerSecond = await measureJobs(database);
  const generationsPerSecond = await measureGenerations(database, url);
  return { jobsPerSecond, generationsPerSecond, ratio: generationsPerSecond / jobsPerSecond };
}

async function measureJobs(database: Database): Promise<number> {
  await addBareJobs(database, JOBS);
  let left = JOBS;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const from = performance.now();
  const runner = await runBareJobs(database, () => {
    left -= 1;
    if (left === 0) finish();
  });
  await finished;
  const seconds = (performance.now() - from) / 1_000;
  await runner.stop();
  return JOBS / seconds;
}

async function measureGenerations(database: Database, url: string): Promise<number> {
  const { room, ledger, close } = await openRoom(database, url);
  const { accountIds, apiKeyIds } = await openWallets(database, ledger, ACCOUNTS);
  const request = (number: number) => {
    const index = number % ACCOUNTS;
    return room.generations.request(requestOf(accountIds[index] ?? '', apiKeyIds[index] ?? ''));
  };
  await Promise.all(Array.from({ length: GENERATIONS }, (_, number) => request(number)));
  const from = performance.now();
  await room.start();
  while (await isAnyOpen(database)) await delay(20);
  const seconds = (performance.now() - from) / 1_000;
  await close();
  return GENERATIONS / seconds;
}

async function isAnyOpen(database: Database): Promise<boolean> {
  const queued = `select from generation where status = 'QUEUED' limit 1`;
  const running = `select from generation where due_at is not null limit 1`;
  return (await database.rows(queued)).length > 0 || (await database.rows(running)).length > 0;
}
