// How many requests all gateways have taken of an account's minute. What a crash of the database loses of it is nobody's money, so it is
// not written to the log of PostgreSQL.
import { Migration } from '@mikro-orm/migrations';

export class RequestWindows extends Migration {
  override up(): void {
    this.addSql(`create unlogged table request_window (
      account_id uuid not null,
      ends_at timestamptz not null,
      allowed int not null,
      taken int not null,
      granted int not null,
      primary key (account_id)
    ) with (fillfactor = 50)`);
  }
}
