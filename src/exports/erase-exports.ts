import type { Sql } from '../database/index.ts';
import type { ExportTables } from './entities.ts';
import { fileNameOf } from './file-name.ts';
import type { ExportStore } from './store/export-store.ts';

/** Rows, then files. What is being written at this moment ends without a row: it is never served, and pruned by its age. How many there were. */
export async function eraseExports(sql: Sql, store: Pick<ExportStore, 'remove'>, accountId: string): Promise<number> {
  const tables = sql.tables<ExportTables>();
  const gone = await tables
    .deleteFrom('account_export')
    .where('accountId', '=', accountId)
    .returning(['id', 'form'])
    .execute();
  for (const row of gone) await store.remove(fileNameOf(row));
  return gone.length;
}
