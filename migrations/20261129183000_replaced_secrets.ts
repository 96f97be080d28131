// A key can be bound to networks, and get another secret while the one before works on for a while.
import { Migration } from '@mikro-orm/migrations';

export class ReplacedSecrets extends Migration {
  override up(): void {
    this.addSql(`alter table api_key add column allowed_ips text[] not null default '{}'`);
    this.addSql('alter table api_key add constraint api_key_allowed_ips_check check (cardinality(allowed_ips) <= 50)');
    this.addSql(`create table replaced_secret (
      account_id uuid not null,
      api_key_id uuid not null,
      secret_hash bytea not null,
      prefix text not null,
      replaced_at timestamptz not null,
      works_until timestamptz not null,
      primary key (account_id, api_key_id, secret_hash),
      constraint replaced_secret_secret_hash_check check (octet_length(secret_hash) = 32)
    )`);
    this.addSql('alter table operator_action drop constraint operator_action_action_check');
    this.addSql(`alter table operator_action add constraint operator_action_action_check
      check (action in ('CREATE_API_KEY', 'REVOKE_API_KEY', 'ROTATE_API_KEY'))`);
    this.addSql('create index replaced_secret_secret_hash_index on replaced_secret (secret_hash)');
  }
}
