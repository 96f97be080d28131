// Keys that client tokens are signed with, where the configuration gives none.
import { Migration } from '@mikro-orm/migrations';

export class ClientTokenKeys extends Migration {
  override up(): void {
    this.addSql(`create table client_token_key (
      kid text not null,
      seed bytea not null,
      created_at timestamptz not null,
      primary key (kid),
      constraint client_token_key_seed_check check (octet_length(seed) = 32)
    )`);
  }
}
