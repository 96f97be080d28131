// The last verification of each account, or the one under way.
import { Migration } from '@mikro-orm/migrations';

export class LedgerVerification extends Migration {
  override up(): void {
    this.addSql(`create table ledger_verification (
      account_id uuid not null,
      status text not null,
      started_at timestamptz(3) not null,
      lease_until timestamptz(3) not null,
      finished_at timestamptz(3) null,
      result jsonb null,
      primary key (account_id),
      constraint ledger_verification_status_check check (status in ('RUNNING', 'DONE', 'FAILED')),
      constraint ledger_verification_finished_check check ((status = 'RUNNING') = (finished_at is null))
    )`);
  }

  override down(): void {
    this.addSql('drop table ledger_verification');
  }
}
