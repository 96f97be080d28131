// A monitor finds how the verifications of all accounts stand by index: which run, which found damage, and when the last one was good.
import { Migration } from '@mikro-orm/migrations';

export class VerificationStates extends Migration {
  override up(): void {
    this.addSql(
      "create index ledger_verification_running_index on ledger_verification (account_id) where status = 'RUNNING'",
    );
    this.addSql(
      "create index ledger_verification_good_index on ledger_verification (finished_at) where status = 'DONE' and result ->> 'ok' = 'true'",
    );
    this.addSql(
      "create index ledger_verification_damaged_index on ledger_verification (account_id) where status = 'DONE' and result ->> 'ok' = 'false'",
    );
  }

  override down(): void {
    this.addSql('drop index "ledger_verification_running_index"');
    this.addSql('drop index "ledger_verification_good_index"');
    this.addSql('drop index "ledger_verification_damaged_index"');
  }
}
