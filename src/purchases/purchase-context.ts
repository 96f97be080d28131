// What every operation of the room works with.
import type { Accounts } from '../accounts/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Database } from '../database/index.ts';
import type { InvoiceMoneyBack } from '../invoices/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { OutsideHandlers } from './events/received-event.ts';
import type { EventRecorder } from './events/record-events.ts';
import type { PurchaseFinder } from './packs/read-purchases.ts';
import type { Payments } from './payments.ts';
import type { PurchaseLog } from './purchase-log.ts';

export interface PurchaseContext {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly catalog: Catalog;
  readonly accounts: Pick<Accounts, 'find'>;
  readonly payments: Payments;
  /** The clock; a test brings its own. */
  readonly now: () => Date;
  /** Address of this gateway as customers reach it, without a slash at the end. */
  readonly publicUrl: () => string;
  /** Origins of pages that customers may be sent back to. */
  readonly returnOrigins: () => readonly string[];
  readonly log: PurchaseLog;
  readonly findPurchase: PurchaseFinder;
  /** Keeps an event that no transaction of its handler has kept. */
  readonly recordEvent: EventRecorder;
  /** Informed of automatic top-ups that ended here, for whoever counts them. */
  readonly onTopUpEnded?: (outcome: 'succeeded' | 'failed') => void;
  /** Who handles what belongs to another room; goes before this room's own handlers. */
  readonly outsideHandlers?: OutsideHandlers;
  /** Informs the room of invoices how much money of a paid one has gone back, in all. */
  readonly invoiceMoneyBack?: (moneyBack: InvoiceMoneyBack) => Promise<void>;
  /** Has the room of invoices look whether an account may spend. */
  readonly reviewInvoices?: (accountId: string) => Promise<void>;
}
