// Postpaid billing as other rooms see it.
import type { Invoice, InvoiceLine } from './invoice.ts';
import type { InvoiceSubject } from './invoice-payments.ts';
import type { InvoicePage, Owed } from './read-invoices.ts';
import type { InvoiceRound } from './run-invoice-round.ts';
import type { BillingModeOutcome, BillingModeRequest } from './set-billing-mode.ts';

export interface Invoices {
  /** Newest month first. */
  list(page: InvoicePage): Promise<Invoice[]>;
  byIds(accountId: string, ids: readonly string[]): Promise<Invoice[]>;
  /** Sent and not paid, oldest first. */
  unpaid(accountId: string): Promise<Invoice[]>;
  /** Of many invoices at once. */
  lines(accountId: string, ids: readonly string[]): Promise<(InvoiceLine & { readonly invoiceId: string })[]>;
  owed(accountId: string): Promise<Owed>;
  setBillingMode(request: BillingModeRequest): Promise<BillingModeOutcome>;
}

export interface InvoiceRoom {
  readonly invoices: Invoices;
  /** A verified event of the payment provider. Resolves after its commit; throws when it should be sent again. */
  hear(subject: InvoiceSubject): Promise<'RECORDED' | 'IGNORED'>;
  /** One bounded round of the recurring work. */
  runRound(): Promise<InvoiceRound>;
}
