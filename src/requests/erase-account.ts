import type { Sql } from '../database/index.ts';
import type { RequestTables } from './entities.ts';

/** The whole log of an account: lines and their counts. */
export async function eraseRequests(sql: Sql, accountId: string): Promise<void> {
  const tables = sql.tables<RequestTables>();
  await tables.deleteFrom('logged_request').where('accountId', '=', accountId).execute();
  await tables.deleteFrom('request_count').where('accountId', '=', accountId).execute();
}
