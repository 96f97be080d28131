// How many rows a second an export writes, what processor time a row takes, and whether memory grows with rows: every kind and form
// over an account with a tenth of the transactions, then over one with all (--transactions=N).

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { connectDatabase, type Database, newId } from '../../src/database/index.ts';
import { startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import type { ExportForm, ExportKind } from '../../src/exports/index.ts';
import { createSources } from '../../src/exports/sources/registry.ts';
import { writeTable } from '../../src/exports/write/write-table.ts';
import { openWallet } from '../../src/ledger/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import type { BenchOptions } from '../bench-options.ts';
import { printResult, step } from '../bench-progress.ts';
import { type Meter, openMeter } from '../ledger/meter.ts';
import { positiveInteger } from '../ledger/options.ts';
import { fillHistory } from '../reads/fill-history.ts';

const SETTINGS = { max_wal_size: '4GB', maintenance_work_mem: '256MB' };
const DAY = 86_400_000;
const MEGABYTE = 1_048_576;

const KINDS: readonly (readonly [ExportKind, ExportForm])[] = [
  ['TRANSACTIONS', 'CSV'],
  ['TRANSACTIONS', 'NDJSON'],
  ['USAGE', 'CSV'],
  ['USAGE', 'FOCUS'],
];

interface Measured {
  readonly kind: string;
  readonly transactions: number;
  readonly rows: number;
  readonly rowsPerSecond: number;
  readonly microsecondsPerRow: MicrosecondsPerRow;
  /** The most of live objects and buffers between two pages, beyond what was there before: looked at without garbage. */
  readonly live: number;
  /** Of the process at its end, as the system counts it: garbage is in it. */
  readonly resident: number;
  readonly megabytesWritten: number;
}

/** Processor time. */
interface MicrosecondsPerRow {
  /** The thread that everything runs in. */
  readonly main: number;
  /** Compression, most of all. */
  readonly otherThreads: number;
  /** Undefined where there is no /proc. */
  readonly postgres: number | undefined;
}

export async function benchExports({ json }: BenchOptions): Promise<void> {
  const most = positiveInteger('transactions', 1_000_000);
  const postgres = await startTemporaryPostgres({ settings: SETTINGS });
  const folder = await mkdtemp(join(tmpdir(), 'exports-'));
  try {
    const url = await postgres.ensureDatabase('exports');
    await migrateDatabase(url);
    const database = await connectDatabase({ url, orm: ormConfig });
    const meter = await openMeter(url);
    const measured: Measured[] = [];
    for (const transactions of [Math.ceil(most / 10), most]) {
      const accountId = await fill(database, transactions);
      for (const [kind, form] of KINDS) {
        step(`${kind} as ${form}, ${transactions.toLocaleString('en')} transactions`);
        measured.push(await measure({ database, meter, folder, accountId, transactions, kind, form }));
      }
    }
    await meter.close();
    await database.close();
    printResult(json ? `${JSON.stringify(measured)}\n` : `${measured.map(inWords).join('\n')}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await postgres.stop();
  }
}

async function fill(database: Database, transactions: number): Promise<string> {
  const accountId = newId();
  await database.transaction((tx) => openWallet(tx, accountId, new Date()));
  const [from, to] = [new Date(Date.now() - 364 * DAY), new Date()];
  const accountIds = [accountId];
  const apiKeyIds = [newId(), newId()];
  await fillHistory(database, { accountIds, apiKeyIds, generations: Math.floor(transactions / 2), from, to });
  await database.rows('vacuum analyze');
  return accountId;
}

interface Asked {
  readonly database: Database;
  readonly meter: Meter;
  readonly folder: string;
  readonly accountId: string;
  readonly transactions: number;
  readonly kind: ExportKind;
  readonly form: ExportForm;
}

/** Once for the time that it takes, and once for the memory, for which garbage is collected again and again. */
async function measure({ database, meter, folder, accountId, transactions, kind, form }: Asked): Promise<Measured> {
  const source = sources(kind, form);
  const range = { accountId, afterSequence: 0n, throughSequence: BigInt(transactions) };
  const asked = { ...range, createdFrom: new Date(0), createdBefore: new Date() };
  const write = async (onPage: () => Promise<void>) => {
    const file = join(folder, newId());
    const written = await writeTable({ read: (work) => work(database), source, form, asked, file, onPage });
    await rm(file);
    return written;
  };
  const [begun, threadBefore] = [performance.now(), process.threadCpuUsage()];
  const { result, consumption } = await meter.measure(() => write(() => Promise.resolve()));
  const [seconds, thread] = [(performance.now() - begun) / 1_000, process.threadCpuUsage(threadBefore)];
  const resident = process.memoryUsage.rss();
  const live = watchLive();
  await write(live.look);
  const { rows, bytes } = result;
  const main = (thread.user + thread.system) / 1e6;
  const perRow = (ofAll: number): number => Math.round((ofAll * 1e7) / rows) / 10;
  const { node, postgres } = consumption;
  return {
    ...{ kind: `${kind} as ${form}`, transactions, rows, rowsPerSecond: Math.round(rows / seconds) },
    microsecondsPerRow: {
      ...{ main: perRow(main), otherThreads: perRow(node - main) },
      postgres: postgres === undefined ? undefined : perRow(postgres),
    },
    ...{ live: Math.round(live.most() / MEGABYTE), resident: Math.round(resident / MEGABYTE) },
    megabytesWritten: Math.round(bytes / MEGABYTE),
  };
}

const sources = createSources({
  requests: { list: async () => [] },
  invoices: { list: async () => [], lines: async () => [] },
  focusFactsOf: async () => ({
    ...{ accountId: 'acct_1', accountName: 'Bench', seller: 'bench', creditName: 'credits' },
    creditPrice: { billionths: 1_000_000_000n, currency: 'USD' },
  }),
});

/** Not at every page: collecting takes longer than writing one. */
const PAGES_BETWEEN = 10;

function watchLive() {
  const collectGarbage = garbageCollector();
  const held = (): number => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = held();
  let [pages, most] = [0, 0];
  const look = (): Promise<void> => {
    pages += 1;
    if (pages % PAGES_BETWEEN === 0) most = Math.max(most, held() - before);
    return Promise.resolve();
  };
  return { look, most: () => most };
}

/** Without a flag on the command line. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

const inWords = ({ kind, transactions, rows, rowsPerSecond, ...more }: Measured): string => {
  const { main, otherThreads, postgres } = more.microsecondsPerRow;
  return [
    `${kind.padEnd(22)} of ${transactions.toLocaleString('en').padStart(11)} transactions:`,
    `${rows.toLocaleString('en').padStart(11)} rows, ${rowsPerSecond.toLocaleString('en').padStart(8)} a second;`,
    `${main} + ${otherThreads} + ${postgres ?? 'n/a'} us a row (process, its other threads, PostgreSQL);`,
    `${more.megabytesWritten} MB written; ${more.live} MB alive, ${more.resident} MB resident`,
  ].join(' ');
};
