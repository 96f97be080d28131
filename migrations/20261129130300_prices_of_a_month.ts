// A month is priced by the price that was in force when each charge was made: lines have a price of their own, and what they
// come to beside the invoice's nominal price is kept as exact money.
import { Migration } from '@mikro-orm/migrations';

export class PricesOfAMonth extends Migration {
  override up(): void {
    this.addSql(`alter table postpaid_account add column carried_price bigint null,
      add column carried_currency text null`);
    this.addSql(`alter table invoice_line add column price bigint null`);
    this.addSql(`update invoice_line set price = invoice.price from invoice
      where invoice.account_id = invoice_line.account_id and invoice.id = invoice_line.invoice_id`);
    this.addSql(`alter table invoice_line alter column price set not null`);
    this.addSql(`alter table invoice add column price_difference numeric(40,0) not null default 0,
      drop constraint invoice_total_check`);
    this.addSql(`alter table invoice add constraint invoice_total_check check (total_minor_units >= 0 and price > 0 and (
      (total_minor_units = 0 and carried_money_after = carried_money + price_difference and status = 'PAID')
      or (total_minor_units > 0 and credits::numeric + carried_credits > 0
        and (credits::numeric + carried_credits) * price + price_difference + carried_money
          = total_minor_units * (1000000000000000::numeric / minor_units_per_unit) + carried_money_after)))`);
  }
}
