// Automatic top-ups that pay debts only when asked to, and that tell when their cap is reached.
import { Migration } from '@mikro-orm/migrations';

export class TopUpLimits extends Migration {
  override up(): void {
    this.addSql(`alter table auto_top_up
      add column pays_debt boolean not null default false,
      add column cap_told_at timestamptz(3) null`);
    // One refused request could stop it for the rest of the month.
    this.addSql(`update auto_top_up set cap_until = null where cap_until is not null`);
  }
}
