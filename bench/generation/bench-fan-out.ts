// One change of a generation to all who follow it, beside a plain socket server that sends the same text to as many.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Database, fromPublicId } from '../../src/database/index.ts';
import { GENERATION_CHANNEL } from '../../src/generation/status-events.ts';
import { KEY } from '../http/open-gateways.ts';

const ROUNDS = 20;
const WARM_UP = 5;
const SETTLE_MILLISECONDS = 500;
const CLIENT = fileURLToPath(new URL('./fan-out-client.js', import.meta.url));
const PLAIN_TEXT = JSON.stringify({
  id: '1',
  type: 'next',
  payload: {
    data: {
      generationUpdated: {
        sequence: 100,
        terminal: false,
        generation: { id: 'gen_01kamz7q3ye2v8r4c0n5b6d7f8', status: 'RUNNING', cost: null },
      },
    },
  },
});

export interface FanOut {
  readonly sockets: number;
  /** Milliseconds until the last socket has heard of it, on average. */
  readonly plain: number;
  readonly gateway: number;
  readonly ratio: number;
  /** Of the gateway's memory. */
  readonly bytesPerSocket: number;
}

export async function benchFanOut(database: Database, port: number, sockets: number): Promise<FanOut> {
  const plain = await measurePlain(sockets);
  const { milliseconds: gateway, bytesPerSocket } = await measureGateway(database, port, sockets);
  return { sockets, plain, gateway, ratio: plain / gateway, bytesPerSocket };
}

async function measurePlain(sockets: number): Promise<number> {
  const server = new WebSocketServer({ port: 0 });
  const clients = new Set<WebSocket>();
  server.on('connection', (client) => clients.add(client));
  const { port } = server.address() as { port: number };
  const crowd = await gather([`ws://127.0.0.1:${port}`, String(sockets)]);
  const milliseconds = await meanOf(crowd, () => {
    for (const client of clients) client.send(PLAIN_TEXT);
  });
  crowd.leave();
  for (const client of clients) client.terminate();
  server.close();
  return milliseconds;
}

async function measureGateway(database: Database, port: number, sockets: number) {
  const publicId = await generate(port);
  const id = fromPublicId('gen', publicId);
  const before = await memory();
  const crowd = await gather([`ws://127.0.0.1:${port}/graphql`, String(sockets), KEY, publicId]);
  const bytesPerSocket = ((await memory()) - before) / sockets;
  const milliseconds = await meanOf(crowd, () =>
    database.rows(
      `with changed as (update generation set sequence = sequence + 1 where id = $1 returning account_id, id)
       select pg_notify('${GENERATION_CHANNEL}', account_id || ' ' || id) from changed`,
      [id],
    ),
  );
  crowd.leave();
  await delay(SETTLE_MILLISECONDS);
  return { milliseconds, bytesPerSocket };
}

async function generate(port: number): Promise<string> {
  const query = `mutation { generate(input: { model: "bfl/flux-1.1-pro", prompt: "a harbour", idempotencyKey: "${Math.random()}" })
    { generation { id } userErrors { code } } }`;
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ query }),
  });
  const { data } = (await answer.json()) as { data: { generate: { generation: { id: string } } } };
  return data.generate.generation.id;
}

interface Crowd {
  /** Done once every socket has heard one message more. */
  round(): Promise<void>;
  leave(): void;
}

async function gather(words: readonly string[]): Promise<Crowd> {
  const client = spawn(process.execPath, [CLIENT, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<void> => {
    if ((await lines.next()).done === true) throw new Error('the client process has ended');
  };
  await line();
  return { round: line, leave: () => client.kill() };
}

async function meanOf(crowd: Crowd, send: () => unknown): Promise<number> {
  let total = 0;
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const from = performance.now();
    await send();
    await crowd.round();
    if (round >= WARM_UP) total += performance.now() - from;
  }
  return total / ROUNDS;
}

async function memory(): Promise<number> {
  await delay(SETTLE_MILLISECONDS);
  return process.memoryUsage().rss;
}
