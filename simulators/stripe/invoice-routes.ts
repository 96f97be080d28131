// /v1/invoices (https://docs.stripe.com/api/invoices)
import { z } from 'zod';
import { refuse } from './api-answer.ts';
import { attachPayment } from './attach-payment.ts';
import { closeInvoice, sendInvoice } from './close-invoice.ts';
import { collectInvoice, usualMethod } from './collect-invoice.ts';
import { note } from './customer.ts';
import { finalizeInvoice } from './finalize-invoice.ts';
import { addInvoice, customerOf, DRAFT_SECONDS, putLines } from './invoice.ts';
import { takePendingItems } from './invoice-item.ts';
import { ListFields, listObjects, PageFields, pageOf, readRoute } from './list-objects.ts';
import { markPaid } from './mark-paid.ts';
import { refuseForeign, takePaymentMethod } from './payment-method.ts';
import { previewInvoice } from './preview-invoice.ts';
import {
  Clearable,
  Currency,
  Id,
  integer,
  MetadataFields,
  mergeMetadata,
  readParameters,
  Switch,
  Text,
  Timestamp,
} from './read-parameters.ts';
import { LARGEST_AMOUNT, refuseShape } from './refuse-amount.ts';
import type { ApiCall, Reply, Route, WriteCall } from './route.ts';
import type { StoredInvoice } from './stored-objects.ts';
import { answerPayment } from './take-payment.ts';
import { AutomaticTax } from './tax.ts';

const CustomFields = z.array(z.strictObject({ name: z.string().max(40), value: z.string().max(140) })).max(4);
const CollectionMethod = z.enum(['charge_automatically', 'send_invoice']);
const NewFields = z.strictObject({
  customer: Id,
  currency: Currency.optional(),
  collection_method: CollectionMethod.optional(),
  days_until_due: integer(0, 365).optional(),
  due_date: Timestamp.optional(),
  auto_advance: Switch.optional(),
  pending_invoice_items_behavior: z.enum(['include', 'exclude']).optional(),
  default_payment_method: Id.optional(),
  description: Text.optional(),
  footer: Text.optional(),
  custom_fields: CustomFields.optional(),
  metadata: MetadataFields.optional(),
  automatic_tax: AutomaticTax.optional(),
});

async function createInvoice({ fields, work }: WriteCall): Promise<object> {
  const parameters = readParameters(NewFields, fields);
  const { object: customer } = await work.need('customer', parameters.customer, 'customer');
  const {
    collection_method: collection = 'charge_automatically',
    days_until_due: days,
    due_date: dueDate,
  } = parameters;
  refuseDue(collection, { days, dueDate, now: work.seconds });
  const currency = parameters.currency ?? customer.currency ?? 'usd';
  const isIncluding = parameters.pending_invoice_items_behavior === 'include';
  const pending = isIncluding ? await takePendingItems(work, { customer: customer.id, currency }) : undefined;
  const { object } = await addInvoice(
    work,
    {
      customer: customer.id,
      currency,
      billingReason: 'manual',
      collection,
      daysUntilDue: days,
      dueDate,
      isAutomatic: parameters.auto_advance === true,
      paymentMethod: parameters.default_payment_method,
      isTaxed: parameters.automatic_tax?.enabled,
      description: parameters.description,
      footer: parameters.footer,
      customFields: parameters.custom_fields,
      metadata: mergeMetadata({}, parameters.metadata),
    },
    { lines: pending?.lines ?? [] },
  );
  await pending?.keep(object.id);
  return object;
}

function refuseDue(
  collection: string,
  {
    days,
    dueDate,
    now,
  }: { readonly days?: number | undefined; readonly dueDate?: number | undefined; readonly now: number },
): void {
  const isGiven = days !== undefined || dueDate !== undefined;
  if (collection === 'charge_automatically' && isGiven) {
    const message = 'You can only set `days_until_due` or `due_date` if the `collection_method` is `send_invoice`.';
    throw refuse(message, { param: days === undefined ? 'due_date' : 'days_until_due' });
  }
  if (collection === 'send_invoice' && !isGiven) {
    const message =
      'When creating an invoice with `collection_method=send_invoice`, you must specify either `days_until_due` or `due_date`.';
    throw refuse(message, { param: 'days_until_due' });
  }
  if (dueDate !== undefined && dueDate <= now) {
    throw refuse('The due date must be in the future.', { param: 'due_date' });
  }
}

const ChangeFields = z.strictObject({
  auto_advance: Switch.optional(),
  description: Clearable.optional(),
  footer: Clearable.optional(),
  custom_fields: CustomFields.optional(),
  metadata: MetadataFields.optional(),
  default_payment_method: Clearable.optional(),
  days_until_due: integer(0, 365).optional(),
  due_date: Timestamp.optional(),
});

async function updateInvoice({ id, fields, work }: WriteCall): Promise<object> {
  const stored = await work.need('invoice', id, 'invoice');
  const { metadata, days_until_due: days, auto_advance: isAutomatic, ...given } = readParameters(ChangeFields, fields);
  const plain = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const isDraft = stored.object.status === 'draft';
  if (!isDraft && (days !== undefined || Object.keys(plain).length > 0)) {
    throw refuse('Finalized invoices can’t be updated in this way.', { code: 'invoice_not_editable' });
  }
  const object = {
    ...stored.object,
    ...plain,
    metadata: mergeMetadata(stored.object.metadata, metadata),
    ...(isAutomatic === undefined ? {} : { auto_advance: isAutomatic }),
    ...(isAutomatic === undefined || !isDraft
      ? {}
      : { automatically_finalizes_at: isAutomatic ? work.seconds + DRAFT_SECONDS : null }),
  };
  work.save('invoice', id, { ...stored, object, daysUntilDue: days ?? stored.daysUntilDue });
  work.changed('invoice.updated', stored.object, object);
  return object;
}

const FinalizeFields = z.strictObject({ auto_advance: Switch.optional() });

async function finalize({ id, fields, work }: WriteCall): Promise<object> {
  const { auto_advance: isAutomatic } = readParameters(FinalizeFields, fields);
  const stored = await finalizeInvoice(work, id);
  const { object: open } = stored;
  if (open.status !== 'open') return open;
  const advanced = { ...open, auto_advance: isAutomatic ?? open.auto_advance ?? false };
  work.save('invoice', id, { ...stored, object: advanced });
  if (advanced.auto_advance && advanced.collection_method !== 'send_invoice') {
    await collectInvoice(work, id, { isAutomatic: true });
  }
  return (await work.get('invoice', id)).object;
}

const PayFields = z.strictObject({
  payment_method: Id.optional(),
  paid_out_of_band: Switch.optional(),
  off_session: Switch.optional(),
});

async function pay({ id, fields, work }: WriteCall): Promise<Reply> {
  const parameters = readParameters(PayFields, fields);
  const stored = await openInvoice(work, id);
  const { object: invoice } = stored;
  if (invoice.status === 'paid') return invoice;
  if (parameters.paid_out_of_band === true) {
    await markPaid(work, id, 'out_of_band');
    return (await work.get('invoice', id)).object;
  }
  const { payment_method: name } = parameters;
  const method =
    name === undefined ? await usualMethod(work, invoice) : await takePaymentMethod(work, name, 'payment_method');
  if (method === undefined) {
    const message =
      'There is no `default_payment_method` set on this Customer or Invoice. Please set a default payment method.';
    throw refuse(message, { code: 'resource_missing' });
  }
  refuseForeign(method, customerOf(invoice));
  const outcome = await collectInvoice(work, id, { method, isAutomatic: false });
  if (outcome.status === 'declined') return answerPayment(outcome);
  return (await work.get('invoice', id)).object;
}

/** A payment that was made besides the invoice's own (https://docs.stripe.com/api/invoices/attach_payment). */
async function attach({ id, fields, work }: WriteCall): Promise<object> {
  const { payment_intent: intent } = readParameters(z.strictObject({ payment_intent: Id }), fields);
  await attachPayment(work, await work.need('invoice', id, 'invoice'), await work.need('payment_intent', intent));
  return (await work.get('invoice', id)).object;
}

const PAYABLE = new Set(['open', 'uncollectible']);

async function openInvoice(work: WriteCall['work'], id: string): Promise<StoredInvoice> {
  const stored = await work.need('invoice', id, 'invoice');
  const { status } = stored.object;
  if (status === 'draft') return finalizeInvoice(work, id);
  if (status === 'paid') throw refuse('Invoice is already paid');
  if (PAYABLE.has(String(status))) return stored;
  throw refuse(`Invoice ${id} is ${String(status)} and cannot be paid.`, { code: 'invoice_not_editable' });
}

async function deleteDraft({ id, work }: WriteCall): Promise<object> {
  const { object } = await work.need('invoice', id, 'invoice');
  if (object.status !== 'draft') {
    throw refuse('You can only delete draft invoices.', { code: 'invoice_not_editable' });
  }
  await note(work, customerOf(object), { list: 'invoices', id, isThere: false });
  work.happened('invoice.deleted', object);
  work.remove(id);
  return { id, object: 'invoice', deleted: true };
}

const ListInvoiceFields = z.strictObject({
  ...ListFields,
  customer: Id.optional(),
  subscription: Id.optional(),
  status: z.enum(['draft', 'open', 'paid', 'uncollectible', 'void']).optional(),
  collection_method: CollectionMethod.optional(),
});

async function listInvoices({ fields, work }: ApiCall): Promise<object> {
  const { subscription, customer, status, collection_method, ...page } = readParameters(ListInvoiceFields, fields);
  return listObjects(work, {
    kind: 'invoice',
    url: '/v1/invoices',
    page,
    having: {
      ...{ customer, status, collection_method },
      parent: subscription === undefined ? undefined : { subscription_details: { subscription } },
    },
  });
}

async function listLines({ id, fields, work }: ApiCall): Promise<object> {
  const page = readParameters(z.strictObject(PageFields), fields);
  const { object } = await work.need('invoice', id, 'invoice');
  return pageOf(object.lines.data, page, `/v1/invoices/${id}/lines`);
}

const AddedLine = z.strictObject({
  amount: integer(-LARGEST_AMOUNT, LARGEST_AMOUNT),
  description: Text.optional(),
  quantity: integer(1, 999_999).optional(),
  period: z.strictObject({ start: Timestamp, end: Timestamp }).optional(),
  metadata: MetadataFields.optional(),
});

async function addLines({ id, fields, work }: WriteCall): Promise<object> {
  const { lines } = readParameters(z.strictObject({ lines: z.array(AddedLine).min(1).max(250) }), fields);
  const { object } = await work.need('invoice', id, 'invoice');
  if (object.status !== 'draft') throw refuse('Finalized invoices can’t be updated.', { code: 'invoice_not_editable' });
  const now = { start: work.seconds, end: work.seconds };
  const added = lines.map(({ amount, description = null, quantity = 1, period = now, metadata }, index) => {
    refuseShape(amount, { currency: object.currency, param: `lines[${index}][amount]` });
    return { amount, currency: object.currency, description, quantity, period, metadata };
  });
  return (await putLines(work, id, added)).object;
}

export const invoiceRoutes: readonly Route[] = [
  { method: 'POST', path: 'invoices/create_preview', handle: previewInvoice },
  { method: 'POST', path: 'invoices', handle: createInvoice },
  { method: 'POST', path: 'invoices/:id', handle: updateInvoice },
  { method: 'DELETE', path: 'invoices/:id', handle: deleteDraft },
  { method: 'POST', path: 'invoices/:id/finalize', handle: finalize },
  { method: 'POST', path: 'invoices/:id/pay', handle: pay },
  { method: 'POST', path: 'invoices/:id/attach_payment', handle: attach },
  { method: 'POST', path: 'invoices/:id/send', handle: sendInvoice },
  { method: 'POST', path: 'invoices/:id/void', handle: ({ id, work }) => closeInvoice(work, id, 'void') },
  {
    method: 'POST',
    path: 'invoices/:id/mark_uncollectible',
    handle: ({ id, work }) => closeInvoice(work, id, 'uncollectible'),
  },
  { method: 'POST', path: 'invoices/:id/add_lines', handle: addLines },
  { method: 'GET', path: 'invoices/:id/lines', handle: listLines },
  readRoute('invoices', 'invoice', 'invoice'),
  { method: 'GET', path: 'invoices', handle: listInvoices },
];
