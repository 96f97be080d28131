// Stripe's subscriptions and their invoices in the room's words.
import type Stripe from 'stripe';
import type { SubscriptionStatus } from '../plans/entities.ts';
import type { PlanInvoice, PlanPrice, SubscriptionState } from '../plans/plan-payments.ts';
import { type PlanPrices, toPlanPrice } from './plan-prices.ts';
import { unlessMissing, unlessUnavailable } from './provider-errors.ts';

const STATUSES: Readonly<Record<string, SubscriptionStatus>> = {
  incomplete: 'INCOMPLETE',
  incomplete_expired: 'INCOMPLETE_EXPIRED',
  trialing: 'TRIALING',
  active: 'ACTIVE',
  past_due: 'PAST_DUE',
  canceled: 'CANCELED',
  unpaid: 'UNPAID',
  paused: 'PAUSED',
};

const dateOf = (seconds: number): Date => new Date(seconds * 1000);

/** Ours have one item. Of somebody else's with more, the first one with a plan of ours counts. */
export function toSubscriptionState(subscription: Stripe.Subscription): SubscriptionState {
  const items = subscription.items.data;
  const item = items.find(({ price }) => toPlanPrice(price) !== undefined) ?? items[0];
  if (item === undefined) throw new Error(`subscription ${subscription.id} has no item`);
  const { id, customer, metadata, status } = subscription;
  return {
    subscriptionId: id,
    customerId: typeof customer === 'string' ? customer : customer.id,
    status: statusOf(status),
    itemId: item.id,
    plan: toPlanPrice(item.price),
    currentPeriodStart: dateOf(item.current_period_start),
    currentPeriodEnd: dateOf(item.current_period_end),
    priceId: item.price.id,
    // Where it ends on a day that somebody chose, only that day is there.
    cancelAtPeriodEnd: subscription.cancel_at_period_end || subscription.cancel_at !== null,
    startedAt: dateOf(subscription.created),
    isChangePending: subscription.pending_update !== null,
    planChangeId: metadata['plan_change_id'],
  };
}

function statusOf(status: string): SubscriptionStatus {
  const known = STATUSES[status];
  if (known === undefined) throw new Error(`a subscription is ${status}, which is not known here`);
  return known;
}

export async function readPlanInvoice(
  stripe: Stripe,
  prices: PlanPrices,
  id: string,
): Promise<PlanInvoice | undefined> {
  const invoice = await unlessMissing(stripe.invoices.retrieve(id));
  if (invoice === undefined) return undefined;
  const lines: { amount: bigint; plan: PlanPrice | undefined }[] = [];
  for (const line of await allLines(stripe, invoice)) {
    const price = line.pricing?.price_details?.price;
    const priceId = typeof price === 'string' ? price : price?.id;
    // Discounts are not part of a line's amount.
    lines.push({
      amount: BigInt(line.amount),
      plan: priceId === undefined ? undefined : await prices.read(priceId),
    });
  }
  return {
    invoiceId: id,
    isPaid: invoice.status === 'paid',
    reason: invoice.billing_reason ?? '',
    currency: invoice.currency.toUpperCase(),
    subtotal: BigInt(invoice.subtotal),
    total: BigInt(invoice.total),
    amountDue: BigInt(invoice.amount_due),
    lines,
  };
}

/** An invoice shows its first lines only. */
async function allLines(stripe: Stripe, { id, lines }: Stripe.Invoice): Promise<Stripe.InvoiceLineItem[]> {
  if (!lines.has_more) return lines.data;
  const all: Stripe.InvoiceLineItem[] = [];
  const list = async (): Promise<void> => {
    for await (const line of stripe.invoices.listLineItems(id, { limit: 100 })) all.push(line);
  };
  await unlessUnavailable(list());
  return all;
}
