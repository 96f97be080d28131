// When the paid period of a subscription began, as the payment provider says it. Empty until the next event of a subscription comes.
import { Migration } from '@mikro-orm/migrations';

export class PeriodStart extends Migration {
  override up(): void {
    this.addSql('alter table plan_subscription add column current_period_start timestamptz(3) null');
  }
}
