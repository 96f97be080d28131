// Usage counts requests for a generation that were refused. Those from before are counted from the log of requests, as far as it was kept.
import { Migration } from '@mikro-orm/migrations';

/** A request's id says when it came in: its first 48 bits are Unix milliseconds. */
export const COUNT_REFUSED = `insert into refused_count (account_id, quarter_hour, model, api_key_id, refused)
  select account_id, (('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint / 900000)::int as quarter_hour,
    coalesce(model, '') as model, api_key_id, count(*)
  from logged_request where endpoint = 'GENERATE' and status = 'REJECTED'
  group by account_id, quarter_hour, coalesce(model, ''), api_key_id`;

export class RefusedCounts extends Migration {
  override up(): void {
    this.addSql(`create table refused_count (account_id uuid not null, quarter_hour int not null, model text not null,
      api_key_id uuid not null, refused int not null, primary key (account_id, quarter_hour, model, api_key_id))`);
    this.addSql(COUNT_REFUSED);
  }
}
