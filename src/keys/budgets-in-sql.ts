// Whose limits bind a key: its own and those of all that it descends from. The ledger decides by them under the
// wallet's lock, in the statement that also reads what was spent.
import type { Sql } from '../database/index.ts';
import type { KeyTables } from './entities.ts';

/** What a limit is, and by which clock it is counted. */
const TERMS = 'spending_limit, limit_period, time_zone, reset_hour';

/**
 * Joins `path (id, place)`, the keys whose limits bind, and `budget (spending_limit, limit_period, time_zone, reset_hour)`. `account`
 * and `key` are columns of what stands before. Each lateral order is that of the primary key, so that it is an index look-up
 * whatever the statistics say.
 */
export const budgetsInSql = (account: string, key: string): string =>
  `left join lateral (select ancestor_ids from api_key where account_id = ${account} and id = ${key}
      order by account_id, id limit 1) as own on true
    cross join lateral unnest(array_prepend(${key}, own.ancestor_ids)) with ordinality as path (id, place)
    left join lateral (select ${TERMS} from api_key where account_id = ${account} and id = path.id
      order by account_id, id limit 1) as budget on true`;

/**
 * Whether `budget (account_id, api_key_id, spending_limit, limit_period, time_zone, reset_hour)` is what budgetsInSql would give
 * for that key now; what there is beside a limit says nothing without one.
 */
export const isBudgetInSql = (budget: string): string =>
  `coalesce((select key.spending_limit is not distinct from ${budget}.spending_limit and (key.spending_limit is null
        or (key.limit_period, key.time_zone, key.reset_hour)
          = (${budget}.limit_period, ${budget}.time_zone, ${budget}.reset_hour))
      from api_key key where key.account_id = ${budget}.account_id and key.id = ${budget}.api_key_id
      order by key.account_id, key.id limit 1), ${budget}.spending_limit is null)`;

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
