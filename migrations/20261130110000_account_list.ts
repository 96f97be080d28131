// Operators look for accounts: by how a name or an address begins, the newest first, and those that owe.
import { Migration } from '@mikro-orm/migrations';

/** Indexes are built while gateways write, which PostgreSQL does in no transaction; what broke off is built again. */
export class AccountList extends Migration {
  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql(`alter table account add column if not exists closed_at timestamptz(3) null`);
    this.addSql(`drop index concurrently if exists account_name_index`);
    this.addSql(`create index concurrently account_name_index on account (lower(name) text_pattern_ops)`);
    this.addSql(`drop index concurrently if exists account_email_index`);
    this.addSql(
      `create index concurrently account_email_index on account (lower(email) text_pattern_ops) where email is not null`,
    );
    this.addSql(`drop index concurrently if exists account_newest_index`);
    this.addSql(`create index concurrently account_newest_index on account (created_at, id)`);
    this.addSql(`drop index concurrently if exists wallet_owing_index`);
    this.addSql(
      `create index concurrently wallet_owing_index on wallet (account_id) where debt > 0 or credit_limit > 0`,
    );
  }
}
