// How many rows a second an export writes, and whether memory grows with them: every kind and form over an account with a tenth of
// the transactions, then over one with all (--transactions=N).
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
import { positiveInteger } from '../ledger/options.ts';
import { fillHistory } from '../reads/fill-history.ts';

const SETTINGS = { max_wal_size: '4GB', maintenance_work_mem: '256MB' };
const DAY = 86_400_000;
const MEGABYTE = 1_048_576;
const LOOK_MILLISECONDS = 20;

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
  /** The most that the process held more than before, of live objects and buffers. */
  readonly megabytes: number;
  readonly megabytesWritten: number;
}

export async function benchExports({ json }: BenchOptions): Promise<void> {
  const most = positiveInteger('transactions', 1_000_000);
  const postgres = await startTemporaryPostgres({ settings: SETTINGS });
  const folder = await mkdtemp(join(tmpdir(), 'exports-'));
  try {
    const url = await postgres.ensureDatabase('exports');
    await migrateDatabase(url);
    const database = await connectDatabase({ url, orm: ormConfig });
    const measured: Measured[] = [];
    for (const transactions of [Math.ceil(most / 10), most]) {
      const accountId = await fill(database, transactions);
      for (const [kind, form] of KINDS) {
        measured.push(await measure({ database, folder, accountId, transactions, kind, form }));
      }
    }
    await database.close();
    process.stdout.write(json ? `${JSON.stringify(measured)}\n` : `${measured.map(inWords).join('\n')}\n`);
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
  readonly folder: string;
  readonly accountId: string;
  readonly transactions: number;
  readonly kind: ExportKind;
  readonly form: ExportForm;
}

async function measure({ database, folder, accountId, transactions, kind, form }: Asked): Promise<Measured> {
  const file = join(folder, newId());
  const source = sources(kind, form);
  const range = { accountId, afterSequence: 0n, throughSequence: BigInt(transactions) };
  const asked = { ...range, createdFrom: new Date(0), createdBefore: new Date() };
  collectGarbage();
  const memory = watchMemory();
  const begun = performance.now();
  const { rows, bytes } = await writeTable({ sql: database, source, form, asked, file, onPage: memory.look });
  const seconds = (performance.now() - begun) / 1_000;
  await rm(file);
  return {
    ...{ kind: `${kind} as ${form}`, transactions, rows, rowsPerSecond: Math.round(rows / seconds) },
    ...{ megabytes: Math.round(memory.end() / MEGABYTE), megabytesWritten: Math.round(bytes / MEGABYTE) },
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

/** Of the process, as the system counts it: what garbage waits for its collection is in it. */
function watchMemory() {
  const before = process.memoryUsage.rss();
  let most = before;
  const look = (): void => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(look, LOOK_MILLISECONDS);
  return {
    look: async () => look(),
    end: () => {
      clearInterval(timer);
      return most - before;
    },
  };
}

/** Without a flag on the command line. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

const inWords = ({ kind, transactions, rows, rowsPerSecond, megabytes, megabytesWritten }: Measured): string =>
  [
    `${kind.padEnd(22)} of ${transactions.toLocaleString('en').padStart(11)} transactions:`,
    `${rows.toLocaleString('en').padStart(11)} rows, ${rowsPerSecond.toLocaleString('en').padStart(8)} a second,`,
    `${megabytesWritten} MB written, at most ${megabytes} MB more in memory`,
  ].join(' ');
