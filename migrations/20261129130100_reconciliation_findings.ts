// What reconciliation found lasts until it is solved, and what it has seen to be paid need not be asked about again.
import { Migration } from '@mikro-orm/migrations';

export class ReconciliationFindings extends Migration {
  override up(): void {
    this.addSql(`create table reconciliation_finding (
      id uuid not null primary key,
      key text not null,
      code text not null,
      facts jsonb not null,
      event jsonb null,
      first_seen_at timestamptz(3) not null,
      last_seen_at timestamptz(3) not null,
      checked_at timestamptz(3) not null,
      solved_at timestamptz(3) null,
      solved_because text null,
      constraint reconciliation_finding_solved_check check ((solved_at is null) = (solved_because is null))
    )`);
    this.addSql(
      `create unique index reconciliation_finding_open_unique on reconciliation_finding (key) where solved_at is null`,
    );
    this.addSql(`create table reconciled (
      key text not null primary key,
      at timestamptz(3) not null
    )`);
    this.addSql(`create index reconciled_at_index on reconciled (at)`);
    this.addSql(`alter table invoice add column money_back jsonb not null default '{}'`);
    this.addSql(`create index invoice_money_back_index on invoice (account_id) where money_back <> '{}'`);
  }
}
