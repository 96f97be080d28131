// What waits for an endpoint that is disabled is HELD: kept, and out of the dispatcher's sight. Both ways go in shares, and
// a row that misses its change (its event was committed a moment later) is found by the next round.
import type { Sql } from '../../database/index.ts';
import { firstLanes, type Lane } from './find-lanes.ts';

/** Rows that one statement moves at most. */
const SHARE = 1_000;

/** One that a dead process was sending is held once its lease has ended. */
const HOLD = `update webhook_delivery set status = 'HELD', next_attempt_at = null
  from (select account_id, event_id, target_id from webhook_delivery
    where account_id = $1 and target_id = $2 and (status = 'PENDING' or next_attempt_at <= $3)
      and next_attempt_at is not null
    order by next_attempt_at limit ${SHARE} for update skip locked) as waiting
  where webhook_delivery.account_id = waiting.account_id and webhook_delivery.event_id = waiting.event_id
    and webhook_delivery.target_id = waiting.target_id`;

export async function holdWaiting(
  sql: Sql,
  { accountId, targetId, now }: Lane & { readonly now: Date },
): Promise<void> {
  await sql.rows(HOLD, [accountId, targetId, now]);
}

const RELEASE = `update webhook_delivery set status = 'PENDING', next_attempt_at = $3, attempts = 0
  from (select account_id, event_id, target_id from webhook_delivery
    where account_id = $1 and target_id = $2 and status = 'HELD'
    order by event_id limit ${SHARE} for update skip locked) as held
  where webhook_delivery.account_id = held.account_id and webhook_delivery.event_id = held.event_id
    and webhook_delivery.target_id = held.target_id
  returning 1`;

/** True: there may be more. */
export async function releaseHeld(sql: Sql, lane: Lane & { readonly now: Date }): Promise<boolean> {
  const released = await sql.rows(RELEASE, [lane.accountId, lane.targetId, lane.now]);
  return released.length === SHARE;
}

const ABANDON = `update webhook_delivery set status = 'FAILED', next_attempt_at = null, last_error = 'the endpoint was deleted'
  from (select account_id, event_id, target_id from webhook_delivery
    where account_id = $1 and target_id = $2 and next_attempt_at is not null
    order by next_attempt_at limit ${SHARE} for update skip locked) as orphan
  where webhook_delivery.account_id = orphan.account_id and webhook_delivery.event_id = orphan.event_id
    and webhook_delivery.target_id = orphan.target_id`;

/** What waits for an endpoint that is no more. */
export async function abandonWaiting(sql: Sql, { accountId, targetId }: Lane): Promise<void> {
  await sql.rows(ABANDON, [accountId, targetId]);
}

/** Endpoints that are enabled and still have something held, after the given place. */
const HELD_LANES = `with recursive lane as (
    (select account_id, target_id from webhook_delivery
      where status = 'HELD' and (account_id, target_id) > ($1::uuid, $2::uuid) order by account_id, target_id limit 1)
    union all
    select next.account_id, next.target_id from lane cross join lateral (
      select account_id, target_id from webhook_delivery
      where status = 'HELD' and (account_id, target_id) > (lane.account_id, lane.target_id)
      order by account_id, target_id limit 1) as next)
  select lane.account_id as "accountId", lane.target_id as "targetId",
    coalesce((select status = 'ENABLED' from webhook_endpoint
      where account_id = lane.account_id and id = lane.target_id), false) as "isEnabled"
  from lane limit $3`;

interface HeldLane extends Lane {
  readonly isEnabled: boolean;
}

export interface Released {
  /** Where to go on; undefined: that was the last one. */
  readonly place: Lane | undefined;
  readonly mayHaveMore: boolean;
}

/** A share of each endpoint, of up to `limit` endpoints after `place`. */
export async function releaseEnabled(
  sql: Sql,
  { place, limit, now }: { readonly place: Lane; readonly limit: number; readonly now: Date },
): Promise<Released> {
  const lanes = await firstLanes(sql, limit, (shard) =>
    shard.rows<HeldLane>(HELD_LANES, [place.accountId, place.targetId, limit]),
  );
  let mayHaveMore = lanes.length === limit;
  for (const lane of lanes) {
    if (lane.isEnabled && (await releaseHeld(sql, { ...lane, now }))) mayHaveMore = true;
  }
  return { place: lanes.length < limit ? undefined : lanes.at(-1), mayHaveMore };
}
