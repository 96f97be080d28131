// Usage is read from what ended generations were counted with, not from the generations: a year of an account costs what a month
// does. What has ended before is counted here, from the generations, their attempts and what the ledger gave back, by UTC days: some
// seconds for a million generations, and nothing is settled meanwhile.
import { Migration } from '@mikro-orm/migrations';

const COUNTS = `generations int not null default 0, succeeded int not null default 0, failed int not null default 0,
  canceled int not null default 0, cost bigint not null default 0, refunded bigint not null default 0,
  wasted bigint not null default 0`;

/** One row for each provider that was tried for a generation, or for none; that of the deciding attempt has its outcome. */
export const COUNT_QUARTERS = `insert into usage_quarter (account_id, quarter_hour, model, api_key_id, provider, generations, succeeded, failed,
    canceled, cost, refunded, wasted, tried, delivered, gave_up)
  select account_id, quarter_hour, model, api_key_id, provider, sum(decides), count(*) filter (where decides = 1 and status = 'SUCCEEDED'),
    count(*) filter (where decides = 1 and status = 'FAILED'), count(*) filter (where decides = 1 and status = 'CANCELED'), sum(decides * cost),
    sum(decides * refunded), sum(wasted * cost_estimate), sum(tried), sum(delivered), sum(gave_up)
  from (select ended.account_id, floor(extract(epoch from created_at) / 900)::int as quarter_hour, model, api_key_id, status,
      coalesce(cost, 0) as cost, refunded, cost_estimate, coalesce(provider, '') as provider,
      coalesce(decides, true)::int as decides, coalesce(wasted, 0) as wasted, (provider is not null)::int as tried,
      coalesce(delivered, false)::int as delivered, coalesce(gave_up and not delivered, false)::int as gave_up
    from generation as ended left join lateral (
      select provider, bool_or(number = decisive) as decides,
        bool_or(made.status = 'SUCCEEDED' or (number = decisive and ended.status = 'SUCCEEDED')) as delivered,
        bool_or(made.status = 'FAILED') as gave_up,
        count(*) filter (where (made.status = 'SUCCEEDED' or may_be_billed)
          and not (number = decisive and ended.status = 'SUCCEEDED')) as wasted
      from (select provider, number, attempt.status, coalesce((attempt.error ->> 'mayBeBilled')::boolean, false) as may_be_billed,
          first_value(number) over (order by attempt.status = 'SUCCEEDED' desc, number desc) as decisive
        from attempt where attempt.account_id = ended.account_id and attempt.generation_id = ended.id offset 0) as made
      group by provider
    ) as tried on true
    where ended_at is not null) as counted
  group by account_id, quarter_hour, model, api_key_id, provider`;

export const COUNT_DAYS = `insert into usage_day (account_id, day, counted_by, key, generations, succeeded, failed, canceled, cost, refunded,
    wasted)
  select account_id, (to_timestamp(quarter_hour * 900.0) at time zone 'UTC')::date as day, counted_by, key,
    sum(case when counted_by = 'PROVIDER' then tried else generations end),
    sum(case when counted_by = 'PROVIDER' then delivered else succeeded end),
    sum(case when counted_by = 'PROVIDER' then gave_up else failed end),
    sum(case when counted_by = 'PROVIDER' then 0 else canceled end), sum(cost), sum(refunded), sum(wasted)
  from usage_quarter cross join lateral
    (values ('MODEL', model), ('API_KEY', api_key_id::text), ('PROVIDER', provider)) as part (counted_by, key)
  where not (counted_by = 'PROVIDER' and tried = 0 and provider = '')
  group by account_id, day, counted_by, key`;

export class UsageCounts extends Migration {
  override up(): void {
    // Nobody settles until this is done.
    this.addSql('lock table wallet in share row exclusive mode');
    this.addSql('alter table generation add column refunded bigint not null default 0');
    this.addSql(`create table usage_quarter (account_id uuid not null, quarter_hour int not null, model text not null,
      api_key_id uuid not null, provider text not null, ${COUNTS}, tried int not null default 0,
      delivered int not null default 0, gave_up int not null default 0,
      primary key (account_id, quarter_hour, model, api_key_id, provider))`);
    this.addSql(`create table usage_day (account_id uuid not null, day date not null, counted_by text not null,
      key text not null, ${COUNTS}, primary key (account_id, day, counted_by, key))`);
    this.addSql(
      'create table usage_zone (account_id uuid not null, time_zone text not null, primary key (account_id))',
    );
    this.addSql(`update generation set refunded = given.amount
      from (select account_id, generation_id, sum(amount) as amount from ledger_transaction
        where type = 'REFUND' and step >= 3 group by account_id, generation_id) as given
      where generation.account_id = given.account_id and generation.id = given.generation_id`);
    this.addSql(COUNT_QUARTERS);
    this.addSql(COUNT_DAYS);
  }
}
