// The room's door: postpaid accounts and their monthly invoices. See README.md for what always holds.

export type { BillingModeOutcome, BillingModeRequest } from './billing-mode/change-billing-mode.ts';
export type { InvoiceMoneyBack } from './collect/money-back.ts';
export { createInvoices } from './create-invoices.ts';
export type { BillingModeRefusal } from './decide/decide-billing-mode.ts';
export type { CreditPrice } from './decide/decide-invoice.ts';
export type { InvoiceStatus, ProviderStatus } from './decide/decide-status.ts';
export type { InvoiceContext, InvoiceLog, InvoiceTerms } from './invoice-context.ts';
export type {
  InvoicePayments,
  InvoiceSubject,
  ProviderInvoice,
  ProviderInvoiceAnswer,
  ProviderInvoiceRequest,
} from './invoice-payments.ts';
export type { InvoiceRoom, Invoices } from './invoices.ts';
export type { Invoice, InvoiceLine } from './read/invoice.ts';
export type { Owed } from './read/read-invoices.ts';
export type { InvoiceRound } from './run-invoice-round.ts';
