// Automatic top-ups with their attempts, and the warnings before credits run out or expire.
import { Migration } from '@mikro-orm/migrations';

export class AutoTopUp extends Migration {
  override up(): void {
    this.addSql(`create table auto_top_up (
      account_id uuid not null primary key,
      enabled boolean not null,
      threshold bigint not null,
      pack_id text null,
      target bigint null,
      monthly_cap_minor_units bigint not null,
      currency text not null,
      cool_down_seconds int not null,
      customer_id text null,
      payment_method_id text null,
      failures smallint not null default 0,
      retry_at timestamptz(3) null,
      paused_reason text null,
      declined_payment_method_id text null,
      last_charged_at timestamptz(3) null,
      cap_until timestamptz(3) null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      constraint auto_top_up_amounts_check check (threshold >= 0 and monthly_cap_minor_units > 0 and cool_down_seconds >= 3600),
      constraint auto_top_up_goods_check check ((pack_id is null) <> (target is null) and (target is null or target > threshold)),
      constraint auto_top_up_method_check check (not enabled or (customer_id is not null and payment_method_id is not null)),
      constraint auto_top_up_failures_check check (failures >= 0)
    ) with (fillfactor = 70)`);
    this.addSql(
      `create index auto_top_up_active_index on auto_top_up (account_id) where enabled and paused_reason is null`,
    );
    this.addSql(`create table auto_top_up_attempt (
      account_id uuid not null,
      id uuid not null,
      status text not null default 'PENDING',
      reason text not null,
      reason_available bigint not null,
      reason_threshold bigint null,
      reason_shortfall bigint null,
      pack_id text not null,
      pack_name text not null,
      validity text not null,
      credits bigint not null,
      price_minor_units bigint not null,
      currency text not null,
      customer_id text not null,
      payment_method_id text not null,
      payment_intent_id text null,
      decline_code text null,
      message text null,
      asks smallint not null default 0,
      next_ask_at timestamptz(3) null,
      created_at timestamptz(3) not null,
      ended_at timestamptz(3) null,
      primary key (account_id, id),
      constraint auto_top_up_attempt_status_check check (status in ('PENDING', 'SUCCEEDED', 'FAILED')),
      constraint auto_top_up_attempt_reason_check check (reason in ('BALANCE_BELOW_THRESHOLD', 'RESERVATION_REFUSED', 'MANUAL') and (reason = 'BALANCE_BELOW_THRESHOLD') = (reason_threshold is not null) and (reason = 'RESERVATION_REFUSED') = (reason_shortfall is not null)),
      constraint auto_top_up_attempt_amounts_check check (credits > 0 and price_minor_units > 0),
      constraint auto_top_up_attempt_ended_check check ((status = 'PENDING') = (ended_at is null) and (status = 'PENDING') = (next_ask_at is not null)),
      constraint auto_top_up_attempt_paid_check check (status <> 'SUCCEEDED' or payment_intent_id is not null)
    ) with (fillfactor = 70)`);
    this.addSql(
      `create unique index auto_top_up_attempt_pending_unique on auto_top_up_attempt (account_id) where status = 'PENDING'`,
    );
    this.addSql(
      `create index auto_top_up_attempt_due_index on auto_top_up_attempt (next_ask_at) where status = 'PENDING'`,
    );
    this.addSql(`create index auto_top_up_attempt_created_at_index on auto_top_up_attempt (account_id, created_at)`);
    this.addSql(`create table warning_settings (
      account_id uuid not null primary key,
      thresholds bigint[] not null,
      updated_at timestamptz(3) not null
    )`);
    this.addSql(`create table warned_wallet (
      account_id uuid not null primary key,
      sequence bigint not null
    ) with (fillfactor = 70)`);
    this.addSql(`create table low_balance_warning (
      account_id uuid not null,
      id uuid not null,
      threshold bigint not null,
      available bigint not null,
      sequence bigint not null,
      crossed_at timestamptz(3) not null,
      rearmed_at timestamptz(3) null,
      primary key (account_id, id),
      constraint low_balance_warning_check check (available < threshold)
    )`);
    this.addSql(
      `create unique index low_balance_warning_open_unique on low_balance_warning (account_id, threshold) where rearmed_at is null`,
    );
    this.addSql(`create table expiry_warning (
      account_id uuid not null,
      lot_number int not null,
      days smallint not null,
      credits bigint not null,
      expires_at timestamptz(3) not null,
      warned_at timestamptz(3) not null,
      primary key (account_id, lot_number, days),
      constraint expiry_warning_check check (days > 0 and credits > 0)
    )`);
    this.addSql(`create table expiry_watermark (
      days smallint not null primary key,
      through timestamptz(3) not null
    )`);
  }
}
