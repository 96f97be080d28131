// Events and their deliveries are kept for 30 days, delivered or not.
import { askEachShard, type Sql } from '../../database/index.ts';

const KEPT_MILLISECONDS = 30 * 86_400_000;
const SHARE = 1_000;

const OLD = `select account_id, id from webhook_event where created_at < $1
  order by created_at limit ${SHARE} for update skip locked`;

/** Locks what it takes, so that several gateways share the work. */
const PRUNE = `with old as (${OLD}),
  delivery as (delete from webhook_delivery using old
    where webhook_delivery.account_id = old.account_id and webhook_delivery.event_id = old.id)
  delete from webhook_event using old where webhook_event.account_id = old.account_id and webhook_event.id = old.id
  returning 1`;

/** One share of each place of accounts. True: there may be more. */
export async function pruneEvents(database: Sql, now: Date): Promise<boolean> {
  const before = new Date(now.getTime() - KEPT_MILLISECONDS);
  const shares = await askEachShard(database, (shard) => shard.rows(PRUNE, [before]));
  return shares.some((rows) => rows.length === SHARE);
}
