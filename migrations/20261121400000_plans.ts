// Customers at the payment provider, and plans as its subscriptions.
import { Migration } from '@mikro-orm/migrations';

export class Plans extends Migration {
  override up(): void {
    this.addSql(`create table stripe_customer (
      account_id uuid not null,
      customer_id text not null,
      created_at timestamptz(3) not null,
      deleted_at timestamptz(3) null,
      primary key (account_id),
      constraint stripe_customer_customer_id_unique unique (customer_id)
    )`);
    this.addSql(`create table plan_subscription (
      account_id uuid not null,
      subscription_id text not null,
      plan_id text not null,
      status text not null,
      current_period_end timestamptz(3) not null,
      cancel_at_period_end boolean not null,
      started_at timestamptz(3) not null,
      updated_from_event_created timestamptz(3) not null,
      read_at timestamptz(6) not null,
      primary key (account_id, subscription_id),
      constraint plan_subscription_status_check check (status in ('INCOMPLETE', 'INCOMPLETE_EXPIRED', 'TRIALING', 'ACTIVE', 'PAST_DUE', 'CANCELED', 'UNPAID', 'PAUSED'))
    )`);
    this.addSql(`create table plan_change (
      account_id uuid not null,
      id uuid not null,
      plan_id text not null,
      kind text not null,
      state text not null default 'OPEN',
      idempotency_key text not null,
      input_hash text not null,
      customer_id text not null,
      price_id text null,
      subscription_id text null,
      item_id text null,
      success_url text not null,
      cancel_url text not null,
      checkout_session_id text null,
      checkout_url text null,
      created_at timestamptz(3) not null,
      ended_at timestamptz(3) null,
      primary key (account_id, id),
      constraint plan_change_idempotency_key_unique unique (account_id, idempotency_key),
      constraint plan_change_kind_check check (kind in ('NONE', 'CHECKOUT', 'SUBSCRIBE', 'UPGRADE', 'DOWNGRADE', 'RESUME', 'CANCEL')),
      constraint plan_change_state_check check (state in ('OPEN', 'DONE', 'DECLINED', 'CLOSED')),
      constraint plan_change_ended_check check ((state = 'OPEN') = (ended_at is null))
    )`);
    this.addSql(`create unique index plan_change_open_unique on plan_change (account_id) where state = 'OPEN'`);
    this.addSql(`create table welcome_credit (
      person text not null,
      account_id uuid not null,
      created_at timestamptz(3) not null,
      primary key (person)
    )`);
  }
}
