// Ended generations of some statuses and models, newest first: days on which nothing of them ended are passed over, by what was counted,
// so that what is rare or never was is not looked for row by row.
import { type Sql, textArray } from '../../database/index.ts';
import type { GenerationStatus } from '../generation.ts';

export interface EndedAsked {
  readonly accountId: string;
  readonly statuses: readonly GenerationStatus[];
  readonly models: readonly string[] | undefined;
  readonly since: Date;
  readonly beforeId: string | undefined;
  readonly limit: number;
}

/** An id is given out by the process that accepts it, before it does: they are not further apart than it takes. */
const ID_SLACK = "interval '1 hour'";

const idAt = (moment: string): string =>
  `(lpad(to_hex((extract(epoch from ${moment}) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid`;

/** $4: since when, $5: the moment of the cursor, $6: how many, $7: the cursor. The day of the cursor may have none that are older. */
const FIND = `with zone as (select coalesce((select time_zone from usage_zone where account_id = $1), 'UTC') as name),
  counted as (select day, sum(case when 'SUCCEEDED' = any($2::text[]) then succeeded else 0 end
      + case when 'FAILED' = any($2::text[]) then failed else 0 end
      + case when 'CANCELED' = any($2::text[]) then canceled else 0 end) as ended
    from usage_day cross join zone
    where account_id = $1 and counted_by = 'MODEL' and ($3::text[] is null or key = any($3))
      and day >= ($4::timestamptz at time zone zone.name)::date
      and ($5::timestamptz is null or day <= (($5::timestamptz + ${ID_SLACK}) at time zone zone.name)::date)
    group by day),
  near as (select day, case when day >= (($5::timestamptz - ${ID_SLACK}) at time zone zone.name)::date then 0 else ended end as ended
    from counted cross join zone where ended > 0 order by day desc limit $6::int + 2),
  passed as (select day, coalesce(sum(ended) over (order by day desc rows between unbounded preceding and 1 preceding), 0) as before
    from near),
  span as (select day::timestamp at time zone zone.name as begins, (day + 1)::timestamp at time zone zone.name as ends
    from passed cross join zone where before < $6::int)
  select found.id from span cross join lateral (select id from generation
    where account_id = $1 and id >= ${idAt(`span.begins - ${ID_SLACK}`)} and id < ${idAt('span.ends')}
      and created_at >= span.begins and created_at < span.ends and created_at >= $4
      and status = any($2::text[]) and ($3::text[] is null or model = any($3)) and ($7::uuid is null or id < $7)
    order by id desc limit $6) as found
  order by found.id desc limit $6`;

export async function findEnded(sql: Sql, asked: EndedAsked): Promise<string[]> {
  const { accountId, statuses, models, since, beforeId, limit } = asked;
  const named = models === undefined ? undefined : textArray(models);
  const before = beforeId === undefined ? undefined : momentOf(beforeId);
  const values = [accountId, textArray(statuses), named, since, before, limit, beforeId];
  return (await sql.rows<{ readonly id: string }>(FIND, values)).map(({ id }) => id);
}

/** A UUIDv7 begins with its milliseconds. */
const momentOf = (id: string): Date => new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));

const OPEN = `select id from generation where account_id = $1 and status = 'QUEUED' and 'QUEUED' = any($2::text[])
    and ($3::text[] is null or model = any($3)) and created_at >= $4 and ($5::uuid is null or id < $5)
  union all select id from generation where account_id = $1 and status = 'RUNNING' and due_at is not null
    and 'RUNNING' = any($2::text[]) and ($3::text[] is null or model = any($3)) and created_at >= $4
    and ($5::uuid is null or id < $5)
  order by id desc limit $6`;

/** What is queued or runs, by the indexes of the queue and of running work. */
export async function findOpen(sql: Sql, asked: EndedAsked): Promise<string[]> {
  const { accountId, statuses, models, since, beforeId, limit } = asked;
  const named = models === undefined ? undefined : textArray(models);
  const values = [accountId, textArray(statuses), named, since, beforeId, limit];
  return (await sql.rows<{ readonly id: string }>(OPEN, values)).map(({ id }) => id);
}
