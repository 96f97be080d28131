// Money that goes back: lots that are frozen and clawed back, debts, refunds of purchases, disputes, reconciliation.
import { Migration } from '@mikro-orm/migrations';

export class Refunds extends Migration {
  override up(): void {
    this.addSql(`alter table wallet
      add column debt bigint not null default 0,
      add constraint wallet_debt_check check (debt >= 0 and (debt = 0 or available <= 0))`);
    this.addSql(`alter table lot
      add column frozen bigint not null default 0,
      add column holds smallint not null default 0,
      add column clawed_back bigint not null default 0,
      drop constraint lot_granted_check,
      drop constraint lot_parts_check,
      drop constraint lot_closed_check,
      add constraint lot_granted_check check (granted > 0 and granted = remaining + reserved + spent + expired + frozen + clawed_back),
      add constraint lot_parts_check check (remaining >= 0 and reserved >= 0 and spent >= 0 and expired >= 0 and frozen >= 0 and clawed_back >= 0),
      add constraint lot_holds_check check (holds >= 0 and (holds = 0 or remaining = 0) and (holds > 0 or frozen = 0)),
      add constraint lot_closed_check check (not closed or (remaining = 0 and reserved = 0 and holds = 0))`);
    this.addSql(`alter table ledger_transaction
      drop constraint ledger_transaction_type_check,
      drop constraint ledger_transaction_books_check,
      add constraint ledger_transaction_type_check check (type in ('ADD', 'RESERVE', 'CHARGE', 'REFUND', 'EXPIRE', 'ADJUST', 'FREEZE', 'RELEASE', 'CLAWBACK', 'INVOICE')),
      add constraint ledger_transaction_books_check check (case type
        when 'ADD' then amount > 0 and reserved_change = 0
        when 'RESERVE' then amount < 0 and reserved_change = -amount
        when 'CHARGE' then reserved_change <= 0 and amount + reserved_change < 0
        when 'REFUND' then amount > 0 and (reserved_change = -amount or reserved_change = 0)
        when 'EXPIRE' then amount < 0 and reserved_change = 0
        when 'INVOICE' then amount > 0 and reserved_change = 0
        when 'FREEZE' then amount <= 0 and reserved_change = 0
        when 'RELEASE' then amount >= 0 and reserved_change = 0
        when 'CLAWBACK' then amount <= 0 and reserved_change = 0
        when 'ADJUST' then amount >= 0 and reserved_change = 0
        else true end)`);
    this.addSql(`create table payment_reversal (
      account_id uuid not null,
      id uuid not null,
      kind text not null,
      payment_intent_id text not null,
      purchase_id uuid null,
      lot int not null,
      provider_id text null,
      credits bigint not null,
      minor_units bigint not null,
      currency text not null,
      status text not null,
      booked text null,
      reason text not null,
      idempotency_key text null,
      input_hash text null,
      claimed_until timestamptz(3) null,
      created_at timestamptz(3) not null,
      primary key (account_id, id),
      constraint payment_reversal_provider_id_unique unique (account_id, provider_id),
      constraint payment_reversal_idempotency_key_unique unique (account_id, idempotency_key),
      constraint payment_reversal_kind_check check (kind in ('OPERATOR_REFUND', 'PROVIDER_REFUND', 'DISPUTE')),
      constraint payment_reversal_status_check check (case kind when 'DISPUTE' then status in ('OPEN', 'WON', 'LOST') else status in ('PENDING', 'TAKEN', 'DONE', 'RETURNING', 'FAILED') end),
      constraint payment_reversal_amounts_check check (credits >= 0 and minor_units > 0),
      constraint payment_reversal_provider_check check (kind = 'OPERATOR_REFUND' or provider_id is not null)
    )`);
    this.addSql(`create index payment_reversal_payment_index on payment_reversal (payment_intent_id)`);
    this.addSql(
      `create index payment_reversal_open_index on payment_reversal (created_at) where status in ('PENDING', 'TAKEN', 'RETURNING') or (kind = 'DISPUTE' and booked is distinct from status)`,
    );
    this.addSql(`create table reconciliation (
      name text not null,
      reached_at timestamptz(3) null,
      leased_until timestamptz(3) null,
      primary key (name)
    )`);
    this.addSql(`create index lot_bought_index on lot (effective_at) where source in ('PACK', 'AUTO_TOP_UP')`);
    this.addSql(`create index purchase_pending_index on purchase (created_at) where status = 'PENDING'`);
  }

  override down(): void {
    throw new Error('what was refunded is never forgotten by a migration');
  }
}
