// Webhooks out: where to, what happened (the outbox), and how far each delivery is.
import { Migration } from '@mikro-orm/migrations';

export class Webhooks extends Migration {
  override up(): void {
    this.addSql(`create table webhook_endpoint (
      account_id uuid not null,
      id uuid not null,
      url text not null,
      description text null,
      event_types text[] null,
      status text not null default 'ENABLED',
      failures int not null default 0,
      failing_since timestamptz(3) null,
      disabled_at timestamptz(3) null,
      disabled_reason text null,
      created_at timestamptz(3) not null,
      primary key (account_id, id),
      constraint webhook_endpoint_status_check check (status in ('ENABLED', 'DISABLED')),
      constraint webhook_endpoint_disabled_check check ((status = 'DISABLED') = (disabled_at is not null) and (disabled_at is null) = (disabled_reason is null)),
      constraint webhook_endpoint_failures_check check (failures >= 0 and (failures = 0) = (failing_since is null))
    ) with (fillfactor = 70)`);
    this.addSql(`create table webhook_secret (
      account_id uuid not null,
      owner_id uuid not null,
      secret text not null,
      previous_secret text null,
      previous_until timestamptz(3) null,
      primary key (account_id, owner_id),
      constraint webhook_secret_previous_check check ((previous_secret is null) = (previous_until is null))
    )`);
    this.addSql(`create table webhook_event (
      account_id uuid not null,
      id uuid not null,
      type text not null,
      data jsonb not null,
      created_at timestamptz(3) not null,
      primary key (account_id, id)
    )`);
    this.addSql(`create index webhook_event_created_at_index on webhook_event (created_at)`);
    this.addSql(`create table webhook_delivery (
      account_id uuid not null,
      event_id uuid not null,
      target_id uuid not null,
      url text null,
      status text not null,
      attempts smallint not null default 0,
      next_attempt_at timestamptz(3) null,
      last_attempt_at timestamptz(3) null,
      last_status_code smallint null,
      last_error text null,
      last_duration_milliseconds int null,
      delivered_at timestamptz(3) null,
      primary key (account_id, event_id, target_id),
      constraint webhook_delivery_status_check check (status in ('PENDING', 'SENDING', 'HELD', 'DELIVERED', 'FAILED')),
      constraint webhook_delivery_due_check check ((status in ('PENDING', 'SENDING')) = (next_attempt_at is not null)),
      constraint webhook_delivery_delivered_check check ((status = 'DELIVERED') = (delivered_at is not null)),
      constraint webhook_delivery_attempts_check check (attempts >= 0)
    ) with (fillfactor = 70)`);
    this.addSql(
      `create index webhook_delivery_due_index on webhook_delivery (account_id, target_id, next_attempt_at) where next_attempt_at is not null`,
    );
    this.addSql(
      `create index webhook_delivery_held_index on webhook_delivery (account_id, target_id, event_id) where status = 'HELD'`,
    );
    this.addSql(
      `create index webhook_delivery_failed_index on webhook_delivery (account_id, event_id) where status = 'FAILED'`,
    );
    this.addSql(`create index webhook_delivery_target_index on webhook_delivery (account_id, target_id, event_id)`);
  }
}
