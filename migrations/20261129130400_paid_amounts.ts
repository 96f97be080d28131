// What was paid for a purchase: with taxes, it is more than its price.
import { Migration } from '@mikro-orm/migrations';

export class PaidAmounts extends Migration {
  override up(): void {
    this.addSql(`alter table purchase add column paid_minor_units bigint null`);
  }
}
