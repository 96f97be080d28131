// A change of a subscription that waits for its payment (`payment_behavior: pending_if_incomplete`): until the invoice is
// paid, the subscription goes on as it was (https://docs.stripe.com/billing/subscriptions/pending-updates-reference).
import type Stripe from 'stripe';
import { changeSubscription, periodOf } from './subscription.ts';
import type { Work } from './work.ts';

const LONGEST_SECONDS = 23 * 3600;

export function isOfPendingUpdate(subscription: Stripe.Subscription, { id }: Stripe.Invoice): boolean {
  return subscription.pending_update !== null && subscription.latest_invoice === id;
}

/** Keeps what the subscription is to become. Nothing is said of it before its invoice is there. */
export function holdUpdate(work: Work, before: Stripe.Subscription, next: Stripe.Subscription): void {
  const pending: Stripe.Subscription.PendingUpdate = {
    billing_cycle_anchor: next.billing_cycle_anchor === before.billing_cycle_anchor ? null : next.billing_cycle_anchor,
    cancel_at_period_end: null,
    discount: null,
    discounts: null,
    expires_at: Math.min(work.seconds + LONGEST_SECONDS, periodOf(before).end),
    metadata: null,
    subscription_items: next.items.data,
    trial_end: null,
    trial_from_plan: null,
  };
  work.save('subscription', before.id, { object: { ...before, pending_update: pending } });
}

/** Its invoice is paid, or there was nothing to pay. */
export async function applyUpdate(work: Work, id: string): Promise<void> {
  const { object } = await work.get('subscription', id);
  const { pending_update: pending, items } = object;
  if (pending === null) return;
  const changed = await changeSubscription(work, id, {
    billing_cycle_anchor: pending.billing_cycle_anchor ?? object.billing_cycle_anchor,
    items: { ...items, data: pending.subscription_items ?? items.data },
    pending_update: null,
  });
  work.happened('customer.subscription.pending_update_applied', changed);
}

/** The change is not wanted any more; its invoice is for the caller to void. */
export async function discardUpdate(work: Work, id: string): Promise<void> {
  await changeSubscription(work, id, { pending_update: null });
}
