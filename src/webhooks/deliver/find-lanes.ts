// A lane is what waits for one target. Looking lane by lane, and not at all that is due, a target with a hundred thousand
// deliveries costs the others nothing: each lane is one look into the index, whatever its length.
import { askEachShard, type Sql } from '../../database/index.ts';

export interface Lane {
  readonly accountId: string;
  /** An endpoint, or the origin of URLs of one account. */
  readonly targetId: string;
}

/** ENDPOINT and URL: may be sent to. */
export type LaneKind = 'ENDPOINT' | 'URL' | 'DISABLED' | 'DELETED';

export interface FoundLane extends Lane {
  readonly kind: LaneKind;
  /** When its first delivery is due, or the lease of one that is being sent ends. */
  readonly firstAt: Date;
}

const NOWHERE = '00000000-0000-0000-0000-000000000000';
/** Before every lane. */
export const FIRST_PLACE: Lane = { accountId: NOWHERE, targetId: NOWHERE };

/** The index's order makes the first row of a lane its first delivery: one look finds both. */
const FIND = `with recursive lane as (
    (select account_id, target_id, next_attempt_at, url from webhook_delivery
      where next_attempt_at is not null and (account_id, target_id) > ($1::uuid, $2::uuid)
      order by account_id, target_id, next_attempt_at limit 1)
    union all
    select next.* from lane cross join lateral (
      select account_id, target_id, next_attempt_at, url from webhook_delivery
      where next_attempt_at is not null and (account_id, target_id) > (lane.account_id, lane.target_id)
      order by account_id, target_id, next_attempt_at limit 1) as next)
  select lane.account_id as "accountId", lane.target_id as "targetId", lane.next_attempt_at as "firstAt",
    case when endpoint.status = 'ENABLED' then 'ENDPOINT' when endpoint.status = 'DISABLED' then 'DISABLED'
      when lane.url is not null then 'URL' else 'DELETED' end as kind
  from (select * from lane limit $3) as lane
    left join webhook_endpoint as endpoint on endpoint.account_id = lane.account_id and endpoint.id = lane.target_id`;

/** Up to `limit` lanes after `place`, in the order of their keys. */
export async function findLanes(sql: Sql, place: Lane, limit: number): Promise<FoundLane[]> {
  return firstLanes(sql, limit, (shard) => shard.rows<FoundLane>(FIND, [place.accountId, place.targetId, limit]));
}

/** Each place of accounts finds its own first ones: those of all are among them. What is on a node that is away waits for it. */
export async function firstLanes<Found extends Lane>(
  sql: Sql,
  limit: number,
  find: (shard: Sql) => Promise<Found[]>,
): Promise<Found[]> {
  const [first = [], ...others] = await askEachShard(sql, find);
  return others.length === 0 ? first : [first, ...others].flat().toSorted(inOrderOfKeys).slice(0, limit);
}

/** As PostgreSQL has it: the text of a UUID has its order, and all are as long. */
const keyOf = ({ accountId, targetId }: Lane): string => accountId + targetId;

const inOrderOfKeys = (a: Lane, b: Lane): number => (keyOf(a) < keyOf(b) ? -1 : 1);
