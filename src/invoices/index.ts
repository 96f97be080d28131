// The room's door: postpaid accounts and their monthly invoices. See README.md for what always holds.
export { createInvoices } from './create-invoices.ts';
export type { BillingModeRefusal } from './decide-billing-mode.ts';
export type { CreditPrice } from './decide-invoice.ts';
export type { InvoiceStatus, ProviderStatus } from './decide-status.ts';
export type { Invoice, InvoiceLine } from './invoice.ts';
export type { InvoiceContext, InvoiceLog, InvoiceTerms } from './invoice-context.ts';
export type {
  InvoicePayments,
  InvoiceSubject,
  ProviderInvoice,
  ProviderInvoiceAnswer,
  ProviderInvoiceRequest,
} from './invoice-payments.ts';
export type { InvoiceRoom, Invoices } from './invoices.ts';
export type { InvoiceMoneyBack } from './money-back.ts';
export type { Owed } from './read-invoices.ts';
export type { InvoiceRound } from './run-invoice-round.ts';
export type { BillingModeOutcome, BillingModeRequest } from './set-billing-mode.ts';
