// Adds what ended generations come to, or takes it away before something of them changes. Whoever calls it holds the wallet's lock,
// as every settlement does: so nobody counts the same account's days in another time zone meanwhile.
import { prepared, type Sends, type Transaction, uuids } from '../../database/index.ts';
import { lockWallet } from '../../ledger/index.ts';
import type { GenerationAddress } from '../generation.ts';

const QUARTER_HOUR_SECONDS = 900;

/**
 * The attempt that decided: the one that delivered, or else the last. What it delivered late it had failed before. An attempt was
 * wasted that did not deliver although its provider finished it, or may bill it.
 */
const TRIED = `select provider, bool_or(number = decisive) as decides,
      bool_or(status = 'SUCCEEDED' or (number = decisive and ended.status = 'SUCCEEDED')) as delivered,
      bool_or(status = 'FAILED') as failed,
      count(*) filter (where (status = 'SUCCEEDED' or may_be_billed)
        and not (number = decisive and ended.status = 'SUCCEEDED')) as wasted
    from (select provider, number, status, coalesce((error ->> 'mayBeBilled')::boolean, false) as may_be_billed,
        first_value(number) over (order by status = 'SUCCEEDED' desc, number desc) as decisive
      from attempt where account_id = ended.account_id and generation_id = ended.id offset 0) as made
    group by provider`;

/** `ended`: rows of generations that have ended. A subquery that is asked for each row goes by the primary key. */
const QUARTERS = `select account_id, quarter_hour, model, api_key_id, provider,
    sum(sign * decides)::int as generations,
    sum(sign * decides) filter (where status = 'SUCCEEDED') as succeeded,
    sum(sign * decides) filter (where status = 'FAILED') as failed,
    sum(sign * decides) filter (where status = 'CANCELED') as canceled,
    sum(sign * decides * cost) as cost, sum(sign * decides * refunded) as refunded,
    sum(sign * wasted * cost_estimate) as wasted,
    sum(sign * tried) as tried, sum(sign * delivered) as delivered, sum(sign * gave_up) as gave_up
  from (select ended.account_id, floor(extract(epoch from created_at) / ${QUARTER_HOUR_SECONDS})::int as quarter_hour, model,
      api_key_id, status, coalesce(cost, 0) as cost, refunded, cost_estimate, sign,
      coalesce(provider, '') as provider, coalesce(decides, true)::int as decides, coalesce(wasted, 0) as wasted,
      (provider is not null)::int as tried, coalesce(delivered, false)::int as delivered,
      coalesce(failed and not delivered, false)::int as gave_up
    from ended left join lateral (${TRIED}) as tried on true) as counted
  group by account_id, quarter_hour, model, api_key_id, provider`;

/** Each quarter's row counts for its model, its key and its provider. */
const DAYS_OF = `select account_id, (to_timestamp(quarter_hour * ${QUARTER_HOUR_SECONDS}.0) at time zone time_zone)::date as day, counted_by, key,
    sum(case when counted_by = 'PROVIDER' then tried else generations end) as generations,
    sum(case when counted_by = 'PROVIDER' then delivered else succeeded end) as succeeded,
    sum(case when counted_by = 'PROVIDER' then gave_up else failed end) as failed,
    sum(case when counted_by = 'PROVIDER' then 0 else canceled end) as canceled,
    sum(cost) as cost, sum(refunded) as refunded, sum(wasted) as wasted
  from quarter cross join lateral (select coalesce((select time_zone from usage_zone
      where usage_zone.account_id = quarter.account_id), 'UTC') as time_zone offset 0) as zone
    cross join lateral (values ('MODEL', model), ('API_KEY', api_key_id::text), ('PROVIDER', provider)) as part (counted_by, key)
  where not (counted_by = 'PROVIDER' and tried = 0 and provider = '')
  group by account_id, day, counted_by, key order by account_id, day, counted_by, key`;

const COUNTS = ['generations', 'succeeded', 'failed', 'canceled', 'cost', 'refunded', 'wasted'];
const OF_QUARTER = [...COUNTS, 'tried', 'delivered', 'gave_up'];
const NOTHING_IS_ZERO = (columns: readonly string[]): string =>
  columns.map((name) => `coalesce(${name}, 0)::bigint as ${name}`).join(', ');
const added = (table: string, columns: readonly string[]): string =>
  columns.map((name) => `${name} = ${table}.${name} + excluded.${name}`).join(', ');

/** `asked`: `account_id`, `id`, and `sign`, which is -1 for what is taken away. */
const count = (ended: string): string => `with ended as (${ended}),
  quarter as materialized (select account_id, quarter_hour, model, api_key_id, provider, ${NOTHING_IS_ZERO(OF_QUARTER)}
    from (${QUARTERS}) as summed),
  written as (insert into usage_quarter (account_id, quarter_hour, model, api_key_id, provider, ${OF_QUARTER.join(', ')})
    select * from quarter order by account_id, quarter_hour, model, api_key_id, provider
    on conflict (account_id, quarter_hour, model, api_key_id, provider) do update set ${added('usage_quarter', OF_QUARTER)})
  insert into usage_day (account_id, day, counted_by, key, ${COUNTS.join(', ')})
  ${DAYS_OF}
  on conflict (account_id, day, counted_by, key) do update set ${added('usage_day', COUNTS)}`;

const COUNT = prepared(
  'generation_count',
  count(`select found.*, $3::int as sign from unnest($1::uuid[], $2::uuid[]) as asked (account_id, id)
    cross join lateral (select account_id, id, model, api_key_id, status, cost, refunded, cost_estimate, created_at
      from generation where generation.account_id = asked.account_id and generation.id = asked.id and ended_at is not null
      offset 0) as found`),
);

/** Of those that have ended: all that they come to by now. */
export function countEnded(tx: Sends, addresses: readonly GenerationAddress[], sign: 1 | -1 = 1): void {
  const values = [uuids(addresses, ({ accountId }) => accountId), uuids(addresses, ({ id }) => id), sign];
  tx.send(COUNT, values);
}

/** Changes generations that may have ended, and counts the difference. */
export async function recounted<Result>(
  tx: Transaction,
  addresses: readonly GenerationAddress[],
  change: () => Promise<Result>,
): Promise<Result> {
  countEnded(tx, addresses, -1);
  const result = await change();
  countEnded(tx, addresses);
  return result;
}

/** The same where no settlement has locked the wallet. */
export async function lockedAndRecounted<Result>(
  tx: Transaction,
  address: GenerationAddress,
  change: () => Promise<Result>,
): Promise<Result> {
  await lockWallet(tx, address.accountId);
  return recounted(tx, [address], change);
}

const DAYS_ANEW = `with quarter as (select * from usage_quarter where account_id = $1)
  insert into usage_day (account_id, day, counted_by, key, ${COUNTS.join(', ')}) ${DAYS_OF}`;

/** Counts an account's days by the clocks of another time zone, from its quarters of an hour. */
export async function countDaysIn(tx: Transaction, accountId: string, timeZone: string): Promise<void> {
  await lockWallet(tx, accountId);
  const zone = `insert into usage_zone (account_id, time_zone) values ($1, $2)
    on conflict (account_id) do update set time_zone = excluded.time_zone`;
  await tx.rows(zone, [accountId, timeZone]);
  await tx.rows(`delete from usage_day where account_id = $1 and counted_by in ('MODEL', 'API_KEY', 'PROVIDER')`, [
    accountId,
  ]);
  await tx.rows(DAYS_ANEW, [accountId]);
}
