// One gateway is replaced by the next while customers ask, as two processes: behind a balancer, and on one socket without any.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient, type TollgateClient } from '../../packages/client/src/index.ts';
import { buildGateway, freePort, type GatewayProcess, spawnGateway, untilServing } from '../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { temporaryFolder } from '../support/postgres-processes.ts';
import { waitUntil } from '../support/wait-until.ts';

const ROOT = join(import.meta.dirname, '../..');
const REQUEST = { model: 'bfl/flux-1.1-pro', prompt: 'a gate' };
const ASKING = 6;

let database: TestDatabase;
let folder: ReturnType<typeof temporaryFolder>;
let demoKey: string;
let undo: (() => unknown)[] = [];

beforeAll(() => buildGateway());

beforeEach(async () => {
  database = await createTestDatabase();
  folder = temporaryFolder();
  demoKey = `tg_test_${randomBytes(16).toString('hex')}`;
});

afterEach(async () => {
  for (const step of undo.reverse()) await step();
  undo = [];
  await database.drop();
  folder.remove();
});

const environment = (more: Readonly<Record<string, string>>): Record<string, string> => ({
  DATABASE_URL: database.applicationUrl,
  MIGRATION_DATABASE_URL: database.url,
  DATA_DIR: folder.path,
  DEMO_API_KEY: demoKey,
  REQUEST_LIMITS: 'off',
  ...more,
});

async function start(more: Readonly<Record<string, string>> = {}): Promise<GatewayProcess> {
  const gateway = spawnGateway(environment({ PORT: String(await freePort()), ...more }));
  undo.push(async () => {
    if (gateway.child.exitCode === null && gateway.child.signalCode === null) gateway.child.kill('SIGKILL');
    await gateway.ended;
  });
  await untilServing(gateway);
  return gateway;
}

interface Answer {
  readonly data?: { readonly generate?: { readonly generation?: { readonly id: string } | null } } | null;
  readonly errors?: unknown;
}

interface Load {
  readonly answered: number;
  readonly failures: readonly string[];
  /** Ids of all that was generated. */
  readonly generated: readonly string[];
  stop(): Promise<void>;
}

/** Customers who ask one request after the other, on connections that are kept, and never again what failed. */
function ask(url: string): Load {
  const failures: string[] = [];
  const generated: string[] = [];
  let answered = 0;
  let isAsking = true;
  const send = async (query: string, variables: object): Promise<Answer> => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${demoKey}` },
      body: JSON.stringify({ query, variables }),
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${answer.status} ${text}`);
    return JSON.parse(text) as Answer;
  };
  const customer = async (number: number): Promise<void> => {
    for (let round = 0; isAsking; round += 1) {
      try {
        if (round % 4 === 0) generated.push(await generate(send, `${number}-${round}`));
        else await send('{ balance { available } }', {});
        answered += 1;
      } catch (error) {
        const cause = error instanceof Error ? (error.cause as { code?: string } | undefined)?.code : undefined;
        failures.push(`${String(error)} ${cause ?? ''}`);
      }
    }
  };
  const customers = Array.from({ length: ASKING }, (_, number) => customer(number));
  return {
    get answered() {
      return answered;
    },
    failures,
    generated,
    stop: async () => {
      isAsking = false;
      await Promise.all(customers);
    },
  };
}

const GENERATE = `mutation ($input: GenerateInput!) { generate(input: $input) {
  generation { id } userErrors { message } } }`;

async function generate(
  send: (query: string, variables: object) => Promise<Answer>,
  idempotencyKey: string,
): Promise<string> {
  const { data, errors } = await send(GENERATE, { input: { ...REQUEST, idempotencyKey } });
  const id = data?.generate?.generation?.id;
  if (id === undefined) throw new Error(JSON.stringify(data ?? errors));
  return id;
}

interface Balancer {
  readonly url: string;
  /** Gateways that are said to exist; only those that are ready get connections. */
  readonly gateways: Set<string>;
  close(): Promise<void>;
}

/** Round robin over TCP, as simple as they come: it asks each gateway whether it is ready, and repeats nothing. */
async function balance(first: readonly string[]): Promise<Balancer> {
  const gateways = new Set(first);
  const ready = new Set(first);
  const sockets = new Set<Socket>();
  let turn = 0;
  const server: Server = createServer((client) => {
    const list = [...ready];
    const url = new URL(list[turn % list.length] ?? 'http://127.0.0.1:1');
    turn += 1;
    const upstream = connect(Number(url.port), url.hostname);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => sockets.delete(one));
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const look = async (): Promise<void> => {
    for (const url of [...gateways, ...ready]) {
      const answer = await fetch(`${url}/readyz`, { headers: { connection: 'close' } }).catch(() => undefined);
      if (answer?.status === 200 && gateways.has(url)) ready.add(url);
      else ready.delete(url);
    }
  };
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, 100);
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    gateways,
    close: async () => {
      clearInterval(timer);
      await looking;
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Follows every posting of the demo account until it is told to stop. */
function followAll(url: string): { readonly sequences: readonly string[]; stop(): void } {
  const client: TollgateClient = createClient({ url: `${url}/graphql`, credential: demoKey });
  const sequences: string[] = [];
  const follow = async (): Promise<void> => {
    for await (const { sequence } of client.followTransactions({ afterSequence: '0' })) sequences.push(sequence);
  };
  follow().catch(() => undefined);
  return { sequences, stop: () => client.close() };
}

async function lastSequence(url: string): Promise<string> {
  const client = createClient({ url: `${url}/graphql`, credential: demoKey });
  const { sequence } = await client.balance();
  client.close();
  return sequence;
}

const upTo = (last: string): string[] => Array.from({ length: Number(last) }, (_, index) => String(index + 1));

describe('a rolling restart behind a balancer', () => {
  it('fails no request, and loses no event of a subscription', async () => {
    const name = 'http://127.0.0.1:1';
    const settings = { DRAIN_SECONDS: '5', PUBLIC_URL: name };
    let [one, two] = await Promise.all([start(settings), start(settings)]);
    const balancer = await balance([one.url, two.url]);
    undo.push(() => balancer.close());
    const followed = followAll(balancer.url);
    undo.push(() => followed.stop());
    const load = ask(balancer.url);
    for (const old of [one, two]) {
      const next = await start(settings);
      balancer.gateways.add(next.url);
      await waitUntil('customers go on', moreAnswers(load));
      old.child.kill('SIGTERM');
      expect(await old.ended).toBe(0);
      balancer.gateways.delete(old.url);
      if (old === one) one = next;
      else two = next;
    }
    await waitUntil('customers go on', moreAnswers(load));
    await load.stop();
    expect(load.failures).toEqual([]);
    expect(new Set(load.generated).size).toBe(load.generated.length);
    await waitUntil('all is billed', async () => {
      const client = createClient({ url: `${one.url}/graphql`, credential: demoKey });
      const { reserved } = await client.balance();
      client.close();
      return reserved === '0';
    });
    const last = await lastSequence(one.url);
    await waitUntil('the last event is there', () => followed.sequences.at(-1) === last);
    expect(followed.sequences).toEqual(upTo(last));
  });
});

function moreAnswers(load: Load): () => boolean {
  const before = load.answered;
  return () => load.answered > before + 40;
}

/** Holds a listening socket as systemd would, and starts gateways on it. */
async function holdSocket(port: number): Promise<(log: string) => Promise<number>> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { fd } = (server as unknown as { readonly _handle: { readonly fd: number } })._handle;
  const script = `while read -r log; do
    LISTEN_FDS=1 bash -c 'LISTEN_PID=$$ exec "$0" dist/src/main.js' "$0" > "$log" 2>&1 < /dev/null &
    echo $!
  done`;
  const { PATH, HOME } = process.env;
  const holder = spawn('bash', ['-c', script, process.execPath], {
    cwd: ROOT,
    env: { PATH, HOME, ...environment({ PORT: String(port) }) },
    stdio: ['pipe', 'pipe', 'inherit', fd],
  });
  server.close();
  const lines = createInterface({ input: holder.stdout! })[Symbol.asyncIterator]();
  undo.push(() => holder.kill());
  return async (log) => {
    holder.stdin!.write(`${log}\n`);
    const { value } = await lines.next();
    const pid = Number(value);
    undo.push(() => {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    });
    await waitUntil(
      'the gateway is ready',
      () => existsSync(log) && readFileSync(log, 'utf8').includes('Tollgate is ready.'),
      60_000,
    );
    return pid;
  };
}

describe('a socket that outlives its gateways', () => {
  it('is taken over by the next without a request that fails', async () => {
    const port = await freePort();
    const startOn = await holdSocket(port);
    const logs = [1, 2].map((number) => join(folder.path, `gateway-${number}.log`));
    const [firstLog = '', secondLog = ''] = logs;
    const first = await startOn(firstLog);
    const load = ask(`http://127.0.0.1:${port}`);
    await waitUntil('customers are answered', moreAnswers(load));
    const second = await startOn(secondLog);
    process.kill(first, 'SIGTERM');
    await waitUntil('the first has ended', () => readFileSync(firstLog, 'utf8').includes('Stopped.'), 30_000);
    await waitUntil('customers go on', moreAnswers(load));
    // Nobody serves for a moment: connections wait in the socket.
    process.kill(second, 'SIGTERM');
    await waitUntil('the second has ended', () => readFileSync(secondLog, 'utf8').includes('Stopped.'), 30_000);
    await startOn(join(folder.path, 'gateway-3.log'));
    await waitUntil('customers go on', moreAnswers(load));
    await load.stop();
    expect(load.failures).toEqual([]);
  });
});
