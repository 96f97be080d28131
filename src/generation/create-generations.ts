// Wires the room: requests in, a worker that runs them, status out.
import type { Catalog } from '../catalog/index.ts';
import { type Database, shardOf } from '../database/index.ts';
import type { Ledger } from '../ledger/index.ts';
import { cancelGeneration } from './cancel/cancel-generation.ts';
import { countSince } from './count/count-since.ts';
import { readEndUsers } from './end-users/read-end-users.ts';
import { createFollowers, followGeneration, type StatusEvents } from './follow/follow-generation.ts';
import type { Generations } from './generations.ts';
import { makeQuote } from './plan/make-quote.ts';
import { orderModelsByPrice } from './plan/order-models.ts';
import { planGeneration } from './plan/plan-generation.ts';
import { linesOf, planOf, priceDelivered } from './plan/price-generation.ts';
import { readQuote } from './plan/store-quote.ts';
import type { Provider, WebhookDelivery } from './provider.ts';
import { type PurgeServices, purgeGeneration } from './purge/purge-generation.ts';
import {
  listGenerations,
  readAttempts,
  readGeneration,
  readGenerations,
  readHeld,
  readStuck,
} from './read/generations.ts';
import { countOpenRequests, openRequests } from './read/open-requests.ts';
import { whatIf } from './rehearse/what-if.ts';
import {
  findOfKey,
  findRequested,
  type RequestServices,
  rehearseRequest,
  requestGeneration,
} from './request/request-generation.ts';
import { chooseProviders } from './run/decide/choose-providers.ts';
import { createProviderHealth, type ProviderHealth } from './run/provider-health.ts';
import { type GenerationWorker, startWorker, type WorkerOptions } from './run/worker.ts';
import type { AttemptAddress, RunServices, RunWatcher } from './services.ts';
import type { ReviewRules } from './settle/decide/charge.ts';
import { type HandledWebhook, handleWebhook } from './settle/handle-webhook.ts';
import { refundCharge } from './settle/refund-charge.ts';
import { settleHeld } from './settle/settle-held.ts';

export interface GenerationServices {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  /** Providers that are switched on. */
  readonly providers: readonly Provider[];
  readonly events: StatusEvents;
  readonly rules: GenerationRules;
  /** Where files are kept, for what is erased; absent where none are. */
  readonly outputs?: PurgeServices['outputs'];
  /** The log of requests; absent where none is kept. */
  readonly recordEnded?: RunServices['recordEnded'];
  /** A reservation was refused for want of credits. Must answer at once: the customer waits behind it. */
  readonly onRefused?: NonNullable<RequestServices['onRefused']>;
  /** Where providers send webhooks; absent when the gateway cannot be reached from outside. */
  readonly webhookUrlFor?: (attempt: AttemptAddress) => string | undefined;
  readonly watchRun?: RunWatcher | undefined;
  readonly now: () => Date;
  readonly log: (event: string, details: Readonly<Record<string, unknown>>) => void;
}

/** What an operator may configure. */
export interface GenerationRules {
  /** How long a quote binds, in minutes. */
  readonly quoteMinutes: number;
  /** Which costs wait for an operator. */
  readonly review: ReviewRules;
}

export interface GenerationRoom {
  readonly generations: Generations;
  /** A provider's webhook, as it arrived. */
  handleWebhook(attempt: AttemptAddress, delivery: WebhookDelivery): Promise<HandledWebhook>;
  /** Starts working on queued and overdue generations in this process. */
  start(options?: Partial<WorkerOptions>): Promise<void>;
  /** Hands over what is pending; nothing of this room runs afterwards. */
  stop(): Promise<void>;
}

const DEFAULT_WORKER: WorkerOptions = { concurrency: 8, scanMilliseconds: 1_000 };

export function createGenerations(services: GenerationServices): GenerationRoom {
  const { database, ledger, catalog, now, log, rules } = services;
  const health = createProviderHealth(services.providers, now);
  const stopping = new AbortController();
  let worker: Promise<GenerationWorker> | undefined;
  let expectQueued: GenerationWorker['expect'] = () => undefined;
  return {
    generations: createPort({ ...services, expectQueued: () => expectQueued() }, health),
    handleWebhook: (attempt, delivery) =>
      handleWebhook({ ...services, health, review: rules.review }, attempt, delivery),
    start: async (options = {}) => {
      const { review } = rules;
      const { webhookUrlFor = () => undefined, recordEnded, watchRun } = services;
      const run = {
        database,
        ledger,
        catalog,
        health,
        webhookUrlFor,
        recordEnded,
        watchRun,
        review,
        now,
        log,
        stopping: stopping.signal,
        overdueSince: new Map<string, number>(),
      };
      worker ??= startWorker(run, { ...DEFAULT_WORKER, ...options });
      expectQueued = (await worker).expect;
    },
    stop: async () => {
      stopping.abort();
      await (await worker)?.stop();
    },
  };
}

function createPort(
  services: GenerationServices & Pick<RequestServices, 'expectQueued'>,
  health: ProviderHealth,
): Generations {
  const { database, catalog, now, rules } = services;
  const followers = createFollowers(services.events, database);
  const { providers } = health;
  const requests = { ...services, providers: new Set(providers.keys()) };
  const work = { ...services, health, review: rules.review };
  return {
    ...createPrices(services),
    quote: (request) => makeQuote({ database, catalog, now, quoteMinutes: rules.quoteMinutes }, request),
    dryRun: (request) => rehearseRequest(requests, request),
    request: (request) => requestGeneration(requests, request),
    requested: (request) => findRequested(requests, request),
    ofKey: (key) => findOfKey(services, key),
    cancel: (accountId, id) => cancelGeneration(work, { accountId, id }),
    endUsers: (accountId, endUsers) =>
      readEndUsers(
        database,
        endUsers.map((endUser) => ({ accountId, endUser })),
        now(),
      ),
    find: (accountId, id) => readGeneration(database, accountId, id),
    byIds: (accountId, ids) => readGenerations(database, accountId, ids),
    list: (page) => listGenerations(database, page),
    count: (asked) => countSince(database, asked),
    held: (page) => readHeld(database, page),
    stuck: (page) => readStuck(database, page),
    settleHeld: (settlement) => settleHeld(work, settlement),
    whatIf: (asked) => whatIf({ database, catalog, now }, asked),
    refundCharge: (refund) => refundCharge(services.ledger, refund),
    providerName: (name) => providers.get(name)?.displayName ?? name,
    providerReports: () => health.reports(),
    providersToTry: ({ providers: offered, upstream }, wanted) =>
      chooseProviders({ offered, upstream, wanted, conditions: health.conditions(), draw: '' }),
    openRequests: (page) => openRequests(shardOf(database, page.accountId), page),
    countOpenRequests: (accountId, filter) => countOpenRequests(shardOf(database, accountId), accountId, filter),
    purge: (accountId, id) => purgeGeneration(services, { accountId, id }),
    attempts: (accountId, generationIds) => readAttempts(database, accountId, generationIds),
    follow: (accountId, id) => followGeneration(followers, { accountId, id }),
  };
}

type Prices = Pick<Generations, 'plan' | 'plans' | 'modelsByPrice' | 'findQuote' | 'lines' | 'review'>;

/** What is asked of prices: of those in force, and of those that something was priced by. */
function createPrices({ database, catalog }: GenerationServices): Prices {
  return {
    plan: (request) => planGeneration(catalog.current(), request),
    plans: (requests) => {
      const book = catalog.current();
      return requests.map((request) => planGeneration(book, request));
    },
    modelsByPrice: (asked) => orderModelsByPrice(catalog.current(), asked),
    findQuote: async (accountId, id) => {
      const quote = await readQuote(database, accountId, id);
      const plan = quote === undefined ? undefined : planOf(await catalog.priceBook(quote.priceVersion), quote);
      return quote === undefined || plan === undefined ? undefined : { quote, plan };
    },
    lines: async (generation) => linesOf(await catalog.priceBook(generation.priceVersion), generation),
    review: async (generation) => {
      const { heldAt, effectiveCost: effective, outputs, costEstimate, priceVersion } = generation;
      if (heldAt === undefined) return undefined;
      const price = priceDelivered(await catalog.priceBook(priceVersion), generation, outputs);
      return { estimate: price?.expected ?? costEstimate, effective, heldAt };
    },
  };
}
