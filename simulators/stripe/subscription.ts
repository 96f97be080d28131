// Subscriptions and their items as Stripe shows them (https://docs.stripe.com/api/subscriptions/object).
import type Stripe from 'stripe';
import { type Cycle, nextBoundary } from './decide-next-period.ts';
import { describeRecurring, type NewLine } from './invoice-line.ts';
import { newStripeId } from './stripe-ids.ts';
import { idOf, type Work } from './work.ts';

export interface NewSubscription {
  readonly customer: Stripe.Customer;
  readonly items: readonly { readonly price: Stripe.Price; readonly quantity: number }[];
  readonly collection: 'charge_automatically' | 'send_invoice';
  readonly daysUntilDue: number | null;
  readonly paymentMethod: string | null;
  readonly isEndingWithPeriod: boolean;
  readonly isTaxed?: boolean | undefined;
  readonly description: string | null;
  readonly metadata: Stripe.Metadata;
}

/** The plan of old that Stripe still shows beside a recurring price. */
export function planOf(price: Stripe.Price): Stripe.Plan {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: 'per_unit',
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? 'month',
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  };
}

export interface NewSubscriptionItem {
  readonly subscription: string;
  readonly price: Stripe.Price;
  readonly quantity: number;
  readonly period: { readonly start: number; readonly end: number };
  readonly created: number;
}

export function buildItem({
  subscription,
  price,
  quantity,
  period,
  created,
}: NewSubscriptionItem): Stripe.SubscriptionItem {
  return {
    id: newStripeId('si'),
    object: 'subscription_item',
    billing_thresholds: null,
    created,
    current_period_end: period.end,
    current_period_start: period.start,
    current_trial: null,
    discounts: [],
    metadata: {},
    plan: planOf(price),
    price,
    quantity,
    subscription,
    tax_rates: [],
  };
}

export function cycleOf(anchor: number, price: Stripe.Price): Cycle {
  const { interval = 'month', interval_count: count = 1 } = price.recurring ?? {};
  return { anchor, interval: interval as Cycle['interval'], count };
}

/** What a subscription without trials, discounts, schedules and thresholds leaves empty. */
const UNUSED = {
  application: null,
  application_fee_percent: null,
  billing_cycle_anchor_config: null,
  billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
  billing_schedules: [],
  billing_thresholds: null,
  customer_account: null,
  default_source: null,
  default_tax_rates: [],
  discounts: [],
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: { type: 'self' },
  },
  managed_payments: null,
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pause_collection: null,
  payment_settings: { payment_method_options: null, payment_method_types: null, save_default_payment_method: 'off' },
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  transfer_data: null,
  trial_end: null,
  trial_settings: { end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' } },
  trial_start: null,
} satisfies Partial<Stripe.Subscription>;

/** Incomplete until its first invoice is paid. */
export function buildSubscription(work: Work, given: NewSubscription): Stripe.Subscription {
  const id = newStripeId('sub');
  const start = work.seconds;
  const [first] = given.items;
  if (first === undefined) throw new Error('a subscription has at least one item');
  const end = nextBoundary(cycleOf(start, first.price), start);
  const period = { start, end };
  return {
    ...UNUSED,
    id,
    object: 'subscription',
    billing_cycle_anchor: start,
    cancel_at: given.isEndingWithPeriod ? end : null,
    cancel_at_period_end: given.isEndingWithPeriod,
    canceled_at: given.isEndingWithPeriod ? start : null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: given.collection,
    created: start,
    currency: first.price.currency,
    customer: given.customer.id,
    days_until_due: given.daysUntilDue,
    automatic_tax: { disabled_reason: null, enabled: given.isTaxed === true, liability: null },
    default_payment_method: given.paymentMethod,
    description: given.description,
    ended_at: null,
    items: {
      object: 'list',
      data: given.items.map((item) => buildItem({ ...item, subscription: id, period, created: start })),
      has_more: false,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    latest_invoice: null,
    livemode: false,
    metadata: given.metadata,
    start_date: start,
    status: 'incomplete',
    test_clock: given.customer.test_clock ?? null,
  };
}

/** Changes the subscription and says so. */
export async function changeSubscription(
  work: Work,
  id: string,
  change: Partial<Stripe.Subscription>,
): Promise<Stripe.Subscription> {
  const { object } = await work.get('subscription', id);
  const changed = { ...object, ...change };
  work.save('subscription', id, { object: changed });
  work.changed('customer.subscription.updated', object, changed);
  return changed;
}

export function subscriberOf({ customer }: Stripe.Subscription): string {
  return idOf(customer) ?? '';
}

export function periodOf({ items }: Stripe.Subscription): { readonly start: number; readonly end: number } {
  const [first] = items.data;
  if (first === undefined) throw new Error('a subscription has at least one item');
  return { start: first.current_period_start, end: first.current_period_end };
}

export async function nameOf(work: Work, price: Stripe.Price): Promise<string> {
  const product = await work.find('product', idOf(price.product) ?? '');
  return product?.object.name ?? price.nickname ?? price.id;
}

/** What the subscription's items cost for the period that they are in. */
export async function recurringLines(work: Work, { id, items }: Stripe.Subscription): Promise<NewLine[]> {
  return Promise.all(
    items.data.map(async ({ id: subscriptionItem, price, quantity = 1, ...item }): Promise<NewLine> => {
      return {
        amount: (price.unit_amount ?? 0) * quantity,
        currency: price.currency,
        description: describeRecurring(quantity, await nameOf(work, price), price),
        period: { start: item.current_period_start, end: item.current_period_end },
        quantity,
        price,
        subscription: id,
        subscriptionItem,
      };
    }),
  );
}
