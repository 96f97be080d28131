// E-mails to accounts: what happened, who was written to and when. Nothing before this migration is written about.
import { Migration } from '@mikro-orm/migrations';

export class Emails extends Migration {
  override up(): void {
    this.addSql(`create table email (
      account_id uuid not null,
      id uuid not null,
      occasion text not null,
      facts jsonb not null,
      status text not null default 'PENDING',
      attempts int not null default 0,
      next_attempt_at timestamptz(3) null,
      reason text null,
      recipient text null,
      created_at timestamptz(3) not null,
      sent_at timestamptz(3) null,
      primary key (account_id, id),
      constraint email_status_check check (status in ('PENDING', 'SENDING', 'SENT', 'SKIPPED', 'FAILED')),
      constraint email_due_check check ((status in ('PENDING', 'SENDING')) = (next_attempt_at is not null)),
      constraint email_sent_check check ((status = 'SENT') = (sent_at is not null)),
      constraint email_reason_check check (reason is not null or status in ('PENDING', 'SENDING', 'SENT'))
    )`);
    this.addSql('create index email_due_index on email (next_attempt_at) where next_attempt_at is not null');
    this.addSql('create index email_newest_index on email (created_at, id)');
    this.addSql(`create table email_preference (
      account_id uuid not null,
      unwanted text[] not null,
      primary key (account_id)
    )`);
  }
}
