// Adds what ended generations come to, or takes it away before something of them changes. Whoever calls it holds the wallet's lock,
// as every settlement does: so nobody counts the same account's days in another time zone meanwhile.
import { prepared, type Sends, type Transaction, uuids } from '../../database/index.ts';
import { lockWallet } from '../../ledger/index.ts';
import type { Generation, GenerationAddress } from '../generation.ts';
import { countLabelDaysAnew, countLabels, mayHaveLabels } from './count-labels.ts';
import { added, COUNTS, DAY_OF_QUARTER, QUARTER_HOUR_OF, TRIED, ZONE_OF_QUARTER } from './count-parts.ts';

/** A subquery that is asked for each row goes by the primary key. */
const QUARTERS = `select account_id, quarter_hour, model, api_key_id, provider,
    sum(sign * decides)::int as generations,
    sum(sign * decides) filter (where status = 'SUCCEEDED') as succeeded,
    sum(sign * decides) filter (where status = 'FAILED') as failed,
    sum(sign * decides) filter (where status = 'CANCELED') as canceled,
    sum(sign * decides * cost) as cost, sum(sign * decides * refunded) as refunded,
    sum(sign * wasted * cost_estimate) as wasted,
    sum(sign * tried) as tried, sum(sign * delivered) as delivered, sum(sign * gave_up) as gave_up
  from (select ended.account_id, ${QUARTER_HOUR_OF} as quarter_hour, model,
      api_key_id, status, coalesce(cost, 0) as cost, refunded, cost_estimate, sign,
      coalesce(provider, '') as provider, coalesce(decides, true)::int as decides, coalesce(wasted, 0) as wasted,
      (provider is not null)::int as tried, coalesce(delivered, false)::int as delivered,
      coalesce(failed and not delivered, false)::int as gave_up
    from ended left join lateral (${TRIED}) as tried on true) as counted
  group by account_id, quarter_hour, model, api_key_id, provider`;

/** Each quarter's row counts for its model, its key and its provider. */
const DAYS_OF = `select account_id, ${DAY_OF_QUARTER} as day, counted_by, key,
    sum(case when counted_by = 'PROVIDER' then tried else generations end) as generations,
    sum(case when counted_by = 'PROVIDER' then delivered else succeeded end) as succeeded,
    sum(case when counted_by = 'PROVIDER' then gave_up else failed end) as failed,
    sum(case when counted_by = 'PROVIDER' then 0 else canceled end) as canceled,
    sum(cost) as cost, sum(refunded) as refunded, sum(wasted) as wasted
  from quarter cross join ${ZONE_OF_QUARTER}
    cross join lateral (values ('MODEL', model), ('API_KEY', api_key_id::text), ('PROVIDER', provider)) as part (counted_by, key)
  where not (counted_by = 'PROVIDER' and tried = 0 and provider = '')
  group by account_id, day, counted_by, key order by account_id, day, counted_by, key`;

const OF_QUARTER = [...COUNTS, 'tried', 'delivered', 'gave_up'];
const NOTHING_IS_ZERO = (columns: readonly string[]): string =>
  columns.map((name) => `coalesce(${name}, 0)::bigint as ${name}`).join(', ');

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

/** Of those that have ended: all that they come to by now. Where a generation itself is given, its labels are known. */
export function countEnded(tx: Sends, ended: readonly (Generation | GenerationAddress)[], sign: 1 | -1 = 1): void {
  const values = [uuids(ended, ({ accountId }) => accountId), uuids(ended, ({ id }) => id), sign];
  tx.send(COUNT, values);
  countLabels(tx, ended.filter(mayHaveLabels), sign);
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
  await countLabelDaysAnew(tx, accountId);
}
