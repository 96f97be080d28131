// An account has a customer for what is paid at once and one for invoices, and those that were deleted stay its own.
import { Migration } from '@mikro-orm/migrations';

export class Customers extends Migration {
  override up(): void {
    this.addSql(`alter table stripe_customer add column pays text not null default 'AT_ONCE',
      add constraint stripe_customer_pays_check check (pays in ('AT_ONCE', 'BY_INVOICE')),
      drop constraint stripe_customer_pkey, add primary key (account_id, customer_id)`);
    this.addSql(
      `create unique index stripe_customer_current_unique on stripe_customer (account_id, pays) where deleted_at is null`,
    );
  }
}
