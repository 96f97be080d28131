// Limits of what may be spent for end users. What was spent for one is the sum of its quarters of an hour, which are now in the order in which
// it is found, and of what is reserved for it: an index has only what is open and names an end user. Building both takes seconds where there
// are millions, and nothing is accepted or settled meanwhile.
import { Migration } from '@mikro-orm/migrations';

export class EndUserLimits extends Migration {
  override up(): void {
    this.addSql('alter table account add column limits_end_users boolean not null default false');
    this.addSql(`create table end_user_limit (account_id uuid not null, end_user text not null, spending_limit bigint not null,
      limit_period text not null, primary key (account_id, end_user))`);
    this.addSql('alter table end_user_limit add constraint end_user_limit_amount_check check (spending_limit > 0)');
    this.addSql(
      "alter table end_user_limit add constraint end_user_limit_period_check check (limit_period in ('DAY', 'WEEK', 'MONTH'))",
    );
    this.addSql('alter table usage_label_quarter drop constraint usage_label_quarter_pkey');
    this.addSql('alter table usage_label_quarter add primary key (account_id, counted_by, key, quarter_hour)');
    this.addSql(`create index generation_open_user_index on generation (account_id, (metadata ->> 'userId'))
      where cost is null and metadata ->> 'userId' is not null`);
  }
}
