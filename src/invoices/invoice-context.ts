// What every operation of the room works with.
import type { Catalog } from '../catalog/index.ts';
import type { Database } from '../database/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { InvoicePayments } from './invoice-payments.ts';

/** Where the room reports what a person should look at. A pino logger fits. */
export interface InvoiceLog {
  warn(details: Readonly<Record<string, unknown>>, message: string): void;
  error(details: Readonly<Record<string, unknown>>, message: string): void;
}

export interface InvoiceTerms {
  /** From the day it is sent to the day it is due. */
  readonly daysUntilDue: number;
  /** From the due date to the suspension of the account. */
  readonly graceDays: number;
}

export interface InvoiceContext {
  readonly database: Database;
  readonly ledger: Pick<Ledger, 'submit'>;
  readonly catalog: Pick<Catalog, 'current' | 'inForceAt' | 'changesUntil'>;
  readonly payments: InvoicePayments;
  /** The payment provider's customer of an account, made if need be. Throws when the provider cannot be reached. */
  readonly customerOf: (accountId: string) => Promise<string>;
  readonly terms: InvoiceTerms;
  /** The clock; a test brings its own. */
  readonly now: () => Date;
  readonly log: InvoiceLog;
}
