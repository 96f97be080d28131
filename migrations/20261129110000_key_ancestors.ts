// A key knows which keys it descends from: their daily limits bind it, and who revokes one can revoke what it created.
// Of the keys that are there already nobody wrote down who created them.
import { Migration } from '@mikro-orm/migrations';

export class KeyAncestors extends Migration {
  override up(): void {
    this.addSql(`alter table api_key add column ancestor_ids uuid[] not null default '{}'`);
  }
}
