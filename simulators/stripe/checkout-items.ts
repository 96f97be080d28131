// What a checkout session sells, as Stripe lists it (https://docs.stripe.com/api/checkout/sessions/line_items).
import type Stripe from 'stripe';
import { buildPrice } from './product.ts';
import type { LineItem, StoredSession } from './stored-objects.ts';
import type { Work } from './work.ts';

export async function sessionItems(work: Work, { object, lineItems }: StoredSession): Promise<Stripe.LineItem[]> {
  const currency = object.currency ?? '';
  return Promise.all(lineItems.map((item, index) => toItem(work, item, { currency, id: `li_${object.id}${index}` })));
}

async function toItem(
  work: Work,
  { name, quantity, unitAmount, price }: LineItem,
  { currency, id }: { readonly currency: string; readonly id: string },
): Promise<Stripe.LineItem> {
  const amount = unitAmount * quantity;
  const known = price === undefined ? undefined : (await work.find('price', price))?.object;
  return {
    id,
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency,
    description: name,
    metadata: {},
    // Prices that are named by their parts are not kept.
    price: known ?? buildPrice(work, { product: 'prod_inline', currency, unit_amount: unitAmount, active: false }),
    quantity,
  };
}
