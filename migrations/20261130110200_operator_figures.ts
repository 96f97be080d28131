// Figures over all accounts find the rows of a span of time by index.
import { Migration } from '@mikro-orm/migrations';

/** Indexes are built while gateways write, which PostgreSQL does in no transaction; what broke off is built again. */
export class OperatorFigures extends Migration {
  override isTransactional(): boolean {
    return false;
  }

  override up(): void {
    this.addSql(`drop index concurrently if exists lot_granted_index`);
    this.addSql(
      `create index concurrently lot_granted_index on lot (effective_at) where source in ('PROMOTION', 'REFUND', 'ADJUSTMENT')`,
    );
    this.addSql(`drop index concurrently if exists lot_expired_index`);
    this.addSql(`create index concurrently lot_expired_index on lot (usable_until) where expired > 0`);
    this.addSql(`drop index concurrently if exists usage_quarter_time_index`);
    this.addSql(`create index concurrently usage_quarter_time_index on usage_quarter (quarter_hour)`);
    this.addSql(`drop index concurrently if exists purchase_paid_index`);
    this.addSql(`create index concurrently purchase_paid_index on purchase (paid_at) where paid_at is not null`);
    this.addSql(`drop index concurrently if exists invoice_paid_index`);
    this.addSql(`create index concurrently invoice_paid_index on invoice (paid_at) where paid_at is not null`);
    this.addSql(`drop index concurrently if exists payment_reversal_ended_index`);
    this.addSql(
      `create index concurrently payment_reversal_ended_index on payment_reversal (created_at) where status in ('DONE', 'LOST')`,
    );
  }
}
