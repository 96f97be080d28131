// What is older than an account's plan shows is deleted, account by account: what nobody can read need not be kept.
import { askShards, firstIdAt, plainArray, type Sql } from '../database/index.ts';
import { hourOf } from './time-of-id.ts';

/** Lines of one account that one round deletes at most. */
const MOST_AT_ONCE = 1_000;

export interface Kept {
  readonly accountId: string;
  /** Nothing older is shown. */
  readonly since: Date;
}

const PRUNE = `with kept as (select * from unnest($1::uuid[], $2::uuid[], $3::int[]) as kept (account_id, first_id, hour)),
  old as materialized (
    select kept.account_id, old.id from kept cross join lateral (
      select id from logged_request where account_id = kept.account_id and id < kept.first_id
      order by id limit ${MOST_AT_ONCE}) as old),
  lines as (
    delete from logged_request using old where logged_request.account_id = old.account_id and logged_request.id = old.id),
  counts as (
    delete from request_count using kept where request_count.account_id = kept.account_id and request_count.hour < kept.hour)
  select coalesce(max(count), 0)::int as most from (select count(*) from old group by account_id) as deleted (count)`;

/** True: an account may have more. */
export async function pruneRequests(sql: Sql, accounts: readonly Kept[]): Promise<boolean> {
  const deleted = await askShards(sql, accounts, (shard, own) =>
    shard.rows<{ most: number }>(PRUNE, [
      plainArray(own.map(({ accountId }) => accountId)),
      plainArray(own.map(({ since }) => firstIdAt(since.getTime()))),
      plainArray(own.map(({ since }) => hourOf(since.getTime()))),
    ]),
  );
  return deleted.some(({ most }) => most >= MOST_AT_ONCE);
}
