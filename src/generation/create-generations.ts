// Wires the room: requests in, a worker that runs them, status out.
import type { Catalog } from '../catalog/index.ts';
import type { Database } from '../database/index.ts';
import type { Ledger } from '../ledger/index.ts';
import { createFollowers, followGeneration, type StatusEvents } from './follow-generation.ts';
import type { Generations } from './generations.ts';
import { planGeneration } from './plan-generation.ts';
import type { Provider } from './provider.ts';
import { listGenerations, readAttempts, readGeneration, readGenerations } from './read-generations.ts';
import { requestGeneration } from './request-generation.ts';
import { startWorker, type WorkerOptions } from './worker.ts';

export interface GenerationServices {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  /** Providers that are switched on. */
  readonly providers: readonly Provider[];
  readonly events: StatusEvents;
  readonly now: () => Date;
  readonly log: (event: string, details: Readonly<Record<string, unknown>>) => void;
}

export interface GenerationRoom {
  readonly generations: Generations;
  /** Starts working on queued and overdue generations in this process. */
  start(options?: Partial<WorkerOptions>): Promise<void>;
  /** Hands over what is pending; nothing of this room runs afterwards. */
  stop(): Promise<void>;
}

const DEFAULT_WORKER: WorkerOptions = { concurrency: 8, scanMilliseconds: 1_000 };

export function createGenerations(services: GenerationServices): GenerationRoom {
  const { database, catalog, now } = services;
  const providers = new Map(services.providers.map((provider) => [provider.name, provider]));
  const followers = createFollowers(services.events);
  const stopping = new AbortController();
  let worker: Promise<{ stop(): Promise<void> }> | undefined;
  const generations: Generations = {
    plan: (request) => planGeneration(catalog, request),
    request: (request) => requestGeneration({ ...services, providers: new Set(providers.keys()) }, request),
    find: (accountId, id) => readGeneration(database, accountId, id),
    byIds: (accountId, ids) => readGenerations(database, accountId, ids),
    list: (page) => listGenerations(database, page),
    providerName: (name) => providers.get(name)?.displayName ?? name,
    attempts: (accountId, generationIds) => readAttempts(database, accountId, generationIds),
    follow: (accountId, id) => followGeneration(database, followers, { accountId, id }),
  };
  return {
    generations,
    start: async (options = {}) => {
      const { ledger, log } = services;
      const run = { database, ledger, catalog, providers, now, log, stopping: stopping.signal };
      worker ??= startWorker(run, { ...DEFAULT_WORKER, ...options });
      await worker;
    },
    stop: async () => {
      stopping.abort();
      await (await worker)?.stop();
    },
  };
}
