// An upgrade whose payment the customer is to confirm: the invoice that it waits for.
import { Migration } from '@mikro-orm/migrations';

export class PlanConfirmation extends Migration {
  override up(): void {
    this.addSql('alter table plan_change add column invoice_id text null');
  }

  override down(): void {
    this.addSql('alter table plan_change drop column invoice_id');
  }
}
