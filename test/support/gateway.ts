// A real gateway in this process, on a free port and a fresh database.
import { randomBytes } from 'node:crypto';
import { readConfiguration } from '../../src/config/index.ts';
import { createLogger, type Gateway, startGateway } from '../../src/server/index.ts';
import { type Ask, ask, type Subscription, subscribe } from './gateway-client.ts';
import { GRAPHQL_JIT } from './graphql-jit.ts';
import { createTestDatabase } from './postgres.ts';
import { temporaryFolder } from './postgres-processes.ts';
import { waitUntil } from './wait-until.ts';

export interface TestGateway {
  readonly url: string;
  /** Undefined when no metrics are served. */
  readonly metricsPort: number | undefined;
  /** Where it is reached from here, whatever its public address is. */
  readonly localUrl: string;
  /** As the owner of the tables. */
  readonly databaseUrl: string;
  /** As the role that it runs as, which owns nothing. */
  readonly applicationUrl: string;
  readonly dataDir: string;
  /** Key of the demo account, which has 100 credits. */
  readonly demoKey: string;
  readonly operatorKey: string;
  /** Everything it logged, at every level. */
  logs(): string;
  /** Asks with the demo key unless another key is given. */
  readonly ask: Ask;
  readonly follow: (generationId: string, key?: string) => Subscription;
  /** A new account with a key of all scopes and these credits. */
  newAccount(credits: string): Promise<{ id: string; key: string }>;
  /** The generation once it has ended. */
  ended(generationId: string, key?: string): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

export interface TestGatewayOptions {
  /** Configuration variables over the usual ones. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Another gateway whose database, files and keys this one shares. */
  readonly besides?: TestGateway;
  /** Its clock; the real one when absent. */
  readonly now?: () => Date;
  /** Its log forgets what is no warning: for a gateway that is asked very often. */
  readonly forgetsDetails?: boolean;
  /** Stands between it and its database: what belongs to a session goes past it. */
  readonly pooler?: { through(url: string): string };
  /** Where host names of webhooks lead; the name servers of this machine when absent. */
  readonly resolveHost?: NonNullable<Parameters<typeof startGateway>[1]['resolveHost']>;
}

/** What a gateway runs on. */
interface Place extends Pick<TestGateway, 'databaseUrl' | 'applicationUrl' | 'dataDir' | 'demoKey' | 'operatorKey'> {
  cleanUp(): Promise<void>;
}

export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const { besides, environment = {}, now = () => new Date(), resolveHost, forgetsDetails = false } = options;
  const place = besides === undefined ? await newPlace() : placeOf(besides);
  const log: string[] = [];
  const configuration = readConfiguration({
    PORT: '0',
    ...addressesOf(place, options),
    MIGRATION_DATABASE_URL: place.databaseUrl,
    DATA_DIR: place.dataDir,
    DEMO_API_KEY: place.demoKey,
    OPERATOR_API_KEY: place.operatorKey,
    // Tests ask far more often than any customer; what tests the limits themselves says so.
    REQUEST_LIMITS: 'off',
    GRAPHQL_JIT,
    ...environment,
  });
  const logger = createLogger(forgetsDetails ? 'warn' : 'trace', { write: (line) => log.push(line) });
  const say = (line: string): unknown => log.push(`${line}\n`);
  try {
    const resolving = resolveHost === undefined ? {} : { resolveHost };
    const gateway = await startGateway(configuration, { logger, say, now, ...resolving });
    return describe(gateway, place, log);
  } catch (error) {
    await place.cleanUp();
    throw error;
  }
}

function addressesOf({ applicationUrl }: Place, { pooler }: TestGatewayOptions): Record<string, string> {
  if (pooler === undefined) return { DATABASE_URL: applicationUrl };
  return { DATABASE_URL: pooler.through(applicationUrl), DATABASE_DIRECT_URL: applicationUrl };
}

async function newPlace(): Promise<Place> {
  const database = await createTestDatabase();
  const folder = temporaryFolder();
  const cleanUp = async (): Promise<void> => {
    await database.drop();
    folder.remove();
  };
  const keys = { demoKey: newKey('demo'), operatorKey: newKey('operator') };
  const { url: databaseUrl, applicationUrl } = database;
  return { databaseUrl, applicationUrl, dataDir: folder.path, ...keys, cleanUp };
}

/** It is the other gateway's to clean up. */
function placeOf({ databaseUrl, applicationUrl, dataDir, demoKey, operatorKey }: TestGateway): Place {
  return { databaseUrl, applicationUrl, dataDir, demoKey, operatorKey, cleanUp: () => Promise.resolve() };
}

function describe(gateway: Gateway, place: Place, log: readonly string[]): TestGateway {
  const { url } = gateway;
  const { databaseUrl, applicationUrl, dataDir, demoKey, operatorKey } = place;
  const askIt: Ask = (query, variables, request = {}) => ask(url, { query, variables }, { key: demoKey, ...request });
  return {
    url,
    metricsPort: gateway.metricsPort,
    localUrl: `http://127.0.0.1:${gateway.port}`,
    databaseUrl,
    applicationUrl,
    dataDir,
    demoKey,
    operatorKey,
    logs: () => log.join(''),
    ask: askIt,
    follow: (id, key = demoKey) =>
      subscribe(url, { query: FOLLOW, variables: { id } }, { Authorization: `Bearer ${key}` }),
    newAccount: (credits) => newAccount((query, variables) => askIt(query, variables, { key: operatorKey }), credits),
    ended: (id, key = demoKey) => ended((query, variables) => askIt(query, variables, { key }), id),
    stop: async () => {
      await gateway.stop();
      await place.cleanUp();
    },
  };
}

function newKey(name: string): string {
  return `tg_test_${name}_${randomBytes(16).toString('hex')}`;
}

export const FOLLOW = `subscription ($id: ID!) {
  generationUpdated(id: $id) { sequence terminal generation { id status cost outputs { url } } }
}`;

const GENERATION = `query ($id: ID!) {
  generation(id: $id) {
    id status cost costEstimate count prompt parameters createdAt startedAt endedAt billedAt
    model { identifier } error { code message retryable }
    outputs { url mimeType width height durationSeconds bytes }
    metadata { provider attempts { provider status } }
  }
}`;

async function ended(askIt: Ask, id: string): Promise<Record<string, unknown>> {
  let generation: Record<string, unknown> | undefined;
  await waitUntil(`generation ${id} ends`, async () => {
    const { data, errors } = await askIt(GENERATION, { id });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    generation = data.generation;
    return ['SUCCEEDED', 'FAILED', 'CANCELED'].includes(String(generation?.['status']));
  });
  return generation ?? {};
}

async function newAccount(askIt: Ask, credits: string): Promise<{ id: string; key: string }> {
  const created = await askIt(CREATE_ACCOUNT, {
    input: { name: 'Tested', planId: 'scale', idempotencyKey: randomBytes(8).toString('hex') },
  });
  const { account, secret } = created.data?.createAccount ?? {};
  if (account === undefined) throw new Error(`no account: ${JSON.stringify(created)}`);
  if (credits !== '0') {
    const input = {
      accountId: account.id,
      credits,
      idempotencyKey: 'first',
      source: 'PROMOTION',
    };
    const { data, errors } = await askIt(GRANT_CREDITS, { input });
    if (errors !== undefined) throw new Error(`no credits: ${JSON.stringify(errors)} ${JSON.stringify(data)}`);
  }
  return { id: account.id, key: secret };
}

const CREATE_ACCOUNT = `mutation ($input: CreateAccountInput!) {
  createAccount(input: $input) { account { id } secret userErrors { code message } }
}`;
const GRANT_CREDITS = `mutation ($input: GrantCreditsInput!) {
  grantCredits(input: $input) { balance { available } userErrors { code message } }
}`;
