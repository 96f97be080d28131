// A gateway as an operator runs it, under a load that stays the same, looked at again and again.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { ask } from '../../support/gateway-client.ts';
import { freePort, type GatewayProcess, spawnGateway, untilServing } from '../../support/gateway-process.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { temporaryFolder } from '../../support/postgres-processes.ts';
import { waitUntil } from '../../support/wait-until.ts';
import type { Sample } from './judge.ts';
import { type LoadCounts, type RunningLoad, startLoad } from './load.ts';

export interface SoakPlan {
  readonly customers: number;
  /** Before the first sample counts: caches fill, and the code is compiled. */
  readonly warmUpMilliseconds: number;
  readonly samples: number;
  readonly everyMilliseconds: number;
  /** Bytes that the gateway leaks on purpose each second. */
  readonly leak: number;
  /** Told of each sample. */
  readonly say: (line: string) => void;
}

export interface SoakReport {
  readonly samples: readonly Sample[];
  readonly counts: LoadCounts;
  readonly webhooks: number;
  /** Connections of customers that the gateway still held when all of them had gone. */
  readonly left: number;
  /** What the gateway logged as errors. */
  readonly errors: readonly string[];
}

const OPERATOR_KEY = 'tg_test_operator_of_the_soak_run';
const PROBE = fileURLToPath(new URL('./probe.mts', import.meta.url));

export async function soak(plan: SoakPlan): Promise<SoakReport> {
  const undo: (() => unknown)[] = [];
  try {
    return await run(plan, undo);
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

async function run(plan: SoakPlan, undo: (() => unknown)[]): Promise<SoakReport> {
  const database = await createTestDatabase();
  undo.push(() => database.drop());
  const folder = temporaryFolder();
  undo.push(() => folder.remove());
  const hooks = await startReceiver();
  undo.push(() => close(hooks.server));
  const [port, probePort] = [await freePort(), await freePort()];
  const gateway = spawnGateway({
    PORT: String(port),
    DATABASE_URL: database.applicationUrl,
    MIGRATION_DATABASE_URL: database.url,
    DATA_DIR: folder.path,
    OPERATOR_API_KEY: OPERATOR_KEY,
    WEBHOOKS_ALLOW_INSECURE: 'true',
    LOG_LEVEL: 'error',
    NODE_OPTIONS: `--expose-gc --import ${PROBE}`,
    SOAK_PROBE_PORT: String(probePort),
    SOAK_LEAK: String(plan.leak),
  });
  undo.push(() => stop(gateway));
  await untilServing(gateway);
  const keys: string[] = [];
  for (let number = 0; number < plan.customers; number += 1) keys.push(await openCustomer(gateway.url, hooks.url));
  const monitor = new pg.Client({ connectionString: database.url });
  // Its database goes when the run is broken off.
  monitor.on('error', () => undefined);
  await monitor.connect();
  undo.push(() => monitor.end());
  const look = () => lookAt(probePort, monitor);
  const over = new AbortController();
  const load = startLoad({ url: gateway.url, keys, signal: over.signal });
  const samples = await takeSamples(plan, load, look);
  over.abort();
  await load.ended;
  let left = Number.NaN;
  await waitUntil('the connections of the customers are gone', async () => {
    left = (await look()).values['customers'] ?? Number.NaN;
    return left === 0;
  }).catch(() => undefined);
  const errors = gateway
    .output()
    .split('\n')
    .filter((line) => line.includes('"level":50'));
  const webhooks = hooks.received();
  return { samples, counts: load.counts, webhooks, left, errors };
}

interface Look {
  readonly values: Readonly<Record<string, number>>;
}

async function takeSamples(plan: SoakPlan, load: RunningLoad, look: () => Promise<Look>): Promise<Sample[]> {
  const from = performance.now();
  await delay(plan.warmUpMilliseconds);
  load.takeLatencies();
  const samples: Sample[] = [];
  while (samples.length < plan.samples) {
    await delay(plan.everyMilliseconds);
    const latencies = load.takeLatencies().toSorted((a, b) => a - b);
    const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
    const { values } = await look();
    const seconds = (performance.now() - from) / 1_000;
    const sample = { seconds, values: { ...values, p50: at(0.5), p99: at(0.99) } };
    samples.push(sample);
    plan.say(lineOf(sample, latencies.length));
  }
  return samples;
}

const lineOf = ({ seconds, values }: Sample, answers: number): string =>
  [`${seconds.toFixed(0).padStart(5)} s`, `${answers} answers`]
    .concat(Object.entries(values).map(([name, value]) => `${name} ${value.toFixed(1)}`))
    .join('   ');

const MEGABYTE = 1_000_000;

/** Memory in megabytes. */
async function lookAt(probePort: number, monitor: pg.Client): Promise<Look> {
  const response = await fetch(`http://127.0.0.1:${probePort}/`, { headers: { connection: 'close' } });
  const { memory, rss, ...held } = (await response.json()) as Record<
    'memory' | 'rss' | 'customers' | 'timers' | 'handles',
    number
  >;
  const { rows } = await monitor.query<{ count: number }>(
    'select count(*)::int as count from pg_stat_activity where datname = current_database()',
  );
  const connections = rows[0]?.count ?? Number.NaN;
  return { values: { heap: memory / MEGABYTE, rss: rss / MEGABYTE, ...held, connections } };
}

async function startReceiver() {
  let received = 0;
  const server = createServer((request, response) => {
    received += 1;
    request.resume();
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { server, url, received: () => received };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function stop({ child }: GatewayProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

const CREATE = 'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { id } secret } }';
const GRANT = 'mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { replayed } }';
const HOOK =
  'mutation ($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) { endpoint { id } userErrors { message } } }';

/** With more credits than any run spends, and an endpoint that hears of everything. Its key. */
async function openCustomer(url: string, hook: string): Promise<string> {
  const operator = { key: OPERATOR_KEY };
  const created = await ask(
    url,
    { query: CREATE, variables: { input: { name: 'Soaked', planId: 'scale' } } },
    operator,
  );
  const { account, secret } = created.data.createAccount;
  const input = { accountId: account.id, credits: '1000000', idempotencyKey: account.id };
  await ask(url, { query: GRANT, variables: { input } }, operator);
  const endpoint = await ask(url, { query: HOOK, variables: { input: { url: hook } } }, { key: secret });
  if (endpoint.data?.createWebhookEndpoint?.endpoint === null) throw new Error(JSON.stringify(endpoint.data));
  return secret;
}
