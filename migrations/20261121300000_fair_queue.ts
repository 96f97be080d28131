// The queue is the table: generations are taken from it account by account. Only running ones are due.
import { Migration } from '@mikro-orm/migrations';

export class FairQueue extends Migration {
  override up(): void {
    this.addSql(`create index generation_queue_index on generation (account_id, id) where status = 'QUEUED'`);
    this.addSql(`update generation set due_at = null where status = 'QUEUED'`);
    this.addSql(`alter table generation
      add column cancel_requested_at timestamptz(3) null,
      add column webhook_url text null,
      add constraint generation_due_check check (due_at is null or status = 'RUNNING')`);
  }
}
