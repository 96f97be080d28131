// Exports that were asked for: jobs, then what their files hold.
import { Migration } from '@mikro-orm/migrations';

export class Exports extends Migration {
  override up(): void {
    this.addSql(`create table account_export (
      account_id uuid not null,
      id uuid not null,
      kind text not null,
      form text not null,
      status text not null default 'QUEUED',
      api_key_id uuid not null,
      created_from timestamptz(3) not null,
      created_before timestamptz(3) not null,
      after_sequence bigint not null,
      through_sequence bigint not null,
      previous_hash text not null,
      head_hash text not null,
      created_at timestamptz(3) not null,
      tries int not null default 0,
      lease_until timestamptz(3) null,
      finished_at timestamptz(3) null,
      manifest jsonb null,
      primary key (account_id, id),
      constraint account_export_status_check check (status in ('QUEUED', 'RUNNING', 'DONE', 'FAILED')),
      constraint account_export_form_check check (form in ('CSV', 'NDJSON', 'FOCUS')),
      constraint account_export_range_check check (through_sequence >= after_sequence and after_sequence >= 0),
      constraint account_export_done_check check ((status = 'DONE') = (manifest is not null)),
      constraint account_export_finished_check check ((status in ('DONE', 'FAILED')) = (finished_at is not null)),
      constraint account_export_lease_check check ((status = 'RUNNING') = (lease_until is not null))
    )`);
    this.addSql(`create index account_export_waiting_index on account_export (created_at)
      where status in ('QUEUED', 'RUNNING')`);
    this.addSql('create index account_export_created_at_index on account_export (created_at)');
  }
}
