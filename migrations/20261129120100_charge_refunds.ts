// Usage is net of what operators gave back: the few refunds of charges are found without a walk through all transactions.
import { Migration } from '@mikro-orm/migrations';

export class ChargeRefunds extends Migration {
  override up(): void {
    this.addSql(`create index ledger_transaction_charge_refund_index on ledger_transaction (account_id, generation_id)
      where type = 'REFUND' and step >= 3`);
  }
}
