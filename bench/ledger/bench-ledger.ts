// The ledger beside the least a database can do, and beside other ways of doing the same work, in one run: fsync and
// synchronous_commit on, every row written, every way's accounts verified afterwards.

import { setTimeout as delay } from 'node:timers/promises';
import { connectDatabase, type Database } from '../../src/database/index.ts';
import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { createLedger, type Ledger } from '../../src/ledger/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import type { BenchOptions } from '../bench-options.ts';
import { printResult } from '../bench-progress.ts';
import { drive } from './drive.ts';
import { openMeter } from './meter.ts';
import { type Bench, loadOf, type OpenWay, OpenWays } from './open-ways.ts';
import { positiveInteger, positiveNumber, text } from './options.ts';
import { ledgerTable } from './print-ledger.ts';
import { prepareReferences } from './references.ts';
import { takeRounds } from './rounds.ts';
import { summarize } from './summary.ts';
import { type WayName, type Work, worksNamed } from './works.ts';

/** For each row. */
const WARM_UP_SECONDS = 4;
/** Until the ledger has met all of its wallets: what is measured is what it does with those that it remembers. */
const MEETING_SECONDS = 12;
const PAUSE_MILLISECONDS = 1_000;
/** Of the wallets of each way, the first ones are verified: the hot one is. */
const MOST_VERIFIED = 200;

/** What is written by hand, or without deciding, has no chain. */
const UNCHAINED: ReadonlySet<WayName> = new Set(['hand', 'least']);

interface Options {
  readonly seconds: number;
  readonly rounds: number;
  readonly works: readonly Work[];
}

export async function benchLedger({ json }: BenchOptions): Promise<void> {
  const seconds = positiveNumber('seconds', 3);
  const options = { seconds, rounds: positiveInteger('rounds', 5), works: worksNamed(text('only')) };
  const postgres = await startTemporaryPostgres({ durable: true });
  try {
    const url = await postgres.ensureDatabase('bench');
    await migrateDatabase(url);
    const database = await connectDatabase({ url, orm: ormConfig });
    const ledger = createLedger({ database, now: () => new Date() });
    const result = await measureAll({ url, database, ledger }, options);
    await ledger.drain();
    await database.close();
    printResult(json ? `${JSON.stringify(result)}\n` : `${toText(result, options)}\n`);
  } finally {
    await postgres.stop();
  }
}

type Result = Awaited<ReturnType<typeof measureAll>>;

async function measureAll(bench: Bench, { seconds, rounds, works }: Options) {
  const { url, database, ledger } = bench;
  const references = await prepareReferences(url);
  const ways = await OpenWays.open(bench, works);
  await warmUp(bench, works, ways);
  const meter = await openMeter(url);
  const taken = await takeRounds({ rounds, seconds, works, ways, references, meter });
  await meter.close();
  const verified = await verifyAll(ledger, ways.all());
  for (const { way } of ways.all()) await way.close();
  const { takenBy } = references;
  return {
    ...summarize(taken),
    takenBy,
    verified,
    batches: ledger.batches,
    bytesPerPair: await bytesPerPair(database),
  };
}

async function warmUp({ database }: Bench, works: readonly Work[], ways: OpenWays): Promise<void> {
  for (const work of works) {
    await drive(loadOf(work, ways.of(work), warmUpSeconds(work)));
  }
  await database.rows('vacuum analyze');
  await delay(PAUSE_MILLISECONDS);
}

const warmUpSeconds = ({ way, place }: Work): number =>
  way === 'ledger' && place === 'spread' ? MEETING_SECONDS : WARM_UP_SECONDS;

/** Two transactions and a generation, with their indexes. */
async function bytesPerPair(database: Database): Promise<number> {
  const [sizes] = await database.rows<{ pair: number }>(
    `select (2.0 * pg_total_relation_size('ledger_transaction') / (select count(*) from ledger_transaction)
      + 1.0 * pg_total_relation_size('generation') / (select count(*) from generation))::float8 as pair`,
  );
  return Math.round(sizes?.pair ?? 0);
}

async function verifyAll(ledger: Ledger, ways: readonly OpenWay[]) {
  const begun = performance.now();
  let transactions = 0;
  const chained = ways.filter(({ name }) => !UNCHAINED.has(name));
  const accountIds = chained.flatMap(({ wallets }) => wallets.accountIds.slice(0, MOST_VERIFIED));
  for (const accountId of accountIds) {
    const verification = await ledger.verify(accountId);
    if (verification?.ok !== true) throw new Error(`not clean: ${verification?.problems.join('; ') ?? 'no wallet'}`);
    transactions += verification.transactions;
  }
  return { transactions, perSecond: transactions / ((performance.now() - begun) / 1_000) };
}

function toText(result: Result, { rounds, seconds }: Options): string {
  const { verified, batches } = result;
  return [
    `rounds: ${rounds}, ${seconds} s for each row; medians (least-most); references by ${result.takenBy}, in each round`,
    ...ledgerTable(result),
    `verified clean: ${verified.transactions} transactions, ${Math.round(verified.perSecond)} a second`,
    `batches of the ledger: ${batches.remembered} remembered, ${batches.read} read, ${batches.changedMeanwhile} changed meanwhile`,
    `bytes of a reserve-charge pair with its generation and all indexes: ${result.bytesPerPair}`,
  ].join('\n');
}
