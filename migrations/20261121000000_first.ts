// The first shape of everything. Rows that change often leave room in their page (fillfactor), so that an update
// stays in it and touches no index.
import { Migration } from '@mikro-orm/migrations';

export class First extends Migration {
  override up(): void {
    this.addSql(`create table account (
      id uuid not null,
      name text not null,
      email text null,
      plan_id text not null,
      billing_mode text not null default 'PREPAID',
      status text not null default 'ACTIVE',
      created_at timestamptz not null,
      primary key (id),
      constraint account_billing_mode_check check (billing_mode in ('PREPAID', 'POSTPAID')),
      constraint account_status_check check (status in ('ACTIVE', 'SUSPENDED'))
    )`);
    this.addSql(`create table api_key (
      account_id uuid not null,
      id uuid not null,
      name text not null,
      prefix text not null,
      secret_hash bytea not null,
      scopes text[] not null,
      daily_limit bigint null,
      expires_at timestamptz null,
      revoked_at timestamptz null,
      last_used_at timestamptz null,
      created_at timestamptz not null,
      primary key (account_id, id),
      constraint api_key_daily_limit_check check (daily_limit is null or daily_limit > 0),
      constraint api_key_secret_hash_check check (octet_length(secret_hash) = 32)
    )`);
    this.addSql(`create index api_key_secret_hash_index on api_key (secret_hash)`);
    this.addSql(`create table wallet (
      account_id uuid not null,
      available bigint not null default 0,
      reserved bigint not null default 0,
      sequence bigint not null default 0,
      credit_limit bigint not null default 0,
      credit_reserved bigint not null default 0,
      credit_spent bigint not null default 0,
      open_reservations int not null default 0,
      lot_count int not null default 0,
      head_hash bytea not null,
      created_at timestamptz not null,
      primary key (account_id),
      constraint wallet_available_check check (available >= -credit_limit),
      constraint wallet_reserved_check check (reserved >= 0),
      constraint wallet_credit_check check (credit_limit >= 0 and credit_reserved >= 0 and credit_spent >= 0 and credit_reserved <= reserved),
      constraint wallet_counts_check check (sequence >= 0 and open_reservations >= 0 and lot_count >= 0),
      constraint wallet_head_hash_check check (octet_length(head_hash) = 32)
    ) with (fillfactor = 50)`);
    this.addSql(`create table lot (
      account_id uuid not null,
      number int not null,
      source text not null,
      priority smallint not null default 0,
      effective_at timestamptz not null,
      expires_at timestamptz null,
      usable_until timestamptz null,
      granted bigint not null,
      remaining bigint not null,
      reserved bigint not null default 0,
      spent bigint not null default 0,
      expired bigint not null default 0,
      closed boolean not null default false,
      purchase_id uuid null,
      primary key (account_id, number),
      constraint lot_granted_check check (granted > 0 and granted = remaining + reserved + spent + expired),
      constraint lot_parts_check check (remaining >= 0 and reserved >= 0 and spent >= 0 and expired >= 0),
      constraint lot_closed_check check (not closed or (remaining = 0 and reserved = 0)),
      constraint lot_dates_check check (expires_at is null or expires_at > effective_at),
      constraint lot_source_check check (source in ('PACK', 'PLAN', 'PROMOTION', 'AUTO_TOP_UP', 'REFUND', 'ADJUSTMENT'))
    ) with (fillfactor = 50)`);
    this.addSql(`create index lot_open_index on lot (account_id) where not closed`);
    this.addSql(`create index lot_expiry_index on lot (usable_until) where not closed and usable_until is not null`);
    this.addSql(`create table ledger_transaction (
      account_id uuid not null,
      sequence bigint not null,
      type text not null,
      amount bigint not null,
      reserved_change bigint not null,
      available_after bigint not null,
      reserved_after bigint not null,
      lot_numbers int[] not null,
      lot_amounts bigint[] not null,
      generation_id uuid null,
      step smallint null,
      api_key_id uuid null,
      purchase_id uuid null,
      idempotency_key text null,
      input_hash text null,
      description text null,
      created_at timestamptz(3) not null,
      hash bytea not null,
      primary key (account_id, sequence),
      constraint ledger_transaction_sequence_check check (sequence > 0),
      constraint ledger_transaction_reserved_after_check check (reserved_after >= 0),
      constraint ledger_transaction_type_check check (type in ('ADD', 'RESERVE', 'CHARGE', 'REFUND', 'EXPIRE', 'ADJUST', 'CLAWBACK', 'INVOICE')),
      constraint ledger_transaction_lots_check check (cardinality(lot_numbers) = cardinality(lot_amounts)),
      constraint ledger_transaction_books_check check (case type
      when 'ADD' then amount > 0 and reserved_change = 0
      when 'RESERVE' then amount < 0 and reserved_change = -amount
      when 'CHARGE' then reserved_change <= 0 and amount + reserved_change < 0
      when 'REFUND' then amount > 0 and (reserved_change = -amount or reserved_change = 0)
      when 'EXPIRE' then amount < 0 and reserved_change = 0
      when 'INVOICE' then amount > 0 and reserved_change = 0
      else true end),
      constraint ledger_transaction_generation_check check ((generation_id is null) = (step is null)),
      constraint ledger_transaction_hash_check check (octet_length(hash) = 32)
    )`);
    this.addSql(
      `create unique index ledger_transaction_idempotency_key_unique on ledger_transaction (account_id, idempotency_key) where idempotency_key is not null`,
    );
    this.addSql(
      `create unique index ledger_transaction_generation_step_unique on ledger_transaction (account_id, generation_id, step) where generation_id is not null`,
    );
    this.addSql(`create table key_spend (
      account_id uuid not null,
      api_key_id uuid not null,
      day date not null,
      reserved bigint not null default 0,
      charged bigint not null default 0,
      primary key (account_id, api_key_id, day),
      constraint key_spend_check check (reserved >= 0 and charged >= 0)
    ) with (fillfactor = 50)`);
    this.addSql(`create table generation (
      account_id uuid not null,
      id uuid not null,
      api_key_id uuid not null,
      model text not null,
      prompt text null,
      parameters jsonb not null,
      count int not null,
      provider_order text[] null,
      status text not null,
      sequence int not null default 1,
      price_version text not null,
      max_cost bigint not null,
      cost_estimate bigint not null,
      cost bigint null,
      outputs jsonb null,
      error jsonb null,
      created_at timestamptz(3) not null,
      started_at timestamptz(3) null,
      ended_at timestamptz(3) null,
      billed_at timestamptz(3) null,
      due_at timestamptz(3) null,
      primary key (account_id, id),
      constraint generation_status_check check (status in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELED')),
      constraint generation_count_check check (count >= 1 and count <= 100),
      constraint generation_cost_check check (max_cost > 0 and (cost is null or (cost >= 0 and cost <= max_cost))),
      constraint generation_end_check check ((status in ('SUCCEEDED', 'FAILED', 'CANCELED')) = (ended_at is not null))
    ) with (fillfactor = 70)`);
    this.addSql(`create index generation_due_index on generation (due_at) where due_at is not null`);
    this.addSql(`create table attempt (
      account_id uuid not null,
      generation_id uuid not null,
      number int not null,
      id uuid not null,
      provider text not null,
      upstream_id text null,
      status text not null,
      error jsonb null,
      started_at timestamptz(3) not null,
      ended_at timestamptz(3) null,
      primary key (account_id, generation_id, number),
      constraint attempt_status_check check (status in ('SUBMITTED', 'SUCCEEDED', 'FAILED', 'CANCELED'))
    )`);
    this.addSql(`create table purchase (
      account_id uuid not null,
      id uuid not null,
      pack_id text not null,
      pack_name text not null,
      validity text not null,
      credits bigint not null,
      price_minor_units bigint not null,
      price_currency text not null,
      status text not null default 'PENDING',
      idempotency_key text not null,
      input_hash text not null,
      checkout_session_id text null,
      checkout_url text null,
      payment_intent_id text null,
      receipt_url text null,
      created_at timestamptz(3) not null,
      paid_at timestamptz(3) null,
      primary key (account_id, id),
      constraint purchase_idempotency_key_unique unique (account_id, idempotency_key),
      constraint purchase_payment_intent_unique unique (account_id, payment_intent_id),
      constraint purchase_status_check check (status in ('PENDING', 'PAID', 'FAILED', 'EXPIRED', 'REFUNDED', 'DISPUTED')),
      constraint purchase_amounts_check check (credits > 0 and price_minor_units > 0),
      constraint purchase_paid_check check (status <> 'PAID' or (paid_at is not null and payment_intent_id is not null))
    )`);
    this.addSql(`create table payment_event (
      id text not null,
      type text not null,
      object_id text not null,
      outcome text not null,
      received_at timestamptz(3) not null,
      primary key (id)
    )`);
    this.addSql(`create table stripe_simulator_object (
      id text not null,
      kind text not null,
      body jsonb not null,
      idempotency_key text null,
      created_at timestamptz(3) not null,
      primary key (id),
      constraint stripe_simulator_object_idempotency_key_unique unique (idempotency_key)
    )`);
    this.addSql(`create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% on % is refused: the ledger is append-only', tg_op, tg_table_name
          using errcode = 'restrict_violation';
      end $$`);
    this.addSql(`create trigger ledger_transaction_append_only
      before update or delete or truncate on ledger_transaction
      for each statement execute function refuse_change()`);
  }

  override down(): void {
    throw new Error('the ledger is never dropped by a migration');
  }
}
