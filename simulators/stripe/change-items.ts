// Another price or quantity in the middle of a period: what is unused is credited, what remains is charged
// (https://docs.stripe.com/billing/subscriptions/prorations, https://docs.stripe.com/billing/subscriptions/change-price).
import type Stripe from 'stripe';
import { type CollectionOutcome, collectInvoice } from './collect-invoice.ts';
import { nextBoundary } from './decide-next-period.ts';
import { prorate } from './decide-proration.ts';
import { finalizeInvoice } from './finalize-invoice.ts';
import { addInvoice } from './invoice.ts';
import { addInvoiceItem, takePendingItems } from './invoice-item.ts';
import { applyUpdate, holdUpdate } from './pending-update.ts';
import { rulesOf } from './refuse-amount.ts';
import {
  buildItem,
  changeSubscription,
  cycleOf,
  nameOf,
  periodOf,
  planOf,
  recurringLines,
  subscriberOf,
} from './subscription.ts';
import type { Work } from './work.ts';

/** An item as it will be; without an id it is new, without a price it goes. */
export interface ItemChange {
  readonly id: string | undefined;
  readonly price: Stripe.Price | undefined;
  readonly quantity: number;
}

export interface ItemsChange {
  readonly items: readonly ItemChange[];
  readonly proration: 'create_prorations' | 'always_invoice' | 'none';
  /** Seconds; now when absent. */
  readonly prorationDate: number | undefined;
  /** A new period begins now. */
  readonly isAnchoredNow: boolean;
  /** Not before it is paid. */
  readonly isPending?: boolean;
  /** The customer is there to authenticate. */
  readonly isOnSession?: boolean;
}

interface Share {
  readonly item: string;
  readonly price: Stripe.Price;
  readonly quantity: number;
  readonly sign: 1 | -1;
}

/** Answers what was paid at once; undefined when the change waits for the next invoice. */
export async function changeItems(
  work: Work,
  subscription: Stripe.Subscription,
  change: ItemsChange,
): Promise<CollectionOutcome | undefined> {
  const isNewPeriod = change.isAnchoredNow || changesInterval(subscription, change);
  const isInvoiced = isNewPeriod || change.proration === 'always_invoice';
  const turn: Turn = { change, isNewPeriod, isHeld: change.isPending === true && isInvoiced };
  const next = await putItems(work, subscription, turn);
  await addShares(work, { before: subscription, next }, turn);
  if (!isInvoiced) return undefined;
  const payment = await invoiceChange(work, next, turn);
  // There was nothing to pay for.
  if (payment === undefined) await applyUpdate(work, subscription.id);
  return payment;
}

interface Turn {
  readonly change: ItemsChange;
  readonly isNewPeriod: boolean;
  /** The subscription stays as it is until the invoice of the change is paid. */
  readonly isHeld: boolean;
}

/** Answers the subscription as it will be. */
async function putItems(work: Work, before: Stripe.Subscription, turn: Turn): Promise<Stripe.Subscription> {
  const anchor = turn.isNewPeriod ? work.seconds : before.billing_cycle_anchor;
  const changes = {
    items: { ...before.items, data: nextItems(work, before, turn) },
    billing_cycle_anchor: anchor,
  };
  if (!turn.isHeld) return changeSubscription(work, before.id, changes);
  const next = { ...before, ...changes };
  holdUpdate(work, before, next);
  return next;
}

async function addShares(
  work: Work,
  { before, next }: { readonly before: Stripe.Subscription; readonly next: Stripe.Subscription },
  { change, isNewPeriod }: Turn,
): Promise<void> {
  if (change.proration === 'none') return;
  const from = change.prorationDate ?? work.seconds;
  for (const share of sharesOf(before, next)) {
    // A whole new period is charged in full by its invoice.
    if (share.sign === 1 && isNewPeriod) continue;
    await addShare(work, next, { share, from, period: periodOf(before) });
  }
}

function changesInterval({ items }: Stripe.Subscription, change: ItemsChange): boolean {
  const [first] = items.data;
  return change.items.some(
    ({ price }) =>
      price !== undefined &&
      (price.recurring?.interval !== first?.price.recurring?.interval ||
        price.recurring?.interval_count !== first?.price.recurring?.interval_count),
  );
}

function nextItems(
  work: Work,
  subscription: Stripe.Subscription,
  { change, isNewPeriod }: Turn,
): Stripe.SubscriptionItem[] {
  const price = change.items.find((item) => item.price !== undefined)?.price;
  const anchored = price ?? subscription.items.data[0]?.price;
  const start = work.seconds;
  const period =
    isNewPeriod && anchored !== undefined
      ? { start, end: nextBoundary(cycleOf(start, anchored), start) }
      : periodOf(subscription);
  const kept = subscription.items.data.flatMap((item): Stripe.SubscriptionItem[] => {
    const asked = change.items.find(({ id }) => id === item.id);
    const moved = { ...item, current_period_start: period.start, current_period_end: period.end };
    if (asked === undefined) return [moved];
    const { price: other, quantity } = asked;
    return other === undefined ? [] : [{ ...moved, price: other, plan: planOf(other), quantity }];
  });
  const added = change.items.flatMap((item) =>
    item.id === undefined && item.price !== undefined
      ? [buildItem({ ...item, price: item.price, subscription: subscription.id, period, created: work.seconds })]
      : [],
  );
  return [...kept, ...added];
}

/** What was and is no more, and what is and was not. */
function sharesOf(before: Stripe.Subscription, after: Stripe.Subscription): Share[] {
  const isSame = (one: Stripe.SubscriptionItem, other: Stripe.SubscriptionItem): boolean =>
    one.id === other.id && one.price.id === other.price.id && one.quantity === other.quantity;
  const gone = before.items.data.filter((item) => !after.items.data.some((other) => isSame(item, other)));
  const come = after.items.data.filter((item) => !before.items.data.some((other) => isSame(item, other)));
  const share = (item: Stripe.SubscriptionItem, sign: 1 | -1): Share => {
    return { item: item.id, price: item.price, quantity: item.quantity ?? 1, sign };
  };
  return [...gone.map((item) => share(item, -1)), ...come.map((item) => share(item, 1))];
}

interface PricedShare {
  readonly share: Share;
  readonly from: number;
  readonly period: { readonly start: number; readonly end: number };
}

async function addShare(work: Work, subscription: Stripe.Subscription, priced: PricedShare): Promise<void> {
  const { share, from, period } = priced;
  const { price, quantity, sign } = share;
  const name = await nameOf(work, price);
  const subject = quantity === 1 ? name : `${quantity} × ${name}`;
  const words = sign === -1 ? 'Unused time on' : 'Remaining time on';
  await addInvoiceItem(work, {
    customer: subscriberOf(subscription),
    amount: prorate({
      amount: sign * (price.unit_amount ?? 0) * quantity,
      periodStart: period.start,
      periodEnd: period.end,
      from,
      step: Number(rulesOf(price.currency).step),
    }),
    currency: price.currency,
    description: `${words} ${subject} after ${dayText(from)}`,
    period: { start: from, end: period.end },
    quantity,
    price,
    subscription: subscription.id,
    subscriptionItem: share.item,
    isProration: true,
  });
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** `15 Jan 2027`, UTC */
function dayText(seconds: number): string {
  return DAY.format(new Date(seconds * 1000));
}

async function invoiceChange(
  work: Work,
  subscription: Stripe.Subscription,
  { isNewPeriod, change: { isPending = false, isOnSession = false } }: Turn,
): Promise<CollectionOutcome | undefined> {
  const { id, currency } = subscription;
  const customer = subscriberOf(subscription);
  const pending = await takePendingItems(work, { customer, currency, subscription: id });
  const lines = isNewPeriod ? [...pending.lines, ...(await recurringLines(work, subscription))] : pending.lines;
  if (lines.length === 0) return undefined;
  const { object: invoice } = await addInvoice(
    work,
    {
      customer,
      currency,
      billingReason: 'subscription_update',
      collection: subscription.collection_method === 'send_invoice' ? 'send_invoice' : 'charge_automatically',
      daysUntilDue: subscription.days_until_due,
      isAutomatic: true,
      subscription,
      period: { start: work.seconds, end: work.seconds },
      metadata: {},
    },
    { lines },
  );
  await pending.keep(invoice.id);
  await changeSubscription(work, id, { latest_invoice: invoice.id });
  const { object: open } = await finalizeInvoice(work, invoice.id);
  if (open.status !== 'open' || open.collection_method === 'send_invoice') return undefined;
  return collectInvoice(work, invoice.id, { isAutomatic: !isPending, isOnSession });
}
