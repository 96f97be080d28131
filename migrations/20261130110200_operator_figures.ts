// Figures over all accounts find the rows of a span of time by index.
import { Migration } from '@mikro-orm/migrations';

export class OperatorFigures extends Migration {
  override up(): void {
    this.addSql(
      `create index lot_granted_index on lot (effective_at) where source in ('PROMOTION', 'REFUND', 'ADJUSTMENT')`,
    );
    this.addSql(`create index lot_expired_index on lot (usable_until) where expired > 0`);
    this.addSql(`create index usage_quarter_time_index on usage_quarter (quarter_hour)`);
    this.addSql(`create index purchase_paid_index on purchase (paid_at) where paid_at is not null`);
    this.addSql(`create index invoice_paid_index on invoice (paid_at) where paid_at is not null`);
    this.addSql(
      `create index payment_reversal_ended_index on payment_reversal (created_at) where status in ('DONE', 'LOST')`,
    );
  }
}
