// A reservation changes what remains of a lot. As long as an index's condition speaks of it, every such update writes entries
// into all of the table's indexes, and none stays within its page (HOT).
import { Migration } from '@mikro-orm/migrations';

export class HotLots extends Migration {
  override up(): void {
    this.addSql('drop index lot_grace_index');
    this.addSql('create index lot_grace_index on lot (usable_until) where not closed and usable_until > expires_at');
  }

  override down(): void {
    this.addSql('drop index lot_grace_index');
    this.addSql(
      'create index lot_grace_index on lot (usable_until) where not closed and usable_until > expires_at and remaining > 0',
    );
  }
}
