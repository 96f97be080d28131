// One change of a generation to all who follow it, beside a plain socket server that sends the same bytes to as many. Both
// serve from this process, each to a client process of its own; their rounds alternate, so that both meet the same machine.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { WebSocket, WebSocketServer } from 'ws';
import { type Database, fromPublicId } from '../../src/database/index.ts';
import { GENERATION_CHANNEL } from '../../src/generation/follow/publish-changes.ts';
import { KEY } from '../http/open-gateways.ts';
import { generate } from '../sockets/generate.ts';
import { FOLLOW } from './follow-operation.ts';

const ROUNDS = 21;
const WARM_UP = 5;
/** Sequence numbers begin here, so that they all have as many digits. */
const FIRST_SEQUENCE = 100;
const SETTLE_MILLISECONDS = 500;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const CLIENT = fileURLToPath(new URL('./fan-out-client.js', import.meta.url));

export interface FanOut {
  readonly sockets: number;
  /** Milliseconds until the last socket has heard of it, in the median. */
  readonly plain: number;
  /** The same, from sending the statement that changes the generation. */
  readonly gateway: number;
  readonly ratio: number;
  /** Of the processor time that a round takes this process, plain by gateway: what else runs on the machine has no part. */
  readonly processorRatio: number;
  /** Of this process's memory. */
  readonly bytesPerSocket: number;
  readonly plainBytesPerSocket: number;
}

export async function benchFanOut(database: Database, port: number, sockets: number): Promise<FanOut> {
  const publicId = await generate(port);
  const id = fromPublicId('gen', publicId);
  const change = () => database.rows(CHANGE, [id]);
  await database.rows('update generation set sequence = $2 where id = $1', [id, FIRST_SEQUENCE]);
  const address = `ws://127.0.0.1:${port}/graphql`;
  const text = await firstEvent(address, publicId);
  const plain = servePlain();
  const plainCrowd = await gather([plain.address, String(sockets)]);
  const crowd = await gather([address, String(sockets), KEY, publicId]);
  const [plainTimes, times]: [Spent[], Spent[]] = [[], []];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    plainTimes.push(await timeOf(plainCrowd, () => plain.sendAll(text)));
    times.push(await timeOf(crowd, change));
  }
  plainCrowd.leave();
  crowd.leave();
  plain.close();
  await delay(SETTLE_MILLISECONDS);
  const [reference, gateway] = [medians(plainTimes.slice(WARM_UP)), medians(times.slice(WARM_UP))];
  return {
    sockets,
    plain: reference.time,
    gateway: gateway.time,
    ratio: reference.time / gateway.time,
    processorRatio: reference.processor / gateway.processor,
    bytesPerSocket: crowd.bytes / sockets,
    plainBytesPerSocket: plainCrowd.bytes / sockets,
  };
}

const CHANGE = `with changed as (update generation set sequence = sequence + 1 where id = $1 returning account_id, id)
  select pg_notify('${GENERATION_CHANNEL}', account_id || ' ' || id) from changed`;

function servePlain() {
  const server = new WebSocketServer({ port: 0 });
  const clients = new Set<WebSocket>();
  server.on('connection', (client) => clients.add(client));
  return {
    address: `ws://127.0.0.1:${(server.address() as { port: number }).port}`,
    sendAll: (text: string): void => {
      for (const client of clients) client.send(text);
    },
    close: (): void => {
      for (const client of clients) client.terminate();
      server.close();
    },
  };
}

/** What a follower is sent, to the byte. */
async function firstEvent(address: string, id: string): Promise<string> {
  const socket = new WebSocket(address, 'graphql-transport-ws');
  const say = (message: object): void => socket.send(JSON.stringify(message));
  const hear = async (): Promise<string> => {
    const [data] = (await once(socket, 'message')) as [Buffer];
    return data.toString();
  };
  await once(socket, 'open');
  say({ type: 'connection_init', payload: { Authorization: `Bearer ${KEY}` } });
  await hear();
  say({ id: '1', type: 'subscribe', payload: { query: FOLLOW, variables: { id } } });
  const text = await hear();
  socket.close();
  return text;
}

interface Crowd {
  /** What the sockets cost this process. */
  readonly bytes: number;
  /** Done once every socket has heard one message more. */
  round(): Promise<void>;
  leave(): void;
}

async function gather(words: readonly string[]): Promise<Crowd> {
  const before = await memory();
  const client = spawn(process.execPath, [CLIENT, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<void> => {
    if ((await lines.next()).done === true) throw new Error('the client process has ended');
  };
  await line();
  return { bytes: (await memory()) - before, round: line, leave: () => client.kill() };
}

interface Spent {
  /** Milliseconds on the wall. */
  readonly time: number;
  /** Microseconds of this process. */
  readonly processor: number;
}

async function timeOf(crowd: Crowd, send: () => unknown): Promise<Spent> {
  const [from, before] = [performance.now(), process.cpuUsage()];
  await Promise.all([crowd.round(), send()]);
  const { user, system } = process.cpuUsage(before);
  return { time: performance.now() - from, processor: user + system };
}

function medians(rounds: readonly Spent[]): Spent {
  return { time: median(rounds.map(({ time }) => time)), processor: median(rounds.map(({ processor }) => processor)) };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Live objects and buffers: what the process has taken from the system beside them says little about a socket. */
async function memory(): Promise<number> {
  await delay(SETTLE_MILLISECONDS);
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
