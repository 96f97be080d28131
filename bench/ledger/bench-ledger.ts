// The ledger beside the least a database can do, in one run: fsync and synchronous_commit on, every row written, every
// touched account verified afterwards.

import { connectDatabase, type Database } from '../../src/database/index.ts';
import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { createLedger, type Ledger } from '../../src/ledger/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import type { BenchOptions } from '../bench-options.ts';
import { connectHandWritten } from './hand-written.ts';
import { takeReferences } from './reference.ts';
import { drive, type Measured, openWallets, reserveOnce, settleOnce, type Wallets } from './workload.ts';

const SECONDS = Number(process.argv.find((word) => word.startsWith('--seconds='))?.slice('--seconds='.length) ?? 6);
const CALLERS = 512;
const SPREAD = 10_000;

interface Row {
  readonly work: string;
  readonly perSecond: number;
  readonly reference: 'H' | 'S';
  readonly ratio: number;
  readonly p50: number;
  readonly p99: number;
}

export async function benchLedger({ json }: BenchOptions): Promise<void> {
  const postgres = await startTemporaryPostgres({ durable: true });
  try {
    const url = await postgres.ensureDatabase('bench');
    await migrateDatabase(url);
    const database = await connectDatabase({ url, orm: ormConfig });
    const ledger = createLedger({ database, now: () => new Date() });
    await measureAll({ url, database, ledger, json });
    await ledger.drain();
    await database.close();
  } finally {
    await postgres.stop();
  }
}

interface Bench {
  readonly url: string;
  readonly database: Database;
  readonly ledger: Ledger;
  readonly json: boolean;
}

async function measureAll({ url, database, ledger, json }: Bench): Promise<void> {
  const references = await takeReferences(url, SECONDS);
  const hot = await openWallets(database, ledger, 1);
  const spread = await openWallets(database, ledger, SPREAD);
  await database.rows('vacuum analyze');
  const row = (work: string, reference: 'H' | 'S', measured: Measured): Row => {
    const ratio = measured.perSecond / (reference === 'H' ? references.hot : references.spread);
    return { work, reference, ratio, ...measured };
  };
  const anywhere = (wallets: Wallets) => Math.floor(Math.random() * wallets.accountIds.length);
  const reserve = (wallets: Wallets) => () => reserveOnce(ledger, wallets, anywhere(wallets));
  const pair = (wallets: Wallets) => async () =>
    settleOnce(ledger, await reserveOnce(ledger, wallets, anywhere(wallets)));
  const run = (callers: number, call: () => Promise<unknown>) => drive({ callers, seconds: SECONDS, call });
  await drive({ callers: CALLERS, seconds: 2, call: pair(hot) });
  const rows = [
    row('reserve, one hot wallet, 512 callers', 'H', await run(CALLERS, reserve(hot))),
    row('reserve + charge, one hot wallet, 512 callers', 'H', await run(CALLERS, pair(hot))),
    row('reserve, 10,000 wallets, 512 callers', 'S', await run(CALLERS, reserve(spread))),
    row('reserve + charge, 10,000 wallets, 512 callers', 'S', await run(CALLERS, pair(spread))),
    row('reserve, one hot wallet, 64 callers', 'H', await run(64, reserve(hot))),
    row('reserve, one hot wallet, 1 caller', 'H', await run(1, reserve(hot))),
  ];
  const byHand = await measureByHand(url, database, ledger);
  rows.push(row('the same by hand, one transaction, 1 caller', 'H', byHand));
  const verified = await verifyAll(ledger, [...hot.accountIds, ...spread.accountIds.slice(0, 200)]);
  print(json, { references, rows, verified, bytesPerPair: await bytesPerPair(database) });
}

/** On a wallet of its own, which no verification looks at. */
async function measureByHand(url: string, database: Database, ledger: Ledger): Promise<Measured> {
  const wallets = await openWallets(database, ledger, 1);
  const [accountId = '', apiKeyId = ''] = [wallets.accountIds[0], wallets.apiKeyIds[0]];
  const byHand = await connectHandWritten(url, accountId, apiKeyId);
  const measured = await drive({ callers: 1, seconds: SECONDS, call: () => byHand.reserve() });
  await byHand.close();
  return measured;
}

/** Two transactions and a generation, with their indexes. */
async function bytesPerPair(database: Database): Promise<number> {
  const [sizes] = await database.rows<{ pair: number }>(
    `select (2.0 * pg_total_relation_size('ledger_transaction') / (select count(*) from ledger_transaction)
      + 1.0 * pg_total_relation_size('generation') / (select count(*) from generation))::float8 as pair`,
  );
  return Math.round(sizes?.pair ?? 0);
}

async function verifyAll(ledger: Ledger, accountIds: readonly string[]) {
  const begun = performance.now();
  let transactions = 0;
  for (const accountId of accountIds) {
    const verification = await ledger.verify(accountId);
    if (verification?.ok !== true) throw new Error(`not clean: ${verification?.problems.join('; ') ?? 'no wallet'}`);
    transactions += verification.transactions;
  }
  return { transactions, perSecond: transactions / ((performance.now() - begun) / 1_000) };
}

function print(
  json: boolean,
  result: { references: object; rows: readonly Row[]; verified: object; bytesPerPair: number },
): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(50) : String(cell).padStart(12))).join('');
  const text = [
    `references per second: ${JSON.stringify(result.references)}`,
    line(['work', 'per second', 'ratio', 'p50 ms', 'p99 ms']),
    ...result.rows.map((row) =>
      line([
        row.work,
        Math.round(row.perSecond),
        `${row.ratio.toFixed(2)} x ${row.reference}`,
        row.p50.toFixed(2),
        row.p99.toFixed(2),
      ]),
    ),
    `verified clean: ${JSON.stringify(result.verified)}`,
    `bytes of a reserve-charge pair with its generation and all indexes: ${result.bytesPerPair}`,
  ];
  process.stdout.write(`${text.join('\n')}\n`);
}
