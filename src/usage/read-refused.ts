// Refused requests for a generation: no generation has them, so they are counted by themselves and put beside what is counted of those.
import type { Sql } from '../database/index.ts';
import { ZERO } from '../money/index.ts';
import type { CountedBucket, ReportAsked } from './read-usage.ts';

export interface RefusedBucket {
  readonly dimension: 'DAY' | 'MODEL' | 'API_KEY';
  readonly key: string;
  readonly refused: number;
}

/** Days of every zone begin at a quarter of an hour, which is compared as a whole number: by the primary key. What named no model that is sold is in no model's bucket. */
const REFUSED = `with counted as (
    select to_char(to_timestamp(quarter_hour * 900.0) at time zone $4::text, 'YYYY-MM-DD') as day, model, api_key_id, sum(refused) as refused
    from refused_count where account_id = $1
      and quarter_hour >= (extract(epoch from $2::timestamptz) / 900)::int
      and quarter_hour < (extract(epoch from $3::timestamptz) / 900)::int
    group by day, model, api_key_id)
  select dimension, key, sum(refused)::int as refused
  from counted cross join lateral (values ('DAY', day), ('MODEL', model), ('API_KEY', api_key_id::text)) as part (dimension, key)
  where key <> '' group by dimension, key`;

export function readRefused(sql: Sql, { accountId, begins, ends, timeZone }: ReportAsked): Promise<RefusedBucket[]> {
  return sql.rows<RefusedBucket>(REFUSED, [accountId, begins, ends, timeZone]);
}

const NOTHING = {
  ...{ generations: 0, succeeded: 0, failed: 0, canceled: 0 },
  ...{ cost: ZERO, grossCost: ZERO, refunded: ZERO, wastedCost: ZERO },
};

/** Each bucket with what was refused of it; buckets of which everything was refused besides. */
export function withRefused(
  buckets: readonly Omit<CountedBucket, 'refused'>[],
  refused: readonly RefusedBucket[],
): CountedBucket[] {
  const nameOf = ({ dimension, key }: Pick<CountedBucket, 'dimension' | 'key'>): string => `${dimension} ${key}`;
  const counts = new Map(refused.map((one) => [nameOf(one), one.refused]));
  const known = new Set(buckets.map(nameOf));
  const others = refused.filter((one) => !known.has(nameOf(one)));
  return [
    ...buckets.map((one) => ({
      ...one,
      refused: one.dimension === 'PROVIDER' ? undefined : (counts.get(nameOf(one)) ?? 0),
    })),
    ...others.map((one) => ({ ...NOTHING, ...one })),
  ];
}
