// The log of requests: every call that generates or estimates, with what it came to, and counts by the hour. Of generations that ended
// before, nothing is in it.
import { Migration } from '@mikro-orm/migrations';

export class RequestLog extends Migration {
  override up(): void {
    this.addSql('alter table generation add column purged_at timestamptz(3) null');
    this.addSql(`create table logged_request (
      account_id uuid not null,
      id uuid not null,
      api_key_id uuid not null,
      endpoint text not null,
      status text not null,
      model text null,
      generation_id uuid null,
      cost bigint not null default 0,
      duration_milliseconds int not null,
      error_code text null,
      error_message text null,
      user_id text null,
      session_id text null,
      trace_id text null,
      input_bytes int not null,
      outputs int not null default 0,
      output_bytes bigint not null default 0,
      primary key (account_id, id),
      constraint logged_request_endpoint_check check
        (endpoint in ('GENERATE', 'GENERATE_DRY_RUN', 'GENERATE_REPEATED', 'ESTIMATE', 'ESTIMATES', 'QUOTE')),
      constraint logged_request_status_check check (status in ('COMPLETED', 'UPSTREAM_FAILURE', 'REJECTED', 'CANCELED'))
    )`);
    this.addSql('create index logged_request_api_key_index on logged_request (account_id, api_key_id, id)');
    this.addSql('create index logged_request_model_index on logged_request (account_id, model, id)');
    this.addSql('create index logged_request_status_index on logged_request (account_id, status, id)');
    this.addSql(`create table request_count (
      account_id uuid not null,
      hour int not null,
      endpoint text not null,
      api_key_id uuid not null,
      model text not null,
      status text not null,
      requests int not null,
      cost bigint not null default 0,
      primary key (account_id, hour, endpoint, api_key_id, model, status)
    )`);
  }
}
