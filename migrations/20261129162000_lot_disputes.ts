// A lot counts the open disputes about its payment. A hold is what an operator looks at: a generation that was not charged.
import { Migration } from '@mikro-orm/migrations';

export class LotDisputes extends Migration {
  override up(): void {
    this.addSql('alter table lot rename column holds to disputes');
    this.addSql('alter table lot rename constraint lot_holds_check to lot_disputes_check');
  }

  override down(): void {
    this.addSql('alter table lot rename constraint lot_disputes_check to lot_holds_check');
    this.addSql('alter table lot rename column disputes to holds');
  }
}
