// An e-mail address opens one account. Where several were opened with one before, the oldest keeps it.
import { Migration } from '@mikro-orm/migrations';

export class OnePerson extends Migration {
  override up(): void {
    this.addSql(`create table account_email (
      address_hash bytea not null,
      account_id uuid not null,
      created_at timestamptz(3) not null,
      primary key (address_hash),
      constraint account_email_hash_check check (octet_length(address_hash) = 32)
    )`);
    this.addSql(`insert into account_email (address_hash, account_id, created_at)
      select distinct on (1) sha256(convert_to(lower(normalize(btrim(email), NFKC)), 'UTF8')), id, created_at
        from account where email is not null order by 1, created_at, id`);
    this.addSql(`alter table account add column welcome boolean null`);
  }

  override down(): void {
    throw new Error('which address opened which account is never forgotten by a migration');
  }
}
