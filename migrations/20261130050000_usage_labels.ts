// Usage by end user and by tag, beside that by model, key and provider: counted as generations end, in tables of their own. What has
// ended before is counted here from the generations that say one of them: some seconds for a million, and nothing is settled meanwhile.
import { Migration } from '@mikro-orm/migrations';

const COUNTS = `generations int not null default 0, succeeded int not null default 0, failed int not null default 0,
  canceled int not null default 0, cost bigint not null default 0, refunded bigint not null default 0,
  wasted bigint not null default 0`;
const NAMES = 'generations, succeeded, failed, canceled, cost, refunded, wasted';

export const COUNT_LABEL_QUARTERS = `insert into usage_label_quarter (account_id, quarter_hour, counted_by, key, ${NAMES})
  select account_id, floor(extract(epoch from created_at) / 900)::int as quarter_hour, counted_by, key, count(*),
    count(*) filter (where status = 'SUCCEEDED'), count(*) filter (where status = 'FAILED'),
    count(*) filter (where status = 'CANCELED'), sum(coalesce(cost, 0)), sum(refunded), sum(wasted * cost_estimate)
  from generation as ended cross join lateral (
      select count(*) filter (where (made.status = 'SUCCEEDED' or may_be_billed)
        and not (number = decisive and ended.status = 'SUCCEEDED')) as wasted
      from (select number, attempt.status, coalesce((attempt.error ->> 'mayBeBilled')::boolean, false) as may_be_billed,
          first_value(number) over (order by attempt.status = 'SUCCEEDED' desc, number desc) as decisive
        from attempt where attempt.account_id = ended.account_id and attempt.generation_id = ended.id offset 0) as made) as waste
    cross join lateral (select 'END_USER' as counted_by, metadata ->> 'userId' as key where metadata ->> 'userId' is not null
      union all select 'TAG', tag from unnest(tags) as tag) as label
  where ended_at is not null and (metadata is not null or tags is not null)
  group by account_id, quarter_hour, counted_by, key`;

export const COUNT_LABEL_DAYS = `insert into usage_label_day (account_id, counted_by, day, key, ${NAMES})
  select quarter.account_id, counted_by,
    (to_timestamp(quarter_hour * 900.0) at time zone coalesce(time_zone, 'UTC'))::date as day, key,
    sum(generations), sum(succeeded), sum(failed), sum(canceled), sum(cost), sum(refunded), sum(wasted)
  from usage_label_quarter as quarter left join usage_zone on usage_zone.account_id = quarter.account_id
  group by quarter.account_id, counted_by, day, key`;

export class UsageLabels extends Migration {
  override up(): void {
    // Nobody settles until this is done.
    this.addSql('lock table wallet in share row exclusive mode');
    this.addSql(`create table usage_label_quarter (account_id uuid not null, quarter_hour int not null, counted_by text not null,
      key text not null, ${COUNTS}, primary key (account_id, quarter_hour, counted_by, key))`);
    this.addSql(`create table usage_label_day (account_id uuid not null, counted_by text not null, day date not null,
      key text not null, ${COUNTS}, primary key (account_id, counted_by, day, key))`);
    this.addSql(COUNT_LABEL_QUARTERS);
    this.addSql(COUNT_LABEL_DAYS);
  }
}
