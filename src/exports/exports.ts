// Exports of an account: asked for, worked off in the background, fetched by signed links, deleted after some days.
import { type Database, newId, primaryReads, type Reads, type Transaction, withoutNulls } from '../database/index.ts';
import type { SignedLink, SignedLinks } from '../downloads/index.ts';
import { readBooksAt } from '../ledger/index.ts';
import { ExportEntity, type ExportTables } from './entities.ts';
import type { Export } from './export.ts';
import type { ExportContext } from './export-context.ts';
import { createExportFiles, type ExportFiles } from './export-files.ts';
import { fileNameOf } from './file-name.ts';
import { runExport } from './run-export.ts';
import { createSources, type SourceRooms } from './sources/registry.ts';
import { createExportStore } from './store/export-store.ts';
import type { ExportForm, ExportKind } from './words.ts';

export interface NewExport {
  readonly accountId: string;
  readonly apiKeyId: string;
  readonly kind: ExportKind;
  /** FOCUS only of USAGE. */
  readonly form: ExportForm;
  readonly createdFrom: Date;
  readonly createdBefore: Date;
}

export type NewExportOutcome =
  | { readonly status: 'QUEUED'; readonly made: Export }
  | { readonly status: 'TOO_MANY'; readonly most: number };

export interface Exports {
  create(asked: NewExport): Promise<NewExportOutcome>;
  find(accountId: string, id: string): Promise<Export | undefined>;
  /** Undefined while there is no file, or no longer. */
  linksTo(made: Export): Promise<{ readonly file: SignedLink; readonly manifest: SignedLink } | undefined>;
}

export interface ExportRoom {
  readonly exports: Exports;
  readonly files: ExportFiles;
  /** One export that waits; true when there may be more. */
  runNext(isStopping: () => boolean): Promise<boolean>;
  /** Deletes what is older than seven days, rows and files, also files without a row. */
  prune(): Promise<void>;
}

export interface ExportsOptions extends SourceRooms {
  readonly database: Database;
  /** Where transactions and usage are read; `database` when absent. */
  readonly reads?: Pick<Reads, 'upToNow'> | undefined;
  readonly links: SignedLinks;
  readonly dataDir: string;
  readonly now: () => Date;
}

/** Each takes a gateway's time; those that wait, and those whose files are kept. */
const MOST_WAITING = 3;
const MOST_KEPT = 30;
const KEPT_MILLISECONDS = 7 * 86_400_000;

export function createExports(options: ExportsOptions): ExportRoom {
  const { database, links, dataDir, now, reads = primaryReads(database, now) } = options;
  const store = createExportStore(dataDir);
  const context: ExportContext = { database, reads, store, sourceOf: createSources(options), now };
  const files = createExportFiles({ database, store, links });
  return {
    exports: {
      create: (asked) => database.transaction((tx) => create(tx, asked, now())),
      find: (accountId, id) => find(database, accountId, id),
      linksTo: (made) => files.linksTo(made),
    },
    files,
    runNext: (isStopping) => runExport(context, isStopping),
    prune: () => prune(context),
  };
}

/** The numbers of the ledger are decided now: what is booked while the export waits or runs is not in it. */
async function create(tx: Transaction, asked: NewExport, now: Date): Promise<NewExportOutcome> {
  const { accountId, apiKeyId, kind, form, createdFrom, createdBefore } = asked;
  // Two that ask at the same time are counted one after the other.
  await tx.rows(`select pg_advisory_xact_lock(hashtextextended('exports of ' || $1, 0))`, [accountId]);
  const kept = await tx.em().find(ExportEntity, { accountId }, { fields: ['status'] });
  const waiting = kept.filter(({ status }) => status === 'QUEUED' || status === 'RUNNING').length;
  if (waiting >= MOST_WAITING) return { status: 'TOO_MANY', most: MOST_WAITING };
  if (kept.length >= MOST_KEPT) return { status: 'TOO_MANY', most: MOST_KEPT };
  const before = await readBooksAt(tx, accountId, createdFrom);
  const last = await readBooksAt(tx, accountId, createdBefore);
  const made = {
    ...{ accountId, id: newId(), kind, form, apiKeyId, createdFrom, createdBefore, createdAt: now },
    ...{ status: 'QUEUED' as const, tries: 0 },
    ...{ afterSequence: before.sequence, throughSequence: last.sequence },
    ...{ previousHash: before.hash ?? NO_HASH, headHash: last.hash ?? NO_HASH },
  };
  await tx.tables<ExportTables>().insertInto('account_export').values(made).execute();
  return { status: 'QUEUED', made: { ...made, finishedAt: undefined, manifest: undefined } };
}

const NO_HASH = '0'.repeat(64);

async function find(database: Database, accountId: string, id: string): Promise<Export | undefined> {
  const row = await database.em().findOne(ExportEntity, { accountId, id });
  return row === null ? undefined : withoutNulls(row);
}

async function prune({ database, store, now }: ExportContext): Promise<void> {
  const before = new Date(now().getTime() - KEPT_MILLISECONDS);
  const gone = await database
    .tables<ExportTables>()
    .deleteFrom('account_export')
    .where('createdAt', '<', before)
    .where('status', 'in', ['DONE', 'FAILED'])
    .returning(['id', 'form'])
    .execute();
  for (const row of gone) await store.remove(fileNameOf(row));
  // What a gateway that died left, and what was erased while it was written.
  await store.prune(before);
}
