// Lines of invoices as Stripe shows them (https://docs.stripe.com/api/invoice-line-item/object).
import type Stripe from 'stripe';
import { formatMoney } from './currencies.ts';
import { wireDecimal } from './product.ts';
import { newStripeId } from './stripe-ids.ts';
import { idOf } from './work.ts';

export interface NewLine {
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  readonly metadata?: Stripe.Metadata | undefined;
  readonly period: { readonly start: number; readonly end: number };
  readonly quantity: number;
  readonly price?: Stripe.Price | undefined;
  readonly invoiceItem?: string | undefined;
  readonly subscription?: string | undefined;
  readonly subscriptionItem?: string | undefined;
  readonly isProration?: boolean | undefined;
}

function parentOf(line: NewLine): Stripe.InvoiceLineItem.Parent {
  const { invoiceItem, subscription, subscriptionItem, isProration: proration = false } = line;
  const shared = { proration, proration_details: { credited_items: null } };
  if (subscriptionItem === undefined) {
    const details = { ...shared, invoice_item: invoiceItem ?? '', subscription: subscription ?? null };
    return { invoice_item_details: details, subscription_item_details: null, type: 'invoice_item_details' };
  }
  const details = {
    ...shared,
    invoice_item: invoiceItem ?? null,
    subscription: subscription ?? null,
    subscription_item: subscriptionItem,
  };
  return { invoice_item_details: null, subscription_item_details: details, type: 'subscription_item_details' };
}

export function pricingOf(price: Stripe.Price | undefined, unitAmount: number): Stripe.InvoiceLineItem.Pricing {
  const unit = wireDecimal(price?.unit_amount ?? unitAmount);
  if (price === undefined) return { type: 'price_details', unit_amount_decimal: unit };
  const details = { price: price.id, product: idOf(price.product) ?? '' };
  return { price_details: details, type: 'price_details', unit_amount_decimal: unit };
}

export function buildLine(invoice: string, line: NewLine): Stripe.InvoiceLineItem {
  return {
    id: newStripeId('il'),
    object: 'line_item',
    amount: line.amount,
    currency: line.currency,
    description: line.description,
    discount_amounts: [],
    discountable: line.isProration !== true,
    discounts: [],
    invoice,
    livemode: false,
    metadata: line.metadata ?? {},
    parent: parentOf(line),
    period: line.period,
    pretax_credit_amounts: [],
    pricing: pricingOf(line.price, line.amount),
    quantity: line.quantity,
    quantity_decimal: wireDecimal(line.quantity),
    subscription: line.subscription ?? null,
    subtotal: line.amount,
    taxes: [],
  };
}

export function priceText(minorUnits: number, currency: string): string {
  const code = currency.toUpperCase();
  return `${formatMoney({ minorUnits: BigInt(minorUnits), currency: code })} ${code}`;
}

/** `1 × Pro (at 20.00 USD / month)` */
export function describeRecurring(quantity: number, name: string, price: Stripe.Price): string {
  return `${quantity} × ${name} (at ${priceText(price.unit_amount ?? 0, price.currency)} / ${intervalText(price)})`;
}

export function intervalText({ recurring }: Stripe.Price): string {
  const { interval = 'month', interval_count: count = 1 } = recurring ?? {};
  return count === 1 ? interval : `${count} ${interval}s`;
}
