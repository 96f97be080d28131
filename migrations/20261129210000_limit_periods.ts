// Limits of keys count days, weeks or months by the account's time zone, from its reset hour. What was spent is therefore counted by
// quarters of an hour, of which every such period is a sum, and not by UTC days any more. What the days held is in the ledger: it
// is counted anew from there, which takes about a minute for ten million transactions, and nothing is spent meanwhile.
import { Migration } from '@mikro-orm/migrations';

/** Each reservation with all that followed from it, against its key and all above that, at the time of the reservation. */
const COUNT_ANEW = `insert into key_spend (account_id, api_key_id, quarter_hour, reserved, charged)
  select work.account_id, path.id, work.quarter_hour, sum(work.reserved), sum(work.charged)
  from (
    select account_id, (array_agg(api_key_id) filter (where step = 0))[1] as api_key_id,
      (floor(extract(epoch from min(created_at) filter (where step = 0)) / 900))::int as quarter_hour,
      sum(reserved_change) as reserved, -sum(amount + reserved_change) as charged
    from ledger_transaction where generation_id is not null
    group by account_id, generation_id
  ) as work
  left join api_key own on own.account_id = work.account_id and own.id = work.api_key_id
  cross join lateral unnest(array_prepend(work.api_key_id, own.ancestor_ids)) as path (id)
  where work.api_key_id is not null
  group by work.account_id, path.id, work.quarter_hour
  having sum(work.reserved) <> 0 or sum(work.charged) <> 0`;

export class LimitPeriods extends Migration {
  override up(): void {
    this.addSql(`alter table account add column time_zone text not null default 'UTC',
      add column reset_hour smallint not null default 0`);
    this.addSql(
      `alter table account add constraint account_reset_hour_check check (reset_hour >= 0 and reset_hour <= 23)`,
    );

    this.addSql('alter table api_key rename column daily_limit to spending_limit');
    this.addSql(`alter table api_key rename constraint api_key_daily_limit_check to api_key_spending_limit_check`);
    this.addSql(`alter table api_key add column limit_period text not null default 'DAY',
      add column time_zone text not null default 'UTC', add column reset_hour smallint not null default 0`);
    this.addSql(
      'alter table api_key add constraint api_key_reset_hour_check check (reset_hour >= 0 and reset_hour <= 23)',
    );
    this.addSql(`alter table api_key add constraint api_key_limit_period_check
      check (limit_period in ('DAY', 'WEEK', 'MONTH'))`);

    // Nobody writes the ledger until this is done.
    this.addSql('lock table wallet in share row exclusive mode');
    this.addSql('truncate key_spend');
    this.addSql('alter table key_spend drop constraint key_spend_pkey');
    this.addSql('alter table key_spend drop column day, add column quarter_hour int not null');
    this.addSql(
      'alter table key_spend add constraint key_spend_pkey primary key (account_id, api_key_id, quarter_hour)',
    );
    this.addSql(COUNT_ANEW);
  }
}
