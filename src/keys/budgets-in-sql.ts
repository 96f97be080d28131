// Whose daily limits bind a key: its own and those of all that it descends from. The ledger decides by them under the
// wallet's lock, in the statement that also reads what was spent.
import type { Sql } from '../database/index.ts';
import type { KeyTables } from './entities.ts';

/**
 * Joins `path (id, place)`, the keys whose limits bind, and `budget (daily_limit)`. `account` and `key` are columns of what stands
 * before. Each lateral order is that of the primary key, so that it is an index look-up whatever the statistics say.
 */
export const budgetsInSql = (account: string, key: string): string =>
  `left join lateral (select ancestor_ids from api_key where account_id = ${account} and id = ${key}
      order by account_id, id limit 1) as own on true
    cross join lateral unnest(array_prepend(${key}, own.ancestor_ids)) with ordinality as path (id, place)
    left join lateral (select daily_limit from api_key where account_id = ${account} and id = path.id
      order by account_id, id limit 1) as budget on true`;

/** Whether `limit` is what budgetsInSql would give for a key now; all are columns of what stands before. */
export const isDailyLimitInSql = (account: string, key: string, limit: string): string =>
  `${limit} is not distinct from (select daily_limit from api_key where account_id = ${account} and id = ${key}
      order by account_id, id limit 1)`;

/** Of all accounts between two ids, both included: the keys above each key. A key's path never changes. */
export async function readKeyAncestors(
  sql: Sql,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Map<string, readonly string[]>> {
  const rows = await sql
    .tables<KeyTables>()
    .selectFrom('api_key')
    .select(['id', 'ancestorIds'])
    .where('accountId', '>=', from)
    .where('accountId', '<=', to)
    .execute();
  return new Map(
    rows.filter(({ ancestorIds }) => ancestorIds.length > 0).map(({ id, ancestorIds }) => [id, ancestorIds]),
  );
}
