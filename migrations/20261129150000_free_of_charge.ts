// What costs nothing is a generation like any other: it reserves nothing, and is charged nothing.
import { Migration } from '@mikro-orm/migrations';

export class FreeOfCharge extends Migration {
  override up(): void {
    this.addSql(`alter table ledger_transaction drop constraint ledger_transaction_books_check`);
    this.addSql(`alter table ledger_transaction add constraint ledger_transaction_books_check check (case type
        when 'ADD' then amount > 0 and reserved_change = 0
        when 'RESERVE' then (amount < 0 or (amount = 0 and step is not null and step = 0)) and reserved_change = -amount
        when 'CHARGE' then reserved_change <= 0 and (amount + reserved_change < 0
          or (amount = 0 and reserved_change = 0 and step is not null and step >= 1 and step <= 2))
        when 'REFUND' then (amount > 0 or (amount = 0 and step is not null and step = 1))
          and (reserved_change = -amount or reserved_change = 0)
        when 'EXPIRE' then amount < 0 and reserved_change = 0
        when 'INVOICE' then amount > 0 and reserved_change = 0
        when 'FREEZE' then amount <= 0 and reserved_change = 0
        when 'RELEASE' then amount >= 0 and reserved_change = 0
        when 'CLAWBACK' then amount <= 0 and reserved_change = 0
        when 'ADJUST' then amount >= 0 and reserved_change = 0
        else true end)`);
    this.addSql(`alter table generation drop constraint generation_cost_check`);
    this.addSql(`alter table generation add constraint generation_cost_check
      check (max_cost >= 0 and (cost is null or (cost >= 0 and cost <= max_cost)))`);
    this.addSql(`alter table quote drop constraint quote_cost_check`);
    this.addSql(`alter table quote add constraint quote_cost_check
      check (max_cost >= 0 and cost_estimate >= 0 and cost_estimate <= max_cost)`);
  }

  override down(): void {
    throw new Error('a ledger that has free generations cannot go back');
  }
}
