// The end of a period: the next one begins, and a draft invoice for it
// (https://docs.stripe.com/billing/subscriptions/billing-cycle).
import type Stripe from 'stripe';
import { nextBoundary } from './decide-next-period.ts';
import { addInvoice, type NewInvoice } from './invoice.ts';
import { takePendingItems } from './invoice-item.ts';
import { changeSubscription, cycleOf, periodOf, recurringLines, subscriberOf } from './subscription.ts';
import type { Work } from './work.ts';

/** The subscription as it is in its next period. */
export function nextPeriod(subscription: Stripe.Subscription): Stripe.Subscription {
  const { items, billing_cycle_anchor: anchor } = subscription;
  const { end } = periodOf(subscription);
  const data = items.data.map((item) => ({
    ...item,
    current_period_start: end,
    current_period_end: nextBoundary(cycleOf(anchor, item.price), end),
  }));
  return { ...subscription, items: { ...items, data } };
}

/** What is asked for the next period: recurring prices and everything that waited. */
export async function renewalInvoice(
  work: Work,
  before: Stripe.Subscription,
  renewed: Stripe.Subscription,
): Promise<Stripe.Invoice> {
  const { id, currency } = renewed;
  const customer = subscriberOf(renewed);
  const pending = await takePendingItems(work, { customer, currency, subscription: id });
  const given: NewInvoice = {
    customer,
    currency,
    billingReason: 'subscription_cycle',
    collection: renewed.collection_method === 'send_invoice' ? 'send_invoice' : 'charge_automatically',
    daysUntilDue: renewed.days_until_due,
    // Nobody collects for a subscription that was given up.
    isAutomatic: renewed.status !== 'unpaid',
    subscription: renewed,
    period: periodOf(before),
    metadata: {},
  };
  const lines = [...pending.lines, ...(await recurringLines(work, renewed))];
  const { object } = await addInvoice(work, given, { lines });
  await pending.keep(object.id);
  return object;
}

export async function renewSubscription(work: Work, id: string): Promise<void> {
  const { object: before } = await work.get('subscription', id);
  const renewed = nextPeriod(before);
  const invoice = await renewalInvoice(work, before, renewed);
  await changeSubscription(work, id, { items: renewed.items, latest_invoice: invoice.id });
}
