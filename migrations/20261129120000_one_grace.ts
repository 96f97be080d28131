// A lot can be used for 24 hours after its end at most, however often credits came back to it. What is longer is shortened, and
// each wallet remembers which of its transactions followed the older rule.
import { Migration } from '@mikro-orm/migrations';

export class OneGrace extends Migration {
  override up(): void {
    this.addSql('alter table wallet add column grace_once_after bigint not null default 0');
    this.addSql('update wallet set grace_once_after = sequence where sequence > 0');
    this.addSql(
      `update lot set usable_until = expires_at + interval '24 hours' where usable_until > expires_at + interval '24 hours'`,
    );
    this.addSql(`alter table lot add constraint lot_grace_check check ((usable_until is null) = (expires_at is null)
      and usable_until >= expires_at and usable_until <= expires_at + interval '24 hours')`);
    this.addSql(
      `create index lot_grace_index on lot (usable_until) where not closed and usable_until > expires_at and remaining > 0`,
    );
  }
}
