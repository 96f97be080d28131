// Files of exports behind signed links.
import { type Database, fromPublicId, toPublicId, withoutNulls } from '../database/index.ts';
import type { LinkVerdict, SignedLink, SignedLinks } from '../downloads/index.ts';
import { ExportEntity } from './entities.ts';
import type { Export } from './export.ts';
import { fileNameOf, MANIFEST_ENDING } from './file-name.ts';
import type { ExportStore, StoredFile } from './store/export-store.ts';

export const EXPORTS_PATH = '/exports';

export type OpenedExport =
  | { readonly status: 'OPENED'; readonly name: string; readonly file: StoredFile; readonly entityTag: string }
  | { readonly status: 'MANIFEST'; readonly name: string; readonly text: string }
  | { readonly status: Exclude<LinkVerdict, 'GOOD'> | 'GONE' };

export interface ExportFiles {
  linksTo(made: Export): Promise<{ readonly file: SignedLink; readonly manifest: SignedLink } | undefined>;
  /** `query`: as it stands in the link. */
  open(path: string, query: Parameters<SignedLinks['check']>[1]): Promise<OpenedExport>;
}

export interface ExportFilesOptions {
  readonly database: Database;
  readonly store: ExportStore;
  readonly links: SignedLinks;
}

export function createExportFiles({ database, store, links }: ExportFilesOptions): ExportFiles {
  const find = async (accountId: string, id: string): Promise<Export | undefined> => {
    const row = await database.em().findOne(ExportEntity, { accountId, id });
    return row === null ? undefined : withoutNulls(row);
  };
  const findNamed = async (account: string, name: string): Promise<Export | undefined> => {
    const accountId = fromPublicId('acct', account);
    const id = fromPublicId('exp', name.split('.')[0] ?? '');
    return accountId === undefined || id === undefined ? undefined : await find(accountId, id);
  };
  return {
    linksTo: async (made) => {
      if (made.status !== 'DONE') return undefined;
      const path = `${EXPORTS_PATH}/${toPublicId('acct', made.accountId)}/${fileNameOf(made)}`;
      const [file, manifest] = await Promise.all([links.sign(path), links.sign(path + MANIFEST_ENDING)]);
      return { file, manifest };
    },
    open: async (path, query) => {
      const verdict = await links.check(path, query);
      if (verdict !== 'GOOD') return { status: verdict };
      const [account = '', name = ''] = path.slice(EXPORTS_PATH.length + 1).split('/');
      const made = await findNamed(account, name);
      if (made?.manifest === undefined) return { status: 'GONE' };
      if (name.endsWith(MANIFEST_ENDING)) {
        return { status: 'MANIFEST', name, text: `${JSON.stringify(made.manifest, undefined, 2)}\n` };
      }
      const file = await store.open(fileNameOf(made));
      return file === undefined
        ? { status: 'GONE' }
        : { status: 'OPENED', name, file, entityTag: `"${made.manifest.sha256}"` };
    },
  };
}
