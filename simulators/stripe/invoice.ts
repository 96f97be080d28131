// Invoices as Stripe shows them (https://docs.stripe.com/api/invoices/object): drafts, their lines and their sums.
import type Stripe from 'stripe';
import { note } from './customer.ts';
import { settleInvoice } from './decide-balance.ts';
import { buildLine, type NewLine } from './invoice-line.ts';
import { leastCharge } from './refuse-amount.ts';
import type { StoredInvoice } from './stored-objects.ts';
import { newStripeId } from './stripe-ids.ts';
import { taxOf } from './tax.ts';
import { idOf, type Work } from './work.ts';

/** Stripe leaves a draft open for changes that long before it finalises it by itself. */
export const DRAFT_SECONDS = 3600;
const DAY_SECONDS = 86_400;

export interface NewInvoice {
  readonly customer: string;
  readonly currency: string;
  readonly billingReason: 'manual' | 'subscription_create' | 'subscription_cycle' | 'subscription_update';
  readonly collection: 'charge_automatically' | 'send_invoice';
  readonly daysUntilDue?: number | null | undefined;
  readonly dueDate?: number | undefined;
  /** Stripe finalises, collects and chases it by itself. */
  readonly isAutomatic: boolean;
  readonly subscription?: Stripe.Subscription | undefined;
  /** Its subscription's when absent. */
  readonly isTaxed?: boolean | undefined;
  readonly period?: { readonly start: number; readonly end: number } | undefined;
  readonly paymentMethod?: string | undefined;
  readonly description?: string | null | undefined;
  readonly footer?: string | null | undefined;
  readonly customFields?: readonly Stripe.Invoice.CustomField[] | undefined;
  readonly metadata: Stripe.Metadata;
}

/** What an invoice without shipping, discounts and credit notes leaves empty. */
const UNUSED = {
  account_country: 'US',
  account_name: 'Stripe simulator',
  account_tax_ids: null,
  amount_overpaid: 0,
  amount_shipping: 0,
  application: null,
  customer_account: null,
  customer_shipping: null,
  customer_tax_ids: [],
  default_source: null,
  default_tax_rates: [],
  discounts: [],
  from_invoice: null,
  invoice_pdf: null,
  issuer: { type: 'self' },
  last_finalization_error: null,
  latest_revision: null,
  on_behalf_of: null,
  payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  statement_descriptor: null,
  total_discount_amounts: [],
  total_pretax_credit_amounts: [],
  total_taxes: [],
  webhooks_delivered_at: null,
} satisfies Partial<Stripe.Invoice>;

function parentOf(subscription: Stripe.Subscription | undefined): Stripe.Invoice.Parent | null {
  if (subscription === undefined) return null;
  const details = { metadata: subscription.metadata, subscription: subscription.id };
  return { quote_details: null, subscription_details: details, type: 'subscription_details' };
}

function addresseeOf(customer: Stripe.Customer) {
  return {
    customer: customer.id,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_tax_exempt: 'none',
  } as const;
}

/** What the merchant has printed on it. */
function wordsOf({ customFields, description, footer }: NewInvoice) {
  return {
    custom_fields: customFields === undefined ? null : [...customFields],
    description: description ?? null,
    footer: footer ?? null,
  };
}

function taxFlagOf({ isTaxed, subscription }: NewInvoice): Stripe.Invoice.AutomaticTax {
  const enabled = isTaxed ?? subscription?.automatic_tax.enabled ?? false;
  return { disabled_reason: null, enabled, liability: null, provider: null, status: enabled ? 'complete' : null };
}

function dueInDays(work: Work, days: number | null | undefined): number | null {
  return days === null || days === undefined ? null : work.seconds + days * DAY_SECONDS;
}

/** A draft with nothing on it. */
function buildInvoice(work: Work, customer: Stripe.Customer, given: NewInvoice): Stripe.Invoice {
  const id = newStripeId('in');
  const { period = { start: work.seconds, end: work.seconds } } = given;
  const invoice: Stripe.Invoice & { readonly subscription: null } = {
    ...UNUSED,
    id,
    object: 'invoice',
    amount_due: 0,
    amount_paid: 0,
    amount_remaining: 0,
    attempt_count: 0,
    attempted: false,
    auto_advance: given.isAutomatic,
    automatic_tax: taxFlagOf(given),
    automatically_finalizes_at: given.isAutomatic ? work.seconds + DRAFT_SECONDS : null,
    billing_reason: given.billingReason,
    collection_method: given.collection,
    created: work.seconds,
    currency: given.currency,
    ...addresseeOf(customer),
    ...wordsOf(given),
    default_payment_method: given.paymentMethod ?? null,
    due_date: given.dueDate ?? dueInDays(work, given.daysUntilDue),
    effective_at: null,
    ending_balance: null,
    hosted_invoice_url: null,
    lines: { object: 'list', data: [], has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: given.metadata,
    next_payment_attempt: null,
    number: null,
    parent: parentOf(given.subscription),
    period_end: period.end,
    period_start: period.start,
    starting_balance: customer.balance,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    // The recorded objects of Stripe have it still; who bills for is in `parent` now.
    subscription: null,
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: customer.test_clock ?? null,
    total: 0,
    total_excluding_tax: 0,
  };
  return invoice;
}

export interface DraftContents {
  readonly lines: readonly NewLine[];
  /** Stripe says that there is a new invoice with its first lines on it. */
  readonly isSilent?: boolean;
}

export async function addInvoice(
  work: Work,
  given: NewInvoice,
  { lines, isSilent = false }: DraftContents,
): Promise<StoredInvoice> {
  const customer = await work.get('customer', given.customer);
  const empty = buildInvoice(work, customer.object, given);
  const object = sumUp({ ...empty, lines: { ...empty.lines, data: lines.map((line) => buildLine(empty.id, line)) } });
  const stored: StoredInvoice = { object, daysUntilDue: given.daysUntilDue ?? null, paymentIntent: null };
  work.save('invoice', object.id, stored);
  await note(work, given.customer, { list: 'invoices', id: object.id, isThere: true });
  if (!isSilent) work.happened('invoice.created', object);
  return stored;
}

function taxAmount(amount: number, taxable: number): Stripe.Invoice.TotalTax {
  return {
    amount,
    tax_behavior: 'exclusive',
    tax_rate_details: null,
    taxability_reason: 'standard_rated',
    taxable_amount: taxable,
    type: 'tax_rate_details',
  };
}

function taxLine(line: Stripe.InvoiceLineItem, currency: string): Stripe.InvoiceLineItem {
  return { ...line, taxes: [taxAmount(taxOf(line.amount, currency), line.amount)] };
}

/** The sums of a draft, as they would be if it were finalised now. */
export function sumUp(invoice: Stripe.Invoice): Stripe.Invoice {
  const { currency } = invoice;
  const data = invoice.lines.data.map((line) => (invoice.automatic_tax.enabled ? taxLine(line, currency) : line));
  const subtotal = data.reduce((sum, line) => sum + line.amount, 0);
  const tax = data.flatMap(({ taxes }) => taxes ?? []).reduce((sum, { amount }) => sum + amount, 0);
  const total = subtotal + tax;
  const { amountDue } = settleInvoice({
    total,
    startingBalance: invoice.starting_balance,
    leastCharge: leastCharge(currency),
  });
  return {
    ...invoice,
    amount_due: amountDue,
    amount_remaining: amountDue,
    lines: { ...invoice.lines, data },
    subtotal,
    subtotal_excluding_tax: subtotal,
    total,
    total_excluding_tax: subtotal,
    total_taxes: invoice.automatic_tax.enabled ? [taxAmount(tax, subtotal)] : [],
  };
}

export async function putLines(work: Work, id: string, lines: readonly NewLine[]): Promise<StoredInvoice> {
  const stored = await work.get('invoice', id);
  const data = [...stored.object.lines.data, ...lines.map((line) => buildLine(id, line))];
  const object = sumUp({ ...stored.object, lines: { ...stored.object.lines, data } });
  const changed = { ...stored, object };
  work.save('invoice', id, changed);
  return changed;
}

export function subscriptionOf(invoice: Stripe.Invoice): string | undefined {
  return idOf(invoice.parent?.subscription_details?.subscription);
}

export function customerOf(invoice: Stripe.Invoice): string {
  return idOf(invoice.customer) ?? '';
}
