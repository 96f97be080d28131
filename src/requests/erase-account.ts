import type { Sql } from '../database/index.ts';
import type { RequestTables } from './entities.ts';

/** The whole log of an account: lines and their counts. How many lines there were. */
export async function eraseRequests(sql: Sql, accountId: string): Promise<number> {
  const tables = sql.tables<RequestTables>();
  const lines = await tables.deleteFrom('logged_request').where('accountId', '=', accountId).executeTakeFirst();
  await tables.deleteFrom('request_count').where('accountId', '=', accountId).execute();
  return Number(lines.numDeletedRows);
}
