// Starts a subscription: its first invoice is made, finalised and, if cards are charged, collected at once
// (https://docs.stripe.com/billing/subscriptions/overview#how-payments-work-with-subscriptions).
import type Stripe from 'stripe';
import { type Collection, type CollectionOutcome, collectInvoice } from './collect-invoice.ts';
import { note } from './customer.ts';
import { finalizeInvoice } from './finalize-invoice.ts';
import { addInvoice } from './invoice.ts';
import { takePendingItems } from './invoice-item.ts';
import {
  buildSubscription,
  changeSubscription,
  type NewSubscription,
  periodOf,
  recurringLines,
  subscriberOf,
} from './subscription.ts';
import type { Work } from './work.ts';

export interface Start extends NewSubscription {
  /** The first payment waits for the customer. */
  readonly isPaidLater: boolean;
  readonly collect?: Pick<Collection, 'method' | 'isAuthenticated'> | undefined;
}

export interface Started {
  readonly subscription: Stripe.Subscription;
  /** Undefined when nothing was to be collected yet. */
  readonly payment: CollectionOutcome | undefined;
}

export async function startSubscription(work: Work, start: Start): Promise<Started> {
  const draft = buildSubscription(work, start);
  const isSent = start.collection === 'send_invoice';
  const subscription: Stripe.Subscription = isSent ? { ...draft, status: 'active' } : draft;
  const { id } = subscription;
  work.save('subscription', id, { object: subscription });
  await note(work, start.customer.id, { list: 'subscriptions', id, isThere: true });
  const invoice = await firstInvoice(work, subscription);
  if (isSent) return { subscription: (await work.get('subscription', id)).object, payment: undefined };
  const { object } = await finalizeInvoice(work, invoice);
  const isDue = object.status === 'open' && !start.isPaidLater;
  const payment = isDue ? await collectInvoice(work, invoice, { ...start.collect, isAutomatic: false }) : undefined;
  return { subscription: (await work.get('subscription', id)).object, payment };
}

async function firstInvoice(work: Work, subscription: Stripe.Subscription): Promise<string> {
  const { id, currency } = subscription;
  const customer = subscriberOf(subscription);
  const pending = await takePendingItems(work, { customer, currency });
  const { start } = periodOf(subscription);
  const { object: invoice } = await addInvoice(
    work,
    {
      customer,
      currency,
      billingReason: 'subscription_create',
      collection: subscription.collection_method === 'send_invoice' ? 'send_invoice' : 'charge_automatically',
      daysUntilDue: subscription.days_until_due,
      isAutomatic: true,
      subscription,
      period: { start, end: start },
      metadata: {},
    },
    { lines: [...(await recurringLines(work, subscription)), ...pending.lines], isSilent: true },
  );
  await pending.keep(invoice.id);
  const named = { ...subscription, latest_invoice: invoice.id };
  work.save('subscription', id, { object: named });
  work.happened('customer.subscription.created', named);
  work.happened('invoice.created', invoice);
  return invoice.id;
}

/** A subscription whose first invoice nobody paid in time (23 hours) is given up. */
export async function expireIncomplete(work: Work, id: string): Promise<void> {
  const expired = await changeSubscription(work, id, { status: 'incomplete_expired', ended_at: work.seconds });
  await note(work, subscriberOf(expired), { list: 'subscriptions', id, isThere: false });
}
