// Transactions are found by type, model, key and text through an index that is written block by block once they are there: gateways
// fill it in the background, so nothing waits for this migration, and until they are done reads go through what is left.
import { Migration } from '@mikro-orm/migrations';

export class HistoryIndex extends Migration {
  override up(): void {
    this.addSql(`create table history_kind (account_id uuid not null, kind int not null, type text not null, model text null,
      api_key_id uuid null, description text null, primary key (account_id, kind))`);
    this.addSql(`create table history_posting (account_id uuid not null, kind int not null, block int not null,
      before bigint not null, offsets smallint[] not null, primary key (account_id, kind, block))`);
    this.addSql(`create table history_block (account_id uuid not null, block int not null, first_at timestamptz(3) not null,
      last_at timestamptz(3) not null, primary key (account_id, block))`);
    this.addSql(
      'create table history_index (account_id uuid not null, blocks int not null default 0, primary key (account_id))',
    );
  }
}
