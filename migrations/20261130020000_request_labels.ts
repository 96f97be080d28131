// What customers say of a request for themselves: metadata, and tags that its cost is counted under. Columns that may be null are
// added without touching a row.
import { Migration } from '@mikro-orm/migrations';

export class RequestLabels extends Migration {
  override up(): void {
    this.addSql(`alter table generation add column metadata jsonb null, add column tags text[] null`);
  }
}
