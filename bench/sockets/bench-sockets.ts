// What an idle WebSocket costs this process in memory: plain ones of the library, those that have said who they are, and those that
// follow something. Their clients are processes of their own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { WebSocketServer } from 'ws';
import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { createLogger } from '../../src/server/create-logger.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import { createShutdown } from '../../src/server/shutdown.ts';
import type { BenchOptions } from '../bench-options.ts';
import { printResult, step } from '../bench-progress.ts';
import { FOLLOW } from '../generation/follow-operation.ts';
import { KEY, openGateways } from '../http/open-gateways.ts';
import { generate } from './generate.ts';

const SOCKETS = 1_000;
const SETTLE_MILLISECONDS = 1_000;
/** Objects that hold something outside the heap go in the second. */
const ROUNDS_OF_COLLECTING = 3;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const CLIENT = fileURLToPath(new URL('./idle-client.js', import.meta.url));

interface Crowd {
  readonly what: string;
  readonly words: readonly string[];
}

interface Measured {
  readonly what: string;
  readonly bytesPerSocket: number;
}

export async function benchSockets({ json }: BenchOptions): Promise<void> {
  const logger = createLogger('silent');
  const shutdown = createShutdown(logger);
  try {
    const postgres = await startTemporaryPostgres({ durable: false });
    shutdown.add('PostgreSQL', () => postgres.stop());
    const url = await postgres.ensureDatabase('sockets');
    await migrateDatabase(url);
    const { real: port } = await openGateways({ url, logger, shutdown });
    const plain = await servePlain(shutdown);
    const crowds = [{ what: 'plain', words: [plain, String(SOCKETS)] }, ...(await crowdsOf(port))];
    const measured: Measured[] = [];
    for (const crowd of crowds) {
      step(`crowd ${measured.length + 1} of ${crowds.length}`);
      measured.push(await measure(crowd));
    }
    printResult(`${json ? JSON.stringify(measured) : measured.map(lineOf).join('\n')}\n`);
  } finally {
    await shutdown.run();
  }
}

async function crowdsOf(port: number): Promise<Crowd[]> {
  const known = [`ws://127.0.0.1:${port}/graphql`, String(SOCKETS), KEY];
  const id = await generate(port);
  return [
    { what: 'connected', words: known },
    { what: 'generationUpdated', words: [...known, FOLLOW, JSON.stringify({ id })] },
    { what: 'balanceUpdated', words: [...known, 'subscription { balanceUpdated { available reserved } }'] },
  ];
}

async function servePlain(shutdown: ReturnType<typeof createShutdown>): Promise<string> {
  const server = new WebSocketServer({ port: 0 });
  await once(server, 'listening');
  shutdown.add('the plain sockets', async () => {
    server.close();
    await once(server, 'close');
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What is given back when they go: what a first crowd leaves behind for all later ones is no part of a socket. */
async function measure({ what, words }: Crowd): Promise<Measured> {
  const client = spawn(process.execPath, [CLIENT, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
  if ((await lines.next()).done === true) throw new Error('the client process has ended');
  const open = await memory();
  client.kill();
  await once(client, 'close');
  return { what, bytesPerSocket: (open - (await memory())) / SOCKETS };
}

/** Live objects and buffers: what the process has taken from the system beside them says little about a socket. */
async function memory(): Promise<number> {
  for (let round = 0; round < ROUNDS_OF_COLLECTING; round += 1) {
    await delay(SETTLE_MILLISECONDS);
    collectGarbage();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const lineOf = ({ what, bytesPerSocket }: Measured): string =>
  `${what.padEnd(20)} ${(bytesPerSocket / 1_000).toFixed(1)} kB per idle socket`;
