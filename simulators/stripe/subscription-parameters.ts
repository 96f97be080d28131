// Parameters that several requests about subscriptions share, and what only can be judged with all of them at hand.
import type Stripe from 'stripe';
import { z } from 'zod';
import { ApiRefusal, refuse } from './api-answer.ts';
import type { CollectionOutcome } from './collect-invoice.ts';
import { ItemPriceFields } from './product.ts';
import { Id, Quantity, Switch, Timestamp } from './read-parameters.ts';
import { answerPayment } from './take-payment.ts';

export const CollectionMethod = z.enum(['charge_automatically', 'send_invoice']);
export const PaymentBehavior = z.enum(['allow_incomplete', 'default_incomplete', 'error_if_incomplete']);
export const UpdateBehavior = z.enum([...PaymentBehavior.options, 'pending_if_incomplete']);
export const ProrationBehavior = z.enum(['create_prorations', 'always_invoice', 'none']);

export const ItemChangeFields = z.strictObject({
  ...ItemPriceFields,
  id: Id.optional(),
  quantity: Quantity.optional(),
  deleted: Switch.optional(),
});
export const ChangeItemFields = {
  items: z.array(ItemChangeFields).min(1).max(20).optional(),
  proration_behavior: ProrationBehavior.optional(),
  proration_date: Timestamp.optional(),
  billing_cycle_anchor: z.enum(['now', 'unchanged']).optional(),
};

export function dueDays(collection: string, days: number | undefined): number | null {
  if (collection === 'send_invoice') {
    if (days !== undefined) return days;
    const message = 'When using `collection_method` `send_invoice`, you must pass `days_until_due`.';
    throw refuse(message, { param: 'days_until_due' });
  }
  if (days === undefined) return null;
  const message = 'You can only set `days_until_due` when using `send_invoice` as the `collection_method`.';
  throw refuse(message, { param: 'days_until_due' });
}

/** One subscription, one interval, one currency. */
export function refuseMixture(prices: readonly Stripe.Price[]): void {
  const [first] = prices;
  for (const price of prices) {
    if (price.recurring === null) {
      throw refuse(`The price specified is set to \`type=one_time\` but this field only accepts recurring prices.`, {
        param: 'items',
      });
    }
    const isAlike =
      price.currency === first?.currency &&
      price.recurring.interval === first.recurring?.interval &&
      price.recurring.interval_count === first.recurring.interval_count;
    if (!isAlike) {
      throw refuse('All items of a subscription must have the same interval and currency.', { param: 'items' });
    }
  }
}

/** @throws ApiRefusal with the decline, so that nothing of the change remains */
export function refuseFailure(payment: CollectionOutcome | undefined): void {
  if (payment === undefined || payment.status === 'succeeded') return;
  if (payment.status === 'declined') {
    const answer = answerPayment(payment);
    if ('error' in answer) throw new ApiRefusal(answer.error);
  }
  const message = 'The payment of the invoice needs the customer, or a payment method that is not there.';
  throw new ApiRefusal({
    status: 402,
    type: 'card_error',
    code: 'subscription_payment_intent_requires_action',
    message,
  });
}
