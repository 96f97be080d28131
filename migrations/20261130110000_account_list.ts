// Operators look for accounts: by how a name or an address begins, the newest first, and those that owe.
import { Migration } from '@mikro-orm/migrations';

export class AccountList extends Migration {
  override up(): void {
    this.addSql(`alter table account add column closed_at timestamptz(3) null`);
    this.addSql(`create index account_name_index on account (lower(name) text_pattern_ops)`);
    this.addSql(`create index account_email_index on account (lower(email) text_pattern_ops) where email is not null`);
    this.addSql(`create index account_newest_index on account (created_at, id)`);
    this.addSql(`create index wallet_owing_index on wallet (account_id) where debt > 0 or credit_limit > 0`);
  }
}
