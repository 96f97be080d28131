// What the statements that count ended generations have in common. `ended`: rows of generations that have ended.

/** Of a generation's acceptance, since 1970 in UTC. */
const QUARTER_HOUR_SECONDS = 900;

export const QUARTER_HOUR_OF = `floor(extract(epoch from created_at) / ${QUARTER_HOUR_SECONDS})::int`;

/**
 * The attempt that decided: the one that delivered, or else the last. What it delivered late it had failed before. An attempt was
 * wasted that did not deliver although its provider finished it, or may bill it.
 */
export const TRIED = `select provider, bool_or(number = decisive) as decides,
      bool_or(status = 'SUCCEEDED' or (number = decisive and ended.status = 'SUCCEEDED')) as delivered,
      bool_or(status = 'FAILED') as failed,
      count(*) filter (where (status = 'SUCCEEDED' or may_be_billed)
        and not (number = decisive and ended.status = 'SUCCEEDED')) as wasted
    from (select provider, number, status, coalesce((error ->> 'mayBeBilled')::boolean, false) as may_be_billed,
        first_value(number) over (order by status = 'SUCCEEDED' desc, number desc) as decisive
      from attempt where account_id = ended.account_id and generation_id = ended.id offset 0) as made
    group by provider`;

/** The day of `quarter (account_id, quarter_hour)` by the clocks of its account's `zone`. */
export const DAY_OF_QUARTER = `(to_timestamp(quarter_hour * ${QUARTER_HOUR_SECONDS}.0) at time zone time_zone)::date`;

export const ZONE_OF_QUARTER = `lateral (select coalesce((select time_zone from usage_zone
      where usage_zone.account_id = quarter.account_id), 'UTC') as time_zone offset 0) as zone`;

export const COUNTS = ['generations', 'succeeded', 'failed', 'canceled', 'cost', 'refunded', 'wasted'];

export const added = (table: string, columns: readonly string[]): string =>
  columns.map((name) => `${name} = ${table}.${name} + excluded.${name}`).join(', ');
