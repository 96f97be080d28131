// Sends again what was sent, or what an endpoint would have been sent had it been there. The event ids stay the same.
import { firstIdAt, type Sql, shardOf } from '../../database/index.ts';
import { type Refused, UNKNOWN_ENDPOINT } from '../endpoints/refusal.ts';
import { hasWordInSql } from './has-word-in-sql.ts';
import { WEBHOOK_CHANNEL } from './record-events.ts';

/** Events that one call queues at most. */
const MOST_REPLAYED = 10_000;

export interface Replay {
  readonly accountId: string;
  readonly endpointId: string;
  /** Everything recorded from this moment on, or one event. */
  readonly from: { readonly since: Date } | { readonly eventId: string };
}

export interface Replayed {
  readonly status: 'queued';
  readonly count: number;
  /** Where to go on when there was more than one call queues; undefined: that was all. */
  readonly resumeSince: Date | undefined;
}

/**
 * A delivery that is being made now is not queued a second time. The types of the endpoint and the words of its format apply, tests
 * are left out.
 * Hand-written: what is found, what is queued of it and the endpoint itself are of one moment.
 */
const REPLAY = `with endpoint as (
    select account_id, id, status, event_types, format from webhook_endpoint where account_id = $1 and id = $2),
  event as (
    select event.id, event.created_at, endpoint.id as target_id, endpoint.status = 'ENABLED' as is_sent
    from endpoint join webhook_event as event on event.account_id = endpoint.account_id
    where event.id >= $3 and event.id <= $4 and event.id >= $7 and event.type <> 'webhook.test'
      and (endpoint.event_types is null or event.type = any(endpoint.event_types))
      and ${hasWordInSql('endpoint.format', 'event.type')}
    order by event.id limit $5),
  queued as (
    insert into webhook_delivery as delivery (account_id, event_id, target_id, status, next_attempt_at)
    select $1, id, target_id, case when is_sent then 'PENDING' else 'HELD' end, case when is_sent then $6::timestamptz end
    from event
    on conflict (account_id, event_id, target_id) do update
      set status = excluded.status, next_attempt_at = excluded.next_attempt_at, attempts = 0, delivered_at = null
      where delivery.status <> 'SENDING'
    returning 1)
  select (select count(*)::int from endpoint) as endpoints, (select count(*)::int from queued) as count,
    (select count(*)::int from event) as found, (select max(created_at) from event) as "lastAt",
    pg_notify('${WEBHOOK_CHANNEL}', '')`;

/** A day less than events are kept: one that is about to be pruned would leave a delivery without its event. */
const REACH_MILLISECONDS = 29 * 86_400_000;
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export async function replayEvents(sql: Sql, replay: Replay, now: Date): Promise<Replayed | Refused> {
  const { accountId, endpointId, from } = replay;
  const [first, last] = 'eventId' in from ? [from.eventId, from.eventId] : [firstIdAt(from.since.getTime()), LAST_ID];
  const oldest = firstIdAt(now.getTime() - REACH_MILLISECONDS);
  const values = [accountId, endpointId, first, last, MOST_REPLAYED, now, oldest];
  type Counts = Readonly<Record<'endpoints' | 'count' | 'found', number>> & { readonly lastAt: Date | null };
  const [row] = await shardOf(sql, accountId).rows<Counts>(REPLAY, values);
  if (row === undefined || row.endpoints === 0) return UNKNOWN_ENDPOINT;
  const isAll = row.found < MOST_REPLAYED;
  return { status: 'queued', count: row.count, resumeSince: isAll ? undefined : (row.lastAt ?? undefined) };
}
