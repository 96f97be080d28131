// What operators did to accounts: who, what and why.
import { Migration } from '@mikro-orm/migrations';

export class OperatorAction extends Migration {
  override up(): void {
    this.addSql(`create table operator_action (
      account_id uuid not null,
      id uuid not null,
      operator_key_id uuid not null,
      action text not null,
      subject text null,
      reason text not null,
      created_at timestamptz(3) not null,
      primary key (account_id, id),
      constraint operator_action_action_check check (action in ('CREATE_API_KEY', 'REVOKE_API_KEY'))
    )`);
  }

  override down(): void {
    throw new Error('what operators did is never forgotten by a migration');
  }
}
