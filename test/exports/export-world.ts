// Exports of a ledger on a real database, with files in a folder of their own.
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { newId } from '../../src/database/index.ts';
import { createExports, type ExportForm, type ExportKind, type ExportRoom } from '../../src/exports/index.ts';
import { createLedgerWorld, type LedgerWorld } from '../support/ledger-world.ts';
import { temporaryFolder } from '../support/postgres-processes.ts';

export interface ExportWorld extends LedgerWorld {
  readonly room: ExportRoom;
  readonly dataDir: string;
  /** Another gateway of the same database and folder. */
  anotherRoom(): ExportRoom;
  /** Asked for and not begun. */
  ask(accountId: string, kind: ExportKind, form?: ExportForm, span?: Span): Promise<string>;
  /** Written to the end; where its file and its manifest are. */
  take(accountId: string, kind: ExportKind, form?: ExportForm, span?: Span): Promise<Taken>;
}

export interface Span {
  readonly from?: Date;
  readonly before?: Date;
}

export interface Taken {
  readonly id: string;
  readonly file: string;
  readonly manifestFile: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into it freely
  readonly manifest: any;
  /** What is in the file. */
  readonly text: string;
}

export async function createExportWorld(): Promise<ExportWorld> {
  const world = await createLedgerWorld();
  const folder = temporaryFolder();
  const dataDir = folder.path;
  const links = {
    sign: (path: string) => Promise.resolve({ url: path, expiresAt: world.clock.now }),
    check: () => Promise.resolve('GOOD' as const),
  };
  const createRoom = (): ExportRoom =>
    createExports({
      ...{ database: world.database, links, dataDir, now: () => world.clock.now },
      requests: { list: async () => [] },
      invoices: { list: async () => [], lines: async () => [] },
      focusFactsOf: async () => ({
        ...{ accountId: 'acct_1', accountName: 'A film company', seller: 'usd-credits', creditName: 'credits' },
        creditPrice: { billionths: 1_000_000_000n, currency: 'USD' },
      }),
    });
  const room = createRoom();
  const ask: ExportWorld['ask'] = async (accountId, kind, form = 'CSV', { from, before } = {}) => {
    const outcome = await room.exports.create({
      ...{ accountId, apiKeyId: newId(), kind, form },
      createdFrom: from ?? new Date(0),
      createdBefore: before ?? new Date(world.clock.now.getTime() + 1),
    });
    if (outcome.status !== 'QUEUED') throw new Error(outcome.status);
    return outcome.made.id;
  };
  return {
    ...world,
    ...{ room, dataDir, ask, anotherRoom: createRoom },
    take: async (accountId, kind, form, span) => {
      const id = await ask(accountId, kind, form, span);
      while (await room.runNext(() => false));
      const made = await room.exports.find(accountId, id);
      if (made?.manifest === undefined) throw new Error(`the export is ${made?.status ?? 'gone'}`);
      const file = join(dataDir, 'exports', made.manifest.file);
      const manifestFile = `${file}.manifest.json`;
      await writeFile(manifestFile, JSON.stringify(made.manifest));
      const chunks = await createReadStream(file).toArray();
      return { id, file, manifestFile, manifest: made.manifest, text: gunzipSync(Buffer.concat(chunks)).toString() };
    },
    close: async () => {
      await world.close();
      folder.remove();
    },
  };
}
