// A real gateway in this process, on a free port and a fresh database.
import { randomBytes } from 'node:crypto';
import { readConfiguration } from '../../src/config/index.ts';
import { createLogger, type Gateway, startGateway } from '../../src/server/index.ts';
import { type Ask, ask, type Subscription, subscribe } from './gateway-client.ts';
import { createTestDatabase } from './postgres.ts';
import { temporaryFolder } from './postgres-processes.ts';
import { waitUntil } from './wait-until.ts';

export interface TestGateway {
  readonly url: string;
  readonly databaseUrl: string;
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
}

export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const { besides, environment = {} } = options;
  const own = besides === undefined ? await createTestDatabase() : undefined;
  const folder = besides === undefined ? temporaryFolder() : undefined;
  const databaseUrl = besides?.databaseUrl ?? own?.url ?? '';
  const dataDir = besides?.dataDir ?? folder?.path ?? '';
  const demoKey = besides?.demoKey ?? newKey('demo');
  const operatorKey = besides?.operatorKey ?? newKey('operator');
  const log: string[] = [];
  const configuration = readConfiguration({
    PORT: '0',
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    DEMO_API_KEY: demoKey,
    OPERATOR_API_KEY: operatorKey,
    ...environment,
  });
  const logger = createLogger('trace', { write: (line) => log.push(line) });
  const say = (line: string): unknown => log.push(`${line}\n`);
  const cleanUp = async (): Promise<void> => {
    await own?.drop();
    folder?.remove();
  };
  const gateway = await startGateway(configuration, { logger, say }).catch(async (error: unknown) => {
    await cleanUp();
    throw error;
  });
  const stop = async (): Promise<void> => {
    await gateway.stop();
    await cleanUp();
  };
  return describe({ gateway, databaseUrl, dataDir, demoKey, operatorKey, log, stop });
}

interface Parts extends Pick<TestGateway, 'databaseUrl' | 'dataDir' | 'demoKey' | 'operatorKey' | 'stop'> {
  readonly gateway: Gateway;
  readonly log: readonly string[];
}

function describe({ gateway: { url }, log, ...rest }: Parts): TestGateway {
  const { demoKey, operatorKey } = rest;
  const askIt: Ask = (query, variables, request = {}) => ask(url, { query, variables }, { key: demoKey, ...request });
  return {
    url,
    ...rest,
    logs: () => log.join(''),
    ask: askIt,
    follow: (id, key = demoKey) =>
      subscribe(url, { query: FOLLOW, variables: { id } }, { Authorization: `Bearer ${key}` }),
    newAccount: (credits) => newAccount((query, variables) => askIt(query, variables, { key: operatorKey }), credits),
    ended: (id, key = demoKey) => ended((query, variables) => askIt(query, variables, { key }), id),
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
    input: { name: 'Tested', idempotencyKey: randomBytes(8).toString('hex') },
  });
  const { account, secret } = created.data?.createAccount ?? {};
  if (account === undefined) throw new Error(`no account: ${JSON.stringify(created)}`);
  if (credits !== '0') {
    const input = {
      accountId: account.id,
      amount: credits,
      idempotencyKey: 'first',
      source: 'PROMOTION',
      reason: 'test',
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
