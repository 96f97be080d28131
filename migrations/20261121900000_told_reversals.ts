// What webhooks have told of refunds and disputes, what an account was opened with, and lots of plans among the bought ones.
import { Migration } from '@mikro-orm/migrations';

export class ToldReversals extends Migration {
  override up(): void {
    this.addSql(`alter table payment_reversal add column told text null`);
    // What was before is not told of now.
    this.addSql(`update payment_reversal set told = status`);
    this.addSql(`alter table account add column input_hash text null`);
    this.addSql(`drop index lot_bought_index`);
    this.addSql(`create index lot_bought_index on lot (effective_at) where source in ('PACK', 'PLAN', 'AUTO_TOP_UP')`);
  }

  override down(): void {
    throw new Error('what was told is never forgotten by a migration');
  }
}
