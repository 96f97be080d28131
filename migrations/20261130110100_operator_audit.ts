// Everything that operators do is written down, with the amounts that it moved, and nobody who runs the gateway can change it.
import { Migration } from '@mikro-orm/migrations';

export class OperatorAudit extends Migration {
  override up(): void {
    this.addSql(`alter table operator_action add column changes jsonb null, add column sequence bigint null,
      add column amount bigint null, add column available_before bigint null, add column available_after bigint null`);
    this.addSql(`alter table operator_action drop constraint operator_action_action_check`);
    this.addSql(`alter table operator_action add constraint operator_action_action_check check (action in (
      'CREATE_ACCOUNT', 'EDIT_ACCOUNT', 'SUSPEND_ACCOUNT', 'RELEASE_ACCOUNT', 'CLOSE_ACCOUNT', 'SET_PLAN', 'SET_BILLING_MODE',
      'CREATE_API_KEY', 'REVOKE_API_KEY', 'ROTATE_API_KEY', 'GRANT_CREDITS', 'DEDUCT_CREDITS', 'REFUND_CHARGE',
      'REFUND_PURCHASE', 'SETTLE_GENERATION', 'PUBLISH_PRICE_BOOK', 'START_RECONCILIATION'))`);
    this.addSql(`create index operator_action_newest_index on operator_action (created_at, id)`);
    this.addSql(`create index operator_action_operator_index on operator_action (operator_key_id, created_at, id)`);
    this.addSql(`create trigger operator_action_append_only
      before update or delete or truncate on operator_action
      for each statement execute function refuse_change()`);
  }

  override down(): void {
    throw new Error('what operators did is never forgotten by a migration');
  }
}
