// A charge is billed with the month of its reservation: how far late charges are billed is remembered beside the rest.
import { Migration } from '@mikro-orm/migrations';

export class LateCharges extends Migration {
  override up(): void {
    this.addSql('alter table postpaid_account add column late_sequence bigint not null default 0');
  }
}
