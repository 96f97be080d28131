// Events about invoices of postpaid accounts; those of subscriptions are read elsewhere.
import { z } from 'zod';
import { fromPublicId } from '../../database/index.ts';
import type { ProviderInvoice } from '../../invoices/index.ts';
import type { PaymentSubject } from '../payments.ts';
import { Metadata, problemOf } from './event-parts.ts';

const Marked = z.object({ metadata: Metadata });
const Invoice = z.object({
  id: z.string().min(1),
  status: z.enum(['draft', 'open', 'uncollectible', 'paid', 'void']),
  total: z.int(),
  total_excluding_tax: z.int().nullish(),
  currency: z.string(),
  number: z.string().nullish(),
  hosted_invoice_url: z.string().nullish(),
  due_date: z.int().nullish(),
});

/** Undefined for an invoice that we did not make. */
export function readInvoiceEvent(object: unknown): PaymentSubject | undefined {
  const metadata = Marked.safeParse(object).data?.metadata ?? {};
  const accountId = fromPublicId('acct', metadata['account_id'] ?? '');
  const invoiceId = fromPublicId('inv', metadata['invoice_id'] ?? '');
  if (accountId === undefined || invoiceId === undefined) return undefined;
  const parsed = Invoice.safeParse(object);
  if (!parsed.success) return { kind: 'unreadable', problem: problemOf(parsed.error) };
  const invoice = toProviderInvoice(parsed.data);
  // We are making it just now.
  return invoice.status === 'draft' ? { kind: 'other' } : { kind: 'invoice', accountId, invoiceId, invoice };
}

function toProviderInvoice(invoice: z.infer<typeof Invoice>): ProviderInvoice {
  const {
    id,
    status,
    total,
    total_excluding_tax: net,
    currency,
    number,
    hosted_invoice_url: payUrl,
    due_date: due,
  } = invoice;
  return {
    providerInvoiceId: id,
    status,
    // What we asked for: Stripe adds the tax.
    total: { minorUnits: BigInt(net ?? total), currency: currency.toUpperCase() },
    number: number ?? undefined,
    payUrl: payUrl ?? undefined,
    dueAt: typeof due === 'number' ? new Date(due * 1000) : undefined,
  };
}
