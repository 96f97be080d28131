// An account can be suspended for several reasons at once: each is released by its own cause.
import { Migration } from '@mikro-orm/migrations';

export class SuspensionReasons extends Migration {
  override up(): void {
    this.addSql(`alter table account add column suspension_reasons text[] not null default '{}'`);
    this.addSql(`update account set suspension_reasons = array[suspended_because] where suspended_because is not null`);
    this.addSql(`alter table account drop constraint account_suspended_check, drop column suspended_because,
      add constraint account_suspended_check check (suspension_reasons = '{}' or status = 'SUSPENDED')`);
    this.addSql(`create index account_suspended_index on account (id) where status = 'SUSPENDED'`);
  }
}
