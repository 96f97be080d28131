// The edge beside what it could have been made of: processor time of the serving process for one request. bench/edge/README.md says what
// stands beside what.

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import type { BenchOptions } from '../bench-options.ts';
import { printResult, step } from '../bench-progress.ts';
import { driveLoad } from '../http/drive-load.ts';
import { KEY } from '../http/open-gateways.ts';
import { positiveInteger, positiveNumber, text } from '../ledger/options.ts';
import { figure, spreadOf, withSpread } from '../ledger/statistics.ts';
import { type Edge, startEdge } from './edge-child.ts';

const FIRST_SECONDS = 0.001;
/** Counts for nothing: code is compiled while it runs. */
const FIRST_ROUND_SECONDS = 2;
const CONNECTIONS = 16;

interface Row {
  readonly edge: string;
  readonly operation: string;
  /** Whose processor time is 1. */
  readonly beside: string;
  readonly connections: number;
}

const MEMORY_EDGES = ['bare', 'tollgate', 'tollgate-silent', 'apollo-floor', 'mercurius', 'apollo', 'yoga'];
const OPERATIONS = ['balance', 'transactions', 'generate'];

const ROWS: readonly Row[] = [
  ...OPERATIONS.flatMap((operation) =>
    MEMORY_EDGES.map((edge) => ({ edge, operation, beside: 'bare', connections: CONNECTIONS })),
  ),
  ...[1, CONNECTIONS].flatMap((connections) =>
    ['by-hand', 'tollgate-database'].map((edge) => ({ edge, operation: 'balance', beside: 'by-hand', connections })),
  ),
];

interface Sample {
  /** Microseconds of processor time for a request. */
  readonly processor: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly median: number;
}

interface Measured extends Row {
  readonly samples: Sample[];
}

/** The same for the other dialects: paths are got. */
const REST_ROWS: readonly Row[] = ['rest balance', 'rest estimate'].flatMap((operation) =>
  ['bare', 'tollgate', 'tollgate-silent'].map((edge) => ({
    ...{ edge, operation, beside: 'bare', connections: CONNECTIONS },
  })),
);

/** The gateway with its database: what watching it takes, beside what it takes unwatched. */
const UNWATCHED = 'tollgate-database';
const SIGNAL_ROWS: readonly Row[] = ['balance', 'generate'].flatMap((operation) =>
  ['', '+SIGNALS=metrics', '+SIGNALS=traces', '+SIGNALS=both'].map((watched) => ({
    ...{ edge: `${UNWATCHED}${watched}`, operation, beside: UNWATCHED, connections: CONNECTIONS },
  })),
);

/** Traces go to a server that takes them and does nothing with them, in the process of the load. */
export async function benchSignals(options: BenchOptions): Promise<void> {
  const sink = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  sink.listen(0, '127.0.0.1');
  await once(sink, 'listening');
  process.env['BENCH_TRACES_URL'] = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
  try {
    await benchRows(SIGNAL_ROWS, options);
  } finally {
    sink.close();
    sink.closeAllConnections();
  }
}

export const benchEdge = (options: BenchOptions): Promise<void> => benchRows(ROWS, options);
export const benchRest = (options: BenchOptions): Promise<void> => benchRows(REST_ROWS, options);

async function benchRows(all: readonly Row[], { json }: BenchOptions): Promise<void> {
  const rows = all.filter((row) => nameOf(row).includes(text('only')) || row.edge === row.beside);
  const postgres = await startTemporaryPostgres({ durable: true });
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-bench-'));
  const edges = new Map<string, Edge>();
  try {
    const url = await postgres.ensureDatabase('bench');
    await migrateDatabase(url);
    // One after the other: each sees to it that the demo account exists.
    for (const { edge } of rows) if (!edges.has(edge)) edges.set(edge, await startEdge(edge, { url, folder }));
    const measured = await takeRounds(rows, edges);
    printResult(json ? `${JSON.stringify({ rows: measured })}\n` : `${inWords(measured)}\n`);
  } finally {
    for (const edge of edges.values()) edge.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Every second round goes the other way round. */
async function takeRounds(rows: readonly Row[], edges: ReadonlyMap<string, Edge>): Promise<Measured[]> {
  const rounds = positiveInteger('rounds', 12);
  const measured = rows.map((row) => ({ ...row, samples: [] as Sample[] }));
  for (let round = 0; round <= rounds; round += 1) {
    step(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
    for (const row of round % 2 === 1 ? measured : measured.toReversed()) {
      const seconds = round === 0 ? FIRST_ROUND_SECONDS : positiveNumber('seconds', 0.3);
      const sample = await measure(row, edges.get(row.edge), seconds);
      if (round > 0) row.samples.push(sample);
    }
  }
  return measured;
}

async function measure(
  { operation, connections, beside }: Row,
  edge: Edge | undefined,
  seconds: number,
): Promise<Sample> {
  if (edge === undefined) throw new Error('the edge was not started');
  // PostgreSQL needs the other processor.
  const load = { port: edge.port, key: KEY, operation, isAwake: beside === 'bare' };
  // A key that the gateway does not know yet is looked at alone: many at once would be slowed as guesses.
  await driveLoad({ ...load, connections: 1 }, FIRST_SECONDS);
  const before = await edge.microseconds();
  const { answered, perSecond, median } = await driveLoad({ ...load, connections }, seconds);
  return { processor: ((await edge.microseconds()) - before) / answered, perSecond, median };
}

const nameOf = ({ edge, operation, connections }: Row): string => `${operation} ${edge} ${connections}`;

function inWords(measured: readonly Measured[]): string {
  return measured
    .map((row, index) => [...headingOf(row, measured[index - 1]), line(row, measured)].join('\n'))
    .join('\n');
}

function headingOf(row: Row, before: Row | undefined): string[] {
  const isSame = before?.operation === row.operation && before.connections === row.connections;
  return isSame ? [] : ['', `${row.operation}, ${row.connections} connections: ${row.beside} = 1`];
}

/** A ratio is one of neighbours: of the same round. */
function line(row: Measured, measured: readonly Measured[]): string {
  const reference = measured.find(
    ({ edge, operation, connections }) =>
      edge === row.beside && operation === row.operation && connections === row.connections,
  );
  const ratios = row.samples.map(
    ({ processor }, round) => (reference?.samples[round]?.processor ?? Number.NaN) / processor,
  );
  const of = (member: keyof Sample) => spreadOf(row.samples.map((sample) => sample[member]));
  const columns = [
    row.edge.padEnd(34),
    withSpread(spreadOf(ratios)).padEnd(20),
    `${withSpread(of('processor'))} us`.padEnd(26),
    `${figure(of('perSecond').median)}/s`.padEnd(10),
    `p50 ${figure(of('median').median)} ms`,
  ];
  return columns.join('');
}
