// Postpaid billing as other rooms see it.

import type { BillingModeOutcome, BillingModeRequest } from './billing-mode/change-billing-mode.ts';
import type { InvoiceMoneyBack } from './collect/money-back.ts';
import type { InvoiceLog } from './invoice-context.ts';
import type { InvoiceSubject } from './invoice-payments.ts';
import type { Invoice, InvoiceLine } from './read/invoice.ts';
import type { InvoicePage, Owed } from './read/read-invoices.ts';
import type { InvoiceRound } from './run-invoice-round.ts';

export interface Invoices {
  /** Newest month first. */
  list(page: InvoicePage): Promise<Invoice[]>;
  byIds(accountId: string, ids: readonly string[]): Promise<Invoice[]>;
  /** Sent and not paid, oldest first. */
  unpaid(accountId: string): Promise<Invoice[]>;
  /** Of many invoices at once. */
  lines(accountId: string, ids: readonly string[]): Promise<InvoiceLine[]>;
  owed(accountId: string): Promise<Owed>;
  setBillingMode(request: BillingModeRequest): Promise<BillingModeOutcome>;
}

export interface InvoiceRoom {
  readonly invoices: Invoices;
  /**
   * A verified event of the payment provider. Resolves after its commit; throws when it should be sent again. `log`: where
   * what a person should look at is said.
   */
  handle(subject: InvoiceSubject, log?: InvoiceLog): Promise<'RECORDED' | 'IGNORED'>;
  /** Money of a paid invoice went back: it stands as unpaid while its credits are owed. */
  moneyBack(moneyBack: InvoiceMoneyBack): Promise<void>;
  /** Suspends the account or releases it, as its invoices stand now. */
  review(accountId: string): Promise<void>;
  /** One bounded round of the recurring work. */
  runRound(): Promise<InvoiceRound>;
}
