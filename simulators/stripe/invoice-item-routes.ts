// /v1/invoiceitems and /v1/invoice_payments
import type Stripe from 'stripe';
import { z } from 'zod';
import { refuse } from './api-answer.ts';
import { note } from './customer.ts';
import { addInvoiceItem } from './invoice-item.ts';
import { ListFields, listObjects, readRoute } from './list-objects.ts';
import {
  Currency,
  Id,
  integer,
  MetadataFields,
  mergeMetadata,
  Quantity,
  readParameters,
  Switch,
  Text,
  Timestamp,
} from './read-parameters.ts';
import { LARGEST_AMOUNT, refuseShape } from './refuse-amount.ts';
import type { ApiCall, Route, WriteCall } from './route.ts';
import { idOf, type Work } from './work.ts';

const MOST_LINES = 250;
const NewFields = z.strictObject({
  customer: Id,
  amount: integer(-LARGEST_AMOUNT, LARGEST_AMOUNT).optional(),
  currency: Currency.optional(),
  description: Text.optional(),
  invoice: Id.optional(),
  subscription: Id.optional(),
  period: z.strictObject({ start: Timestamp, end: Timestamp }).optional(),
  pricing: z.strictObject({ price: Id }).optional(),
  quantity: Quantity.optional(),
  metadata: MetadataFields.optional(),
});

async function createItem({ fields, work }: WriteCall): Promise<object> {
  const parameters = readParameters(NewFields, fields);
  const { customer, invoice, subscription, quantity = 1, description = null } = parameters;
  await work.need('customer', customer, 'customer');
  if (subscription !== undefined) await work.need('subscription', subscription, 'subscription');
  const draft = invoice === undefined ? undefined : await needDraft(work, invoice, customer);
  const priced = await amountOf(work, { ...parameters, quantity });
  const currency = chooseCurrency(priced.currency, draft);
  refuseShape(priced.amount, { currency, param: 'amount' });
  return addInvoiceItem(work, {
    customer,
    amount: priced.amount,
    price: priced.price,
    currency,
    description,
    invoice,
    subscription,
    quantity,
    period: parameters.period ?? { start: work.seconds, end: work.seconds },
    metadata: mergeMetadata({}, parameters.metadata),
  });
}

function chooseCurrency(given: string | undefined, draft: Stripe.Invoice | undefined): string {
  const currency = given ?? draft?.currency ?? 'usd';
  if (draft === undefined || draft.currency === currency) return currency;
  throw refuse('The currency of an invoice item must match that of its invoice.', { param: 'currency' });
}

async function needDraft(work: Work, id: string, customer: string): Promise<Stripe.Invoice> {
  const { object } = await work.need('invoice', id, 'invoice');
  if (idOf(object.customer) !== customer) {
    throw refuse('The invoice belongs to another customer.', { param: 'invoice' });
  }
  if (object.status !== 'draft') {
    throw refuse('You cannot add invoice items to an invoice that is not a draft.', { code: 'invoice_not_editable' });
  }
  if (object.lines.data.length >= MOST_LINES) {
    throw refuse(`An invoice has at most ${MOST_LINES} invoice items.`, { param: 'invoice' });
  }
  return object;
}

interface Priced {
  readonly amount: number;
  readonly currency: string | undefined;
  readonly price?: Stripe.Price;
}

async function amountOf(
  work: Work,
  given: Pick<z.infer<typeof NewFields>, 'amount' | 'currency' | 'pricing'> & { readonly quantity: number },
): Promise<Priced> {
  const { amount, currency, pricing, quantity } = given;
  if (pricing === undefined) {
    if (amount !== undefined) return { amount, currency };
    throw refuse('One of the following params should be provided for this request: amount or pricing.', {
      param: 'amount',
      code: 'parameter_missing',
    });
  }
  if (amount !== undefined) {
    throw refuse('You may only specify one of these parameters: amount, pricing.', {
      param: 'amount',
      code: 'parameters_exclusive',
    });
  }
  const { object: price } = await work.need('price', pricing.price, 'pricing[price]');
  return { amount: (price.unit_amount ?? 0) * quantity, currency: price.currency, price };
}

async function deleteItem({ id, work }: WriteCall): Promise<object> {
  const { object } = await work.need('invoiceitem', id);
  if (object.invoice !== null) {
    throw refuse('You can only delete invoice items that are on no invoice yet.', { code: 'invoice_not_editable' });
  }
  await note(work, idOf(object.customer) ?? '', { list: 'pendingItems', id, isThere: false });
  work.happened('invoiceitem.deleted', object);
  work.remove(id);
  return { id, object: 'invoiceitem', deleted: true };
}

const ListItemFields = z.strictObject({
  ...ListFields,
  customer: Id.optional(),
  invoice: Id.optional(),
  pending: Switch.optional(),
});

async function listItems({ fields, work }: ApiCall): Promise<object> {
  const { pending, customer, invoice, ...page } = readParameters(ListItemFields, fields);
  return listObjects(work, {
    kind: 'invoiceitem',
    url: '/v1/invoiceitems',
    page,
    having: { customer, invoice },
    where: { invoice: pending === undefined ? undefined : { isThere: !pending } },
  });
}

const ListPaymentFields = z.strictObject({
  ...ListFields,
  invoice: Id.optional(),
  status: z.enum(['open', 'paid', 'canceled']).optional(),
  payment: z.strictObject({ type: z.literal('payment_intent'), payment_intent: Id.optional() }).optional(),
});

async function listPayments({ fields, work }: ApiCall): Promise<object> {
  const { invoice, status, payment, ...page } = readParameters(ListPaymentFields, fields);
  const intent = payment?.payment_intent;
  return listObjects(work, {
    kind: 'invoice_payment',
    url: '/v1/invoice_payments',
    page,
    having: { invoice, status, payment: intent === undefined ? undefined : { payment_intent: intent } },
  });
}

export const invoiceItemRoutes: readonly Route[] = [
  { method: 'POST', path: 'invoiceitems', handle: createItem },
  { method: 'DELETE', path: 'invoiceitems/:id', handle: deleteItem },
  readRoute('invoiceitems', 'invoiceitem'),
  { method: 'GET', path: 'invoiceitems', handle: listItems },
  readRoute('invoice_payments', 'invoice_payment'),
  { method: 'GET', path: 'invoice_payments', handle: listPayments },
];
