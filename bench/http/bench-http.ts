// Operations through HTTP, each beside the same operation with rooms that do nothing: what the money costs at the edge.
// Both sides authenticate, look the account up, validate, price and answer; only the room behind the operation differs. The
// catalogue has 10,000 models. No worker runs: what is measured of a generation is that it is accepted, paid for and queued.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { createLogger } from '../../src/server/create-logger.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import { createShutdown } from '../../src/server/shutdown.ts';
import type { BenchOptions } from '../bench-options.ts';
import { type Gateways, KEY, openGateways } from './open-gateways.ts';

const SECONDS = 3;
const ROUNDS = 5;
const CONNECTIONS = 64;
const LOAD = fileURLToPath(new URL('./load.js', import.meta.url));

/** `idle` is the reference: the gateway that does nothing for this operation. */
const PAIRS = [
  {
    operation: 'generate',
    idle: 'withoutLedger',
    inWords: 'generate (accepted and queued, run by nobody), beside no ledger',
  },
  { operation: 'estimate', idle: 'withoutPrices', inWords: 'estimate, beside no prices' },
  {
    operation: 'generate',
    idle: 'withoutRequestLog',
    inWords: 'generate (accepted), beside no log of requests',
  },
  { operation: 'estimate', idle: 'withoutRequestLog', inWords: 'estimate, beside no log of requests' },
  { operation: 'estimateWithBalance', idle: 'withoutPrices', inWords: 'estimate with balance, beside neither' },
] as const satisfies readonly { operation: string; idle: keyof Gateways; inWords: string }[];

type Pair = (typeof PAIRS)[number];

/** `--only=TEXT`: pairs whose words have it. */
const ONLY = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length) ?? '';

interface Load {
  readonly perSecond: number;
  /** Microseconds of the gateway's processor time for one request; PostgreSQL's and the client's are not in it. */
  readonly processor: number;
}

interface MeasuredPair {
  readonly operation: string;
  readonly inWords: string;
  /** One after the other. */
  readonly rounds: readonly { readonly real: Load; readonly idle: Load }[];
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
    for (const pair of PAIRS.filter(({ inWords: words }) => words.includes(ONLY))) {
      measured.push(await measurePair(pair, gateways));
    }
    process.stdout.write(`${json ? JSON.stringify({ pairs: measured }) : measured.map(inWords).join('\n')}\n`);
  } finally {
    await shutdown.run();
  }
}

async function measurePair({ operation, idle, inWords }: Pair, gateways: Gateways): Promise<MeasuredPair> {
  const rounds: { real: Load; idle: Load }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({ idle: await load(gateways[idle], operation), real: await load(gateways.real, operation) });
  }
  const ratios = rounds.map((round) => round.real.perSecond / round.idle.perSecond).sort((left, right) => left - right);
  return { operation, inWords, rounds, medianRatio: ratios[Math.floor(ROUNDS / 2)] ?? Number.NaN };
}

async function load(port: number, operation: string): Promise<Load> {
  const words = [LOAD, String(port), KEY, operation, String(SECONDS), String(CONNECTIONS)];
  const before = process.cpuUsage();
  const { stdout } = await promisify(execFile)(process.execPath, words);
  const { user, system } = process.cpuUsage(before);
  const { perSecond, answered } = JSON.parse(stdout) as { perSecond: number; answered: number };
  return { perSecond, processor: (user + system) / answered };
}

function inWords({ inWords: name, rounds, medianRatio }: MeasuredPair): string {
  const side = ({ perSecond, processor }: Load): string => `${perSecond.toFixed(0)}/s (${processor.toFixed(0)} us)`;
  const lines = rounds.map(({ real, idle }) => {
    return `${name}: ${side(real)}   idle ${side(idle)}   ratio ${(real.perSecond / idle.perSecond).toFixed(2)}`;
  });
  return [...lines, `median ratio: ${medianRatio.toFixed(2)}`].join('\n');
}
