// Postpaid accounts: their invoices with lines, and why an account is suspended.
import { Migration } from '@mikro-orm/migrations';

export class Invoices extends Migration {
  override up(): void {
    // A charge that is given back after its invoice was paid leaves the credit line in the account's favour.
    this.addSql(`alter table wallet drop constraint wallet_credit_check,
      add constraint wallet_credit_check check (credit_limit >= 0 and credit_reserved >= 0 and credit_reserved <= reserved)`);
    this.addSql(`alter table account add column suspended_because text null,
      add constraint account_suspended_check check (suspended_because is null or status = 'SUSPENDED')`);
    this.addSql(`create table postpaid_account (
      account_id uuid not null,
      next_month date not null,
      through_sequence bigint not null,
      carried_credits bigint not null default 0,
      carried_money numeric(40,0) not null default 0,
      created_at timestamptz(3) not null,
      primary key (account_id)
    ) with (fillfactor = 70)`);
    this.addSql(`create index postpaid_account_next_month_index on postpaid_account (next_month)`);
    this.addSql(`create table invoice (
      account_id uuid not null,
      id uuid not null,
      month date not null,
      after_sequence bigint not null,
      through_sequence bigint not null,
      credits bigint not null,
      carried_credits bigint not null,
      price bigint not null,
      currency text not null,
      minor_units_per_unit int not null,
      carried_money numeric(40,0) not null,
      total_minor_units bigint not null,
      carried_money_after numeric(40,0) not null,
      status text not null,
      days_until_due int not null,
      provider_invoice_id text null,
      number text null,
      pay_url text null,
      asks int not null default 0,
      next_ask_at timestamptz(3) null,
      created_at timestamptz(3) not null,
      issued_at timestamptz(3) null,
      due_at timestamptz(3) null,
      paid_at timestamptz(3) null,
      primary key (account_id, id),
      constraint invoice_month_unique unique (account_id, month),
      constraint invoice_provider_invoice_unique unique (account_id, provider_invoice_id),
      constraint invoice_status_check check (status in ('DRAFT', 'OPEN', 'OVERDUE', 'UNCOLLECTIBLE', 'PAID', 'VOID')),
      constraint invoice_month_check check (extract(day from month) = 1),
      constraint invoice_range_check check (through_sequence >= after_sequence and after_sequence >= 0),
      constraint invoice_total_check check (total_minor_units >= 0 and price > 0 and (
        (total_minor_units = 0 and carried_money_after = carried_money and status = 'PAID')
        or (total_minor_units > 0 and credits::numeric + carried_credits > 0
          and (credits::numeric + carried_credits) * price + carried_money
            = total_minor_units * (1000000000000000::numeric / minor_units_per_unit) + carried_money_after))),
      constraint invoice_issued_check check ((total_minor_units > 0 and status <> 'DRAFT') = (issued_at is not null)),
      constraint invoice_paid_check check ((status = 'PAID') = (paid_at is not null))
    ) with (fillfactor = 70)`);
    this.addSql(`create index invoice_next_ask_at_index on invoice (next_ask_at) where next_ask_at is not null`);
    this.addSql(
      `create index invoice_unpaid_index on invoice (due_at) where status in ('OPEN', 'OVERDUE', 'UNCOLLECTIBLE')`,
    );
    this.addSql(`create table invoice_line (
      account_id uuid not null,
      invoice_id uuid not null,
      number int not null,
      kind text not null,
      day date not null,
      model text null,
      count int not null,
      credits bigint not null,
      primary key (account_id, invoice_id, number),
      constraint invoice_line_kind_check check (kind in ('CHARGE', 'REFUND')),
      constraint invoice_line_amount_check check (count > 0 and (kind = 'CHARGE') = (credits > 0) and credits <> 0)
    )`);
  }

  override down(): void {
    throw new Error('what was invoiced is never forgotten by a migration');
  }
}
