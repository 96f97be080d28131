// Usage by end user or by tag: the most expensive ones, or those that are asked for. Sums of counted days, and what is open, as in the
// report they belong to; apart from it, since a shop may have a million customers.
import { type Sql, textArray } from '../database/index.ts';
import { COUNTS, OPEN, type ReportAsked, SUMS } from './read-usage.ts';
import type { LabelsWanted, UsageBucket } from './usage.ts';

const LABELS = `lateral (select 'END_USER' as counted_by, metadata ->> 'userId' as key
    union all select 'TAG', tag from unnest(tags) as tag) as label`;

const OF_ALL = `select key, ${COUNTS} from usage_label_day
  where account_id = $1 and counted_by = $7 and day between $2::date and $3::date`;

/** A look-up for each label and day, however many others there are. */
const OF_SOME = `select asked.key, ${COUNTS} from unnest($9::text[]) as asked (key)
  cross join generate_series($2::date, $3::date, '1 day') as one (day)
  cross join lateral (select ${COUNTS} from usage_label_day where account_id = $1 and counted_by = $7
    and day = one.day::date and key = asked.key offset 0) as counted`;

const reading = (counted: string): string => `with ${OPEN},
  part as (${counted}
    union all select key, 1, 0, 0, 0, 0, 0, 0 from opened cross join ${LABELS} where counted_by = $7 and key is not null
      and ($9::text[] is null or key = any($9)))
  select key, ${SUMS} from part group by key having sum(generations) > 0
  order by sum(cost) - sum(refunded) desc, key collate "C" limit $8`;

export function readLabels(sql: Sql, asked: ReportAsked, { by, most, only }: LabelsWanted): Promise<UsageBucket[]> {
  const { accountId, timeZone, from, to, begins, ends } = asked;
  const some = only === undefined ? undefined : textArray([...new Set(only)]);
  const values = [accountId, from, to, begins, ends, timeZone, by, most, some];
  return sql.rows<UsageBucket>(reading(some === undefined ? OF_ALL : OF_SOME), values);
}
