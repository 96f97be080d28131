// Does it stay as fast when the ledger is long? The same operations of one account with 10 thousand transactions and of one with
// 10 million (--transactions=N), each in a database of its own, call by call in turn.

import { connectDatabase, type Database } from '../../src/database/index.ts';
import { type EmbeddedPostgres, startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { createLedger, type Ledger } from '../../src/ledger/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import type { BenchOptions } from '../bench-options.ts';
import { printResult } from '../bench-progress.ts';
import { loadTransactions, report } from './load-transactions.ts';
import { openWallets } from './open-wallets.ts';
import { positiveInteger, positiveNumber } from './options.ts';
import { type ScaleResult, scaleTable } from './print-scale.ts';
import { spreadOf } from './statistics.ts';
import { reserveByLedger } from './ways/the-ledger.ts';
import { newGeneration } from './ways/way.ts';

const SMALL = 10_000;
const SETTINGS = { max_wal_size: '4GB', maintenance_work_mem: '512MB' };

interface Filled {
  readonly database: Database;
  readonly ledgers: readonly Ledger[];
  readonly operations: Readonly<Record<string, () => Promise<unknown>>>;
}

export async function benchScale({ json }: BenchOptions): Promise<void> {
  const large = positiveInteger('transactions', 10_000_000);
  const [rounds, seconds] = [positiveInteger('rounds', 5), positiveNumber('seconds', 2)];
  const postgres = await startTemporaryPostgres({ durable: true, settings: SETTINGS });
  try {
    const sizes = [SMALL, large];
    const filled: Filled[] = [];
    for (const transactions of sizes) filled.push(await fill(postgres, transactions));
    const costs = await takeRounds(filled, { rounds, seconds });
    const bytesPerTransaction = (await bytesOf(filled.at(-1)?.database)) / large;
    for (const { ledgers, database } of filled) {
      for (const ledger of ledgers) await ledger.drain();
      await database.close();
    }
    const result: ScaleResult = { sizes, rounds, seconds, costs, bytesPerTransaction };
    printResult(json ? `${JSON.stringify(result)}\n` : `${scaleTable(result).join('\n')}\n`);
  } finally {
    await postgres.stop();
  }
}

async function fill(postgres: EmbeddedPostgres, transactions: number): Promise<Filled> {
  const url = await postgres.ensureDatabase(`scale_${transactions}`);
  await migrateDatabase(url);
  const database = await connectDatabase({ url, orm: ormConfig });
  const now = () => new Date();
  const ledger = createLedger({ database, now });
  const reading = createLedger({ database, now, remembers: false });
  const wallets = await openWallets(database, ledger, 1);
  await loadTransactions(database, wallets, transactions);
  const [accountId = '', apiKeyId = ''] = [wallets.accountIds[0], wallets.apiKeyIds[0]];
  const middle = BigInt(Math.floor(transactions / 2));
  return {
    database,
    ledgers: [ledger, reading],
    operations: {
      balance: () => ledger.balance(accountId),
      'first page': () => ledger.transactions({ accountId, filter: {}, limit: 50 }),
      'page in the middle': () => ledger.transactions({ accountId, filter: {}, limit: 50, beforeSequence: middle }),
      reservation: () => reserveByLedger(ledger, newGeneration(accountId, apiKeyId)),
      'reservation, wallet read': () => reserveByLedger(reading, newGeneration(accountId, apiKeyId)),
    },
  };
}

/** Milliseconds at the median of one caller, for each operation and each database. */
async function takeRounds(
  filled: readonly Filled[],
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Promise<ScaleResult['costs']> {
  const names = Object.keys(filled[0]?.operations ?? {});
  const taken = new Map(names.map((name) => [name, filled.map((): number[] => [])]));
  for (let round = 1; round <= rounds; round += 1) {
    report(`round ${round} of ${rounds}`);
    for (const [name, columns] of taken) {
      const calls = filled.map(({ operations }) => operations[name] ?? missing);
      // What another operation left behind in memory and caches is not this one's.
      await mediansInTurn(calls, seconds / 4);
      for (const [index, median] of (await mediansInTurn(calls, seconds)).entries()) columns[index]?.push(median);
    }
  }
  return [...taken].map(([name, columns]) => {
    const [small = [], large = []] = columns;
    const ratio = spreadOf(large.map((cost, round) => cost / (small[round] ?? Number.NaN)));
    return { name, milliseconds: columns.map(spreadOf), ratio };
  });
}

const missing = (): never => {
  throw new Error('no such operation');
};

/** Call by call in turn, so that whatever else the machine does meets all of them alike. */
async function mediansInTurn(calls: readonly (() => Promise<unknown>)[], seconds: number): Promise<number[]> {
  const latencies = calls.map((): number[] => []);
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    for (const [index, call] of calls.entries()) {
      const from = performance.now();
      await call();
      latencies[index]?.push(performance.now() - from);
    }
  }
  return latencies.map((ofOne) => spreadOf(ofOne).median);
}

async function bytesOf(database: Database | undefined): Promise<number> {
  const sizes = await database?.rows<{ bytes: bigint }>("select pg_total_relation_size('ledger_transaction') as bytes");
  return Number(sizes?.[0]?.bytes ?? 0n);
}
