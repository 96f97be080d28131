// One export that waits is claimed, read, written and said to be done. A gateway that dies leaves a lease that runs out; another then
// begins anew, from the same numbers of the ledger.
import { columnsOf, type Sql, type StoredRow, takeInTurn, toPublicId, withoutNulls } from '../database/index.ts';
import { ExportEntity, type ExportTables } from './entities.ts';
import type { ExportRow } from './export.ts';
import type { ExportContext } from './export-context.ts';
import { fileNameOf } from './file-name.ts';
import { FOCUS_VERSION } from './sources/focus.ts';
import { MANIFEST_VERSION, type Manifest } from './words.ts';
import { type WrittenTable, writeTable } from './write/write-table.ts';

const LEASE_MILLISECONDS = 120_000;
/** After that many beginnings something is wrong with it. */
const MOST_TRIES = 3;

const CLAIM = `update account_export set status = 'RUNNING', lease_until = $2, tries = tries + 1
  where (account_id, id) = (select account_id, id from account_export
    where status = 'QUEUED' or (status = 'RUNNING' and lease_until <= $1)
    order by created_at limit 1 for update skip locked)
  returning ${columnsOf(ExportEntity)}`;

/** The gateway stops: the export waits for the next one. */
class Stopped extends Error {}
/** Its lease ran out, and another gateway has it now. */
class TakenOver extends Error {}

/** True when there was one. */
export async function runExport(context: ExportContext, isStopping: () => boolean): Promise<boolean> {
  const { database, now } = context;
  const leaseUntil = leaseFrom(now());
  const claim = (shard: Sql) => shard.rows<StoredRow<typeof ExportEntity>>(CLAIM, [now(), leaseUntil]);
  const [found] = await takeInTurn(database, 1, claim);
  if (found === undefined) return false;
  const claimed = withoutNulls(found);
  if (claimed.tries > MOST_TRIES) await finish(context, claimed, { status: 'FAILED' });
  else await run(context, claimed, isStopping);
  return true;
}

const leaseFrom = (now: Date): Date => new Date(now.getTime() + LEASE_MILLISECONDS);

async function run(context: ExportContext, claimed: ExportRow, isStopping: () => boolean): Promise<void> {
  try {
    const manifest = await write(context, claimed, isStopping);
    await finish(context, claimed, { status: 'DONE', manifest });
  } catch (error) {
    if (error instanceof TakenOver) return;
    const isOver = !(error instanceof Stopped) && claimed.tries >= MOST_TRIES;
    await finish(
      context,
      claimed,
      isOver ? { status: 'FAILED' } : { status: 'QUEUED', tries: triesAfter(error, claimed) },
    );
    if (!(error instanceof Stopped)) throw error;
  }
}

const triesAfter = (error: unknown, { tries }: ExportRow): number => (error instanceof Stopped ? tries - 1 : tries);

async function write(context: ExportContext, claimed: ExportRow, isStopping: () => boolean): Promise<Manifest> {
  const { kind, form } = claimed;
  const name = fileNameOf(claimed);
  const source = context.sourceOf(kind, form);
  let renewAt = context.now().getTime() + LEASE_MILLISECONDS / 4;
  const onPage = async (): Promise<void> => {
    if (isStopping()) throw new Stopped();
    if (context.now().getTime() < renewAt) return;
    renewAt = context.now().getTime() + LEASE_MILLISECONDS / 4;
    await change(context, claimed, { leaseUntil: leaseFrom(context.now()) });
  };
  // It was asked for before, so that all its numbers are there, wherever it is read.
  const read = await context.reads.upToNow();
  const table = await context.store.keep(name, (file) =>
    writeTable({ read, source, form, asked: claimed, file, onPage }),
  );
  const columns = source.columns.map((column) => column.name);
  return toManifest(claimed, { ...table, columns, file: name, writtenAt: context.now().toISOString() });
}

type Written = WrittenTable & Pick<Manifest, 'columns' | 'file' | 'writtenAt'>;

function toManifest(claimed: ExportRow, { rows, sums, bytes, sha256, columns, file, writtenAt }: Written): Manifest {
  const { accountId, kind, form, createdFrom, createdBefore, afterSequence, throughSequence } = claimed;
  const isEmpty = afterSequence === throughSequence;
  return {
    ...{ version: MANIFEST_VERSION, file, account: toPublicId('acct', accountId), kind, form },
    ...(form === 'FOCUS' ? { focusVersion: FOCUS_VERSION } : {}),
    ...{ from: createdFrom.toISOString(), before: createdBefore.toISOString(), columns, rows, sums },
    firstSequence: isEmpty ? null : String(afterSequence + 1n),
    lastSequence: isEmpty ? null : String(throughSequence),
    ...{ previousHash: claimed.previousHash, headHash: claimed.headHash, bytes, sha256, writtenAt },
  };
}

type Change = Partial<Pick<ExportRow, 'status' | 'tries' | 'manifest' | 'leaseUntil'>>;

async function finish(context: ExportContext, claimed: ExportRow, { status, manifest, tries }: Change): Promise<void> {
  const finished = status === 'QUEUED' ? {} : { finishedAt: context.now() };
  const kept = tries === undefined ? {} : { tries };
  const made = manifest === undefined ? {} : { manifest };
  await change(context, claimed, { status: status ?? 'FAILED', leaseUntil: null, ...finished, ...kept, ...made });
}

/** Only while it is this gateway's. @throws TakenOver */
async function change(
  { database }: ExportContext,
  { accountId, id, tries }: ExportRow,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const changed = await database
    .tables<ExportTables>()
    .updateTable('account_export')
    .set(values)
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .where('status', '=', 'RUNNING')
    .where('tries', '=', tries)
    .returning('id')
    .executeTakeFirst();
  if (changed === undefined) throw new TakenOver();
}
