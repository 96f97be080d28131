// What was written, or would have been, is kept for 30 days.
import { askEachShard, type Sql } from '../../database/index.ts';

const KEPT_MILLISECONDS = 30 * 86_400_000;
const SHARE = 1_000;

/** Locks what it takes, so that several gateways share the work. */
const PRUNE = `with old as (
    select account_id, id from email where created_at < $1 order by created_at, id limit ${SHARE} for update skip locked)
  delete from email using old where email.account_id = old.account_id and email.id = old.id returning 1`;

/** One share of each place of accounts. True: there may be more. */
export async function pruneEmails(database: Sql, now: Date): Promise<boolean> {
  const before = new Date(now.getTime() - KEPT_MILLISECONDS);
  const shares = await askEachShard(database, (shard) => shard.rows(PRUNE, [before]));
  return shares.some((rows) => rows.length === SHARE);
}
