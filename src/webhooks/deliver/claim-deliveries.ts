// A delivery belongs to one process at a time. A claim lasts for a lease; a process that died lets it run out, and the
// delivery is made again: at least once, never silently not.
import { plainArray, type RowOf, type Sql, takeFromShards, withoutNulls } from '../../database/index.ts';
import type { Share } from '../decide/decide-shares.ts';
import type { WebhookFormatName } from '../decide/format-names.ts';
import type { EndpointStatus, WebhookDeliveryEntity, WebhookEventEntity, WebhookSecretEntity } from '../entities.ts';
import type { FoundLane } from './find-lanes.ts';
import type { SigningSecrets } from './sign.ts';

/** Far longer than a call may take. */
const LEASE_MILLISECONDS = 60_000;

type Delivery = RowOf<typeof WebhookDeliveryEntity>;
type Event = RowOf<typeof WebhookEventEntity>;
type Secret = RowOf<typeof WebhookSecretEntity>;

export interface ClaimedDelivery
  extends Pick<Delivery, 'accountId' | 'eventId' | 'targetId'>,
    Pick<Event, 'type' | 'data' | 'createdAt'> {
  /** Which attempt this is, from 1. */
  readonly attempt: Delivery['attempts'];
  readonly url: string;
  /** Of the endpoint as it is now, or of the webhookUrl. A later release may have others. */
  readonly format: WebhookFormatName;
  /** Undefined for a generation's webhookUrl. */
  readonly endpointStatus: EndpointStatus | undefined;
  /** Undefined only for a webhookUrl of an account that has no secret yet. */
  readonly secrets: SigningSecrets | undefined;
}

const CLAIM = `with share as (
    select * from unnest($1::uuid[], $2::uuid[], $3::int[]) as share (account_id, target_id, most)),
  due as (
    select due.* from share cross join lateral (
      select account_id, event_id, target_id from webhook_delivery
      where account_id = share.account_id and target_id = share.target_id and next_attempt_at <= $4
      order by next_attempt_at limit share.most for update skip locked) as due),
  claimed as (
    update webhook_delivery set status = 'SENDING', attempts = attempts + 1, next_attempt_at = $5, last_attempt_at = $4
    from due where webhook_delivery.account_id = due.account_id and webhook_delivery.event_id = due.event_id
      and webhook_delivery.target_id = due.target_id
    returning webhook_delivery.account_id, webhook_delivery.event_id, webhook_delivery.target_id,
      webhook_delivery.url, webhook_delivery.format, webhook_delivery.attempts)
  select claimed.account_id as "accountId", claimed.event_id as "eventId", claimed.target_id as "targetId",
    claimed.attempts as attempt, event.type, event.data, event.created_at as "createdAt",
    coalesce(claimed.url, endpoint.url) as url, coalesce(claimed.format, endpoint.format, 'TOLLGATE') as format, endpoint.status as "endpointStatus",
    secret.secret, secret.previous_secret as "previousSecret", secret.previous_until as "previousUntil"
  from claimed
    join webhook_event as event on event.account_id = claimed.account_id and event.id = claimed.event_id
    left join webhook_endpoint as endpoint
      on endpoint.account_id = claimed.account_id and endpoint.id = claimed.target_id
    left join webhook_secret as secret on secret.account_id = claimed.account_id
      and secret.owner_id = case when claimed.url is null then claimed.target_id else claimed.account_id end`;

type ClaimedRow = Omit<ClaimedDelivery, 'endpointStatus' | 'secrets' | 'url'> &
  Nullable<
    Pick<ClaimedDelivery, 'url' | 'endpointStatus'> & Pick<Secret, 'secret' | 'previousSecret' | 'previousUntil'>
  >;
type Nullable<Row> = { readonly [Name in keyof Row]: Row[Name] | null };

/** What is due of each lane, up to its share; rows that another process is claiming are passed over. */
export async function claimDeliveries(
  sql: Sql,
  shares: readonly Share<FoundLane>[],
  now: Date,
): Promise<ClaimedDelivery[]> {
  const asked = shares.map(({ lane: { accountId, targetId }, most }) => ({ accountId, targetId, most }));
  const rows = await takeFromShards(sql, asked, (shard, own) =>
    shard.rows<ClaimedRow>(CLAIM, [
      plainArray(own.map(({ accountId }) => accountId)),
      plainArray(own.map(({ targetId }) => targetId)),
      plainArray(own.map(({ most }) => most)),
      now,
      new Date(now.getTime() + LEASE_MILLISECONDS),
    ]),
  );
  return rows.flatMap(toClaimed);
}

/** One whose endpoint was deleted in this moment is left to its lease: the next round finds the lane DELETED. */
function toClaimed(found: ClaimedRow): ClaimedDelivery[] {
  const { secret, previousSecret, previousUntil, url, ...delivery } = withoutNulls(found);
  if (url === undefined) return [];
  return [{ ...delivery, url, secrets: secret === undefined ? undefined : { secret, previousSecret, previousUntil } }];
}
