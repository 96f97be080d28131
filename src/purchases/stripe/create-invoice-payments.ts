// Invoices of postpaid accounts through Stripe Invoicing (https://docs.stripe.com/invoicing/integration).
import Stripe from 'stripe';
import type {
  InvoicePayments,
  ProviderInvoice,
  ProviderInvoiceAnswer,
  ProviderInvoiceRequest,
  ProviderStatus,
} from '../../invoices/index.ts';
import type { TaxParameters } from './automatic-tax.ts';
import { minorUnits } from './minor-units.ts';
import { describeStripeError } from './provider-errors.ts';

/** Stripe's clock may be behind ours. */
const CLOCK_SKEW_SECONDS = 300;

export function createInvoicePayments(stripe: Stripe, tax: TaxParameters = {}): InvoicePayments {
  return {
    sendInvoice: (request) => answer(send(stripe, request, tax)),
    findInvoice: (id) => answer(stripe.invoices.retrieve(id)),
  };
}

async function answer(call: Promise<Stripe.Invoice>): Promise<ProviderInvoiceAnswer> {
  try {
    return { status: 'known', invoice: toProviderInvoice(await call) };
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    return { status: 'unavailable', reason: describeStripeError(error) };
  }
}

/**
 * Every step looks at how far the invoice is, so that a call that broke off is taken up where it was. Stripe forgets
 * idempotency keys after a day (https://docs.stripe.com/api/idempotent_requests); what was made before is found by our id
 * in its metadata.
 */
async function send(stripe: Stripe, request: ProviderInvoiceRequest, tax: TaxParameters): Promise<Stripe.Invoice> {
  const { invoiceId } = request;
  let invoice = (await find(stripe, request)) ?? (await create(stripe, request, tax));
  if (invoice.status === 'draft') {
    if (invoice.lines.data.length === 0) await addItem(stripe, request, invoice.id);
    invoice = await finalize(stripe, request, invoice.id);
  }
  if (invoice.status !== 'open') return invoice;
  return stripe.invoices.sendInvoice(invoice.id, {}, { idempotencyKey: `${invoiceId}:send` });
}

async function find(stripe: Stripe, request: ProviderInvoiceRequest): Promise<Stripe.Invoice | undefined> {
  const { providerInvoiceId, customerId, invoiceId, since } = request;
  if (providerInvoiceId !== undefined) return stripe.invoices.retrieve(providerInvoiceId);
  const gte = Math.floor(since.getTime() / 1000) - CLOCK_SKEW_SECONDS;
  for await (const invoice of stripe.invoices.list({ customer: customerId, created: { gte }, limit: 100 })) {
    if (invoice.metadata?.['invoice_id'] === invoiceId) return invoice;
  }
  return undefined;
}

function create(stripe: Stripe, request: ProviderInvoiceRequest, tax: TaxParameters): Promise<Stripe.Invoice> {
  const { invoiceId, accountId, customerId, total, daysUntilDue } = request;
  return stripe.invoices.create(
    {
      customer: customerId,
      currency: total.currency.toLowerCase(),
      collection_method: 'send_invoice',
      days_until_due: daysUntilDue,
      auto_advance: false,
      // What else waits for this customer is not ours to collect.
      pending_invoice_items_behavior: 'exclude',
      description: 'Every charge by model and day: in your account, under invoices.',
      metadata: { account_id: accountId, invoice_id: invoiceId },
      ...tax,
    },
    { idempotencyKey: `${invoiceId}:create` },
  );
}

async function addItem(stripe: Stripe, request: ProviderInvoiceRequest, invoice: string): Promise<void> {
  const { invoiceId, customerId, total, description } = request;
  await stripe.invoiceItems.create(
    {
      customer: customerId,
      invoice,
      amount: minorUnits(total.minorUnits),
      currency: total.currency.toLowerCase(),
      description,
      metadata: { invoice_id: invoiceId },
    },
    { idempotencyKey: `${invoiceId}:item` },
  );
}

/** Not before it asks for what it should: somebody may have changed the draft by hand. It is handed over as it is then. */
async function finalize(
  stripe: Stripe,
  { invoiceId, total }: ProviderInvoiceRequest,
  id: string,
): Promise<Stripe.Invoice> {
  const draft = await stripe.invoices.retrieve(id);
  if (draft.status !== 'draft' || totalOf(draft) !== total.minorUnits) return draft;
  return stripe.invoices.finalizeInvoice(id, { auto_advance: false }, { idempotencyKey: `${invoiceId}:finalize` });
}

/** What we asked for: Stripe adds the tax. */
const totalOf = ({ total, total_excluding_tax: net }: Stripe.Invoice): bigint => BigInt(net ?? total);

const STATUSES: readonly ProviderStatus[] = ['draft', 'open', 'uncollectible', 'paid', 'void'];

function toProviderInvoice(invoice: Stripe.Invoice): ProviderInvoice {
  return {
    providerInvoiceId: invoice.id,
    status: STATUSES.find((status) => status === invoice.status) ?? 'draft',
    total: { minorUnits: totalOf(invoice), currency: invoice.currency.toUpperCase() },
    number: invoice.number ?? undefined,
    payUrl: invoice.hosted_invoice_url ?? undefined,
    dueAt: invoice.due_date === null ? undefined : new Date(invoice.due_date * 1000),
  };
}
