// Operations through HTTP, each beside the same operation with rooms that do nothing: what the money costs at the edge.
// Both sides authenticate, look the account up, validate, price and answer; only the room behind the operation differs. The
// catalogue has 10,000 models. No worker runs: what is measured of a generation is that it is accepted, paid for and queued.
// Printed of each side: answers a second, and the microseconds of processor time that one takes in the gateway, in PostgreSQL and in the
// client, which share the machine.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { createLogger } from '../../src/server/create-logger.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import { createShutdown } from '../../src/server/shutdown.ts';
import type { BenchOptions } from '../bench-options.ts';
import { printResult, step } from '../bench-progress.ts';
import { type Meter, openMeter } from '../ledger/meter.ts';
import { spreadOf } from '../ledger/statistics.ts';
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
  /** Microseconds of processor time for one request. */
  readonly gateway: number;
  /** The same; undefined where there is no `/proc`. */
  readonly postgres: number | undefined;
  readonly client: number;
}

/** What load.ts prints. */
interface Answered {
  readonly perSecond: number;
  readonly answered: number;
  /** Microseconds. */
  readonly processor: number;
}

interface Place {
  readonly gateways: Gateways;
  readonly meter: Meter;
}

interface MeasuredPair {
  readonly operation: string;
  readonly inWords: string;
  /** One after the other. */
  readonly rounds: readonly { readonly real: Load; readonly idle: Load }[];
  readonly medianRatio: number;
  /** What the ratio would be if PostgreSQL and the client took nothing from the gateway: of its processor time alone. */
  readonly medianOfGateway: number;
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
    const meter = await openMeter(url);
    shutdown.add('the meter', () => meter.close());
    const measured: MeasuredPair[] = [];
    for (const pair of PAIRS.filter(({ inWords: words }) => words.includes(ONLY))) {
      measured.push(await measurePair(pair, { gateways, meter }));
    }
    printResult(`${json ? JSON.stringify({ pairs: measured }) : measured.map(inWords).join('\n')}\n`);
  } finally {
    await shutdown.run();
  }
}

async function measurePair({ operation, idle, inWords }: Pair, place: Place): Promise<MeasuredPair> {
  const rounds: { real: Load; idle: Load }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    step(`${inWords}, round ${round + 1} of ${ROUNDS}`);
    rounds.push({ idle: await load(place, idle, operation), real: await load(place, 'real', operation) });
  }
  const medianRatio = spreadOf(rounds.map(({ real, idle: other }) => real.perSecond / other.perSecond)).median;
  const medianOfGateway = spreadOf(rounds.map(({ real, idle: other }) => other.gateway / real.gateway)).median;
  return { operation, inWords, rounds, medianRatio, medianOfGateway };
}

async function load({ gateways, meter }: Place, gateway: keyof Gateways, operation: string): Promise<Load> {
  const words = [LOAD, String(gateways[gateway]), KEY, operation, String(SECONDS), String(CONNECTIONS)];
  const { result, consumption } = await meter.measure(() => promisify(execFile)(process.execPath, words));
  const { perSecond, answered, processor } = JSON.parse(result.stdout) as Answered;
  const { node, postgres } = consumption;
  const each = (seconds: number): number => (seconds * 1_000_000) / answered;
  return {
    perSecond,
    gateway: each(node),
    postgres: postgres === undefined ? undefined : each(postgres),
    client: processor / answered,
  };
}

function inWords({ inWords: name, rounds, medianRatio, medianOfGateway }: MeasuredPair): string {
  const side = ({ perSecond, gateway, postgres, client }: Load): string => {
    const times = [gateway, postgres, client].map((time) => time?.toFixed(0) ?? 'n/a').join(' + ');
    return `${perSecond.toFixed(0)}/s (${times} us)`;
  };
  const lines = rounds.map(({ real, idle }) => {
    return `${name}: ${side(real)}   idle ${side(idle)}   ratio ${(real.perSecond / idle.perSecond).toFixed(2)}`;
  });
  const ofGateway = `of the gateway's processor time alone: ${medianOfGateway.toFixed(2)}`;
  return [...lines, `median ratio: ${medianRatio.toFixed(2)}; ${ofGateway}`].join('\n');
}
