// Verification beside its floor, in one run: the same rows read and not looked at, the same number of contents hashed and
// nothing read. Medians of rounds that take turns.

import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connectDatabase, type Database } from '../../src/database/index.ts';
import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { createLedger, verifyAll, verifyRange } from '../../src/ledger/index.ts';
import { createRowReader, SELECT_ROWS } from '../../src/ledger/verify/transaction-row.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import type { BenchOptions } from '../bench-options.ts';
import { printResult } from '../bench-progress.ts';
import { openWallets, type Wallets } from './open-wallets.ts';
import { theLedger } from './ways/the-ledger.ts';
import { newGeneration } from './ways/way.ts';

const HOT_PAIRS = 50_000;
const SPREAD = 1_000;
const SPREAD_PAIRS = 20_000;
const CALLERS = 512;
const ROUNDS = 5;

interface Measured {
  readonly perSecond: number;
  /** Microseconds of CPU for a transaction. */
  readonly here: number;
  /** Undefined where the system does not tell. */
  readonly postgres: number | undefined;
}

export async function benchVerify({ json }: BenchOptions): Promise<void> {
  const postgres = await startTemporaryPostgres();
  try {
    const url = await postgres.ensureDatabase('bench');
    await migrateDatabase(url);
    const [hot = ''] = await fill(url);
    // One connection, so that what PostgreSQL spends is what one process of it spends.
    const database = await connectDatabase({ url, orm: ormConfig, poolSize: 1 });
    print(json, await measureAll(database, hot));
    await database.close();
  } finally {
    await postgres.stop();
  }
}

/** Gives the accounts: the hot one first. */
async function fill(url: string): Promise<readonly string[]> {
  const database = await connectDatabase({ url, orm: ormConfig });
  const ledger = createLedger({ database, now: () => new Date() });
  const way = theLedger(ledger);
  const settle = async ({ accountIds, apiKeyIds }: Wallets, pairs: number): Promise<void> => {
    let left = pairs;
    const caller = async (): Promise<void> => {
      for (left -= 1; left >= 0; left -= 1) {
        const index = left % accountIds.length;
        const generation = newGeneration(accountIds[index] ?? '', apiKeyIds[index] ?? '');
        await way.reserve(generation);
        await way.charge(generation);
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
  };
  const hot = await openWallets(database, ledger, 1);
  const spread = await openWallets(database, ledger, SPREAD);
  await settle(hot, HOT_PAIRS);
  await settle(spread, SPREAD_PAIRS);
  await database.rows('vacuum analyze');
  await ledger.drain();
  await database.close();
  return [...hot.accountIds, ...spread.accountIds];
}

type Work = () => Promise<number>;

async function measureAll(database: Database, hot: string): Promise<Readonly<Record<string, Measured>>> {
  const works: Readonly<Record<string, Work>> = {
    'verified, one account': () => verifyHot(database, hot),
    'verified, every account': () => verifyEvery(database),
    'floor: read only, one account': () => readOnly(database, hot, () => undefined),
    'floor: hashed only, one account': await hashOnly(database, hot),
  };
  const [backend] = await database.rows<{ pid: number }>('select pg_backend_pid() as pid');
  const rounds: (readonly [string, Measured])[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, work] of Object.entries(works)) {
      const measured = await measure(work, backend?.pid ?? 0);
      if (round > 0) rounds.push([name, measured]); // the first one warms up
    }
  }
  const medianOf = (name: string): Measured => {
    const measured = rounds.flatMap(([of, what]) => (of === name ? [what] : []));
    const median = (pick: (one: Measured) => number | undefined): number | undefined =>
      measured.map(pick).sort((a = 0, b = 0) => a - b)[ROUNDS >> 1];
    return {
      perSecond: median((one) => one.perSecond) ?? 0,
      here: median((one) => one.here) ?? 0,
      postgres: median((one) => one.postgres),
    };
  };
  return Object.fromEntries(Object.keys(works).map((name) => [name, medianOf(name)]));
}

async function measure(work: Work, pid: number): Promise<Measured> {
  const [begun, here, there] = [performance.now(), process.cpuUsage(), cpuOf(pid)];
  const transactions = await work();
  const { user, system } = process.cpuUsage(here);
  const after = cpuOf(pid);
  return {
    perSecond: (1_000 * transactions) / (performance.now() - begun),
    here: (user + system) / transactions,
    postgres: there === undefined || after === undefined ? undefined : (after - there) / transactions,
  };
}

/** Microseconds that a process has spent so far, from Linux, which counts in hundredths of a second. */
function cpuOf(pid: number): number | undefined {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [user, system] = fields.split(' ').slice(11);
    return (Number(user) + Number(system)) * 10_000;
  } catch {
    return undefined;
  }
}

async function verifyHot(database: Database, accountId: string): Promise<number> {
  const [verification] = await verifyRange(database, { from: accountId, to: accountId });
  if (verification?.ok !== true) throw new Error(`not clean: ${verification?.problems.join('; ') ?? 'nothing there'}`);
  return verification.transactions;
}

async function verifyEvery(database: Database): Promise<number> {
  const { transactions, damaged } = await verifyAll({
    sql: database,
    workers: [(range) => verifyRange(database, range)],
    onProgress: () => undefined,
    onDamage: () => undefined,
  });
  if (damaged > 0) throw new Error(`not clean: ${damaged} accounts`);
  return transactions;
}

async function readOnly(database: Database, accountId: string, look: (row: Buffer) => void): Promise<number> {
  let rows = 0;
  const onRow = (row: Buffer): void => {
    rows += 1;
    look(row);
  };
  await database.transaction((tx) => tx.copy({ select: SELECT_ROWS, values: [accountId, accountId], onRow }));
  return rows;
}

/** As many hashes as the account has transactions, of a content of their mean length. */
async function hashOnly(database: Database, accountId: string): Promise<Work> {
  const read = createRowReader();
  let bytes = 0;
  const rows = await readOnly(database, accountId, (row) => {
    bytes += read(row).chained.length;
  });
  const content = Buffer.alloc(Math.trunc(bytes / rows), 'a');
  return () => {
    for (let done = 0; done < rows; done += 1) hash('sha256', content, 'hex');
    return Promise.resolve(rows);
  };
}

function print(json: boolean, result: Readonly<Record<string, Measured>>): void {
  if (json) {
    printResult(`${JSON.stringify(result)}\n`);
    return;
  }
  const line = ([first = '', ...others]: readonly string[]): string =>
    first.padEnd(34) + others.map((cell) => cell.padStart(16)).join('');
  const rows = Object.entries(result).map(([work, { perSecond, here, postgres }]) =>
    line([work, Math.round(perSecond).toString(), here.toFixed(2), postgres?.toFixed(2) ?? '-']),
  );
  const head = line(['', 'transactions/s', 'CPU us here', 'in PostgreSQL']);
  printResult(`${[head, ...rows].join('\n')}\n`);
}
