// The numbers of a usage report: sums of the account's counted days, and what is still open. No generation that has ended is read,
// however long the span. Sums are bigint: no amount passes through a float.
import type { Sql } from '../database/index.ts';
import type { CountedBy } from '../generation/index.ts';
import type { UsageAsked, UsageBucket } from './usage.ts';

/** Days of the account's own calendar, `YYYY-MM-DD`, both inclusive. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

export interface Calendar extends Days {
  /** The zone that days are counted in so far. */
  readonly countedIn: string;
  /** When the first day begins, and when the last one ends. */
  readonly begins: Date;
  readonly ends: Date;
}

/** PostgreSQL says when a day begins, as it did when the day was counted. `to` is today unless it is given. */
const CALENDAR = `select "countedIn", to_char(first, 'YYYY-MM-DD') as "from", to_char(last, 'YYYY-MM-DD') as "to",
    first::timestamp at time zone $2::text as begins, (last + 1)::timestamp at time zone $2::text as ends
  from (select coalesce((select time_zone from usage_zone where account_id = $1), 'UTC') as "countedIn",
      coalesce($5::date, ($3::timestamptz at time zone $2::text)::date) as last) as known
    cross join lateral (select coalesce($4::date, last - ($6::int - 1)) as first) as span`;

export interface CalendarAsked extends UsageAsked {
  readonly now: Date;
}

export async function readCalendar(sql: Sql, asked: CalendarAsked): Promise<Calendar> {
  const { accountId, timeZone, now, from, to, days } = asked;
  const [calendar] = await sql.rows<Calendar>(CALENDAR, [accountId, timeZone, now, from, to, days]);
  if (calendar === undefined) throw new Error('a calendar has one row');
  return calendar;
}

export interface ReportAsked extends Calendar {
  readonly accountId: string;
  readonly timeZone: string;
}

export interface CountedBucket extends UsageBucket {
  readonly dimension: CountedBy | 'DAY';
}

export const COUNTS = 'generations, succeeded, failed, canceled, cost, refunded, wasted';

/** What is queued or runs, by the indexes of the queue and of running work: accepted, and tried by providers, no more. */
export const OPEN = `open as (
    select id, model, api_key_id, created_at, metadata, tags from generation where account_id = $1 and status = 'QUEUED'
    union all select id, model, api_key_id, created_at, metadata, tags from generation
      where account_id = $1 and status = 'RUNNING' and due_at is not null),
  opened as (select open.*, to_char(created_at at time zone $6::text, 'YYYY-MM-DD') as day from open
    where created_at >= $4 and created_at < $5)`;

/** Of buckets. */
export const SUMS = `sum(generations)::int as generations, sum(succeeded)::int as succeeded,
    sum(failed)::int as failed, sum(canceled)::int as canceled, (sum(cost) - sum(refunded))::bigint as cost,
    sum(cost)::bigint as "grossCost", sum(refunded)::bigint as refunded, sum(wasted)::bigint as "wastedCost"`;

/** A day is the sum of its models. One statement, so that what ends meanwhile is either open or counted. */
const REPORT = `with ${OPEN},
  part as (
    select counted_by, key, ${COUNTS} from usage_day where account_id = $1 and day between $2::date and $3::date
    union all select 'DAY', to_char(day, 'YYYY-MM-DD'), ${COUNTS} from usage_day
      where account_id = $1 and day between $2::date and $3::date and counted_by = 'MODEL'
    union all select counted_by, key, 1, 0, 0, 0, 0, 0, 0 from opened
      cross join lateral (values ('DAY', day), ('MODEL', model), ('API_KEY', api_key_id::text)) as one (counted_by, key)
    union all select 'PROVIDER', provider, 1, 0, failed, 0, 0, 0, 0 from opened
      cross join lateral (select provider, bool_or(status = 'FAILED')::int as failed from attempt
        where account_id = $1 and generation_id = opened.id group by provider) as tried)
  select counted_by as dimension, key, ${SUMS}
  from part group by counted_by, key having sum(generations) > 0`;

export function readBuckets(sql: Sql, asked: ReportAsked): Promise<Omit<CountedBucket, 'refused'>[]> {
  const { accountId, timeZone, from, to, begins, ends } = asked;
  return sql.rows<Omit<CountedBucket, 'refused'>>(REPORT, [accountId, from, to, begins, ends, timeZone]);
}
