import type { Sql } from '../database/index.ts';
import type { KeyTables } from './entities.ts';

/** Names that people gave to the keys of an account. What they may do, and whether they were revoked, stays. How many keys there are. */
export async function eraseKeyNames(sql: Sql, accountId: string): Promise<number> {
  const keys = await sql
    .tables<KeyTables>()
    .updateTable('api_key')
    .set({ name: '(erased)' })
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  return Number(keys.numUpdatedRows);
}
