// What the operations of automatic top-ups work with.
import type { Accounts } from '../../accounts/index.ts';
import type { Catalog } from '../../catalog/index.ts';
import type { Database } from '../../database/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { PurchaseLog } from '../purchase-log.ts';
import type { OffSessionPayments } from './off-session-payments.ts';

/** What settling an attempt needs: no way to the payment provider. */
export interface SettleContext {
  readonly database: Database;
  readonly ledger: Ledger;
  /** The clock; a test brings its own. */
  readonly now: () => Date;
  readonly log: PurchaseLog;
  /** See PurchaseContext. */
  readonly onTopUpEnded?: (outcome: 'succeeded' | 'failed') => void;
}

export interface TopUpContext extends SettleContext {
  readonly catalog: Catalog;
  readonly accounts: Pick<Accounts, 'find'>;
  readonly payments: OffSessionPayments;
  /** The payment provider's customer of an account, made if need be. Throws ProviderUnavailableError. */
  readonly customerOf: (accountId: string) => Promise<string>;
  /** Address of this gateway as customers reach it, without a slash at the end. */
  readonly publicUrl: () => string;
}
