// Operations through HTTP, each beside the same operation with rooms that do nothing: what the money costs at the edge.
// The catalogue has 10,000 models. No worker runs, so that no generation competes for the processor.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { createLogger } from '../../src/server/create-logger.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import { createShutdown } from '../../src/server/shutdown.ts';
import type { BenchOptions } from '../bench-options.ts';
import { type Gateways, KEY, openGateways } from './open-gateways.ts';

const SECONDS = 5;
const ROUNDS = 3;
const CONNECTIONS = 64;
const LOAD = fileURLToPath(new URL('./load.js', import.meta.url));

/** `idle` is the reference: the gateway that does nothing for this operation. */
const PAIRS = [
  { operation: 'generate', idle: 'withoutLedger', inWords: 'generate, beside no ledger' },
  { operation: 'estimate', idle: 'withoutPrices', inWords: 'estimate, beside no prices' },
  { operation: 'estimateWithBalance', idle: 'withoutPrices', inWords: 'estimate with balance, beside neither' },
] as const satisfies readonly { operation: string; idle: keyof Gateways; inWords: string }[];

type Pair = (typeof PAIRS)[number];

interface MeasuredPair {
  readonly operation: string;
  readonly inWords: string;
  /** Requests per second, one after the other. */
  readonly rounds: readonly { readonly real: number; readonly idle: number }[];
  readonly medianRatio: number;
}

export async function benchHttp({ json }: BenchOptions): Promise<void> {
  const postgres = await startTemporaryPostgres({ durable: true });
  const logger = createLogger('silent');
  const shutdown = createShutdown(logger);
  shutdown.add('PostgreSQL', () => postgres.stop());
  try {
    const url = await postgres.ensureDatabase('bench');
    await migrateDatabase(url);
    const gateways = await openGateways({ url, logger, shutdown });
    const measured: MeasuredPair[] = [];
    for (const pair of PAIRS) measured.push(await measurePair(pair, gateways));
    process.stdout.write(`${json ? JSON.stringify({ pairs: measured }) : measured.map(inWords).join('\n')}\n`);
  } finally {
    await shutdown.run();
  }
}

async function measurePair({ operation, idle, inWords }: Pair, gateways: Gateways): Promise<MeasuredPair> {
  const rounds: { real: number; idle: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({ idle: await load(gateways[idle], operation), real: await load(gateways.real, operation) });
  }
  const ratios = rounds.map((round) => round.real / round.idle).sort((left, right) => left - right);
  return { operation, inWords, rounds, medianRatio: ratios[Math.floor(ROUNDS / 2)] ?? Number.NaN };
}

async function load(port: number, operation: string): Promise<number> {
  const words = [LOAD, `http://127.0.0.1:${port}/graphql`, KEY, operation, String(SECONDS), String(CONNECTIONS)];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  return Number(stdout);
}

function inWords({ inWords: name, rounds, medianRatio }: MeasuredPair): string {
  const lines = rounds.map(
    ({ real, idle }) => `${name}: ${real.toFixed(0)}/s   idle ${idle.toFixed(0)}/s   ratio ${(real / idle).toFixed(2)}`,
  );
  return [...lines, `median ratio: ${medianRatio.toFixed(2)}`].join('\n');
}
