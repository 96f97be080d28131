// Invoice items as Stripe shows them (https://docs.stripe.com/api/invoiceitems/object): what waits for the next invoice.
import type Stripe from 'stripe';
import { note } from './customer.ts';
import { putLines } from './invoice.ts';
import { type NewLine, pricingOf } from './invoice-line.ts';
import { wireDecimal } from './product.ts';
import { newStripeId } from './stripe-ids.ts';
import { idOf, type Work } from './work.ts';

export interface NewItem extends Omit<NewLine, 'invoiceItem'> {
  readonly customer: string;
  /** A draft that it goes on at once. */
  readonly invoice?: string | undefined;
}

function parentOf({ subscription, subscriptionItem }: NewItem): Stripe.InvoiceItem.Parent | null {
  if (subscription === undefined) return null;
  const item = subscriptionItem === undefined ? {} : { subscription_item: subscriptionItem };
  return { subscription_details: { subscription, ...item }, type: 'subscription_details' };
}

export async function addInvoiceItem(work: Work, given: NewItem): Promise<Stripe.InvoiceItem> {
  const id = newStripeId('ii');
  const customer = await work.get('customer', given.customer);
  const object: Stripe.InvoiceItem = {
    id,
    object: 'invoiceitem',
    amount: given.amount,
    currency: given.currency,
    customer: given.customer,
    customer_account: null,
    date: work.seconds,
    description: given.description,
    discountable: given.isProration !== true,
    discounts: [],
    invoice: given.invoice ?? null,
    livemode: false,
    metadata: given.metadata ?? {},
    net_amount: given.amount,
    parent: parentOf(given),
    period: given.period,
    pricing: pricingOf(given.price, given.amount),
    proration: given.isProration === true,
    quantity: given.quantity,
    quantity_decimal: wireDecimal(given.quantity),
    tax_rates: [],
    test_clock: customer.object.test_clock ?? null,
  };
  work.save('invoiceitem', id, { object });
  work.happened('invoiceitem.created', object);
  if (given.invoice === undefined) await note(work, given.customer, { list: 'pendingItems', id, isThere: true });
  else await putLines(work, given.invoice, [{ ...given, invoiceItem: id }]);
  return object;
}

/** The line that an item becomes. */
async function lineOf(work: Work, item: Stripe.InvoiceItem): Promise<NewLine> {
  const priceId = idOf(item.pricing?.price_details?.price);
  const price = priceId === undefined ? undefined : (await work.get('price', priceId)).object;
  const details = item.parent?.subscription_details;
  return {
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    metadata: item.metadata ?? {},
    period: item.period,
    quantity: item.quantity,
    price,
    invoiceItem: item.id,
    subscription: details?.subscription,
    subscriptionItem: details?.subscription_item,
    isProration: item.proration,
  };
}

export interface ItemChoice {
  readonly customer: string;
  readonly currency: string;
  /** Those of this subscription and those of none; undefined: only those of none. */
  readonly subscription?: string | undefined;
}

/** Takes the customer's waiting items; `keep` then says on which invoice they are. */
export async function takePendingItems(
  work: Work,
  { customer, currency, subscription }: ItemChoice,
): Promise<{ readonly lines: readonly NewLine[]; keep(invoice: string): Promise<void> }> {
  const { pendingItems } = await work.get('customer', customer);
  const found = await work.findMany('invoiceitem', pendingItems);
  const items = found
    .map(({ object }) => object)
    .filter((item) => item.currency === currency)
    .filter((item) => {
      const of = item.parent?.subscription_details?.subscription;
      return of === undefined || of === subscription;
    });
  const lines = await Promise.all(items.map((item) => lineOf(work, item)));
  return {
    lines,
    keep: async (invoice) => {
      for (const item of items) {
        work.save('invoiceitem', item.id, { object: { ...item, invoice } });
        await note(work, customer, { list: 'pendingItems', id: item.id, isThere: false });
      }
    },
  };
}
