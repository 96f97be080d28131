// POST /v1/subscriptions/:id
import type Stripe from 'stripe';
import { z } from 'zod';
import { refuse } from './api-answer.ts';
import { changeItems } from './change-items.ts';
import { closeInvoice } from './close-invoice.ts';
import { refuseForeign } from './payment-method.ts';
import { readItemsChange } from './read-items-change.ts';
import {
  Clearable,
  integer,
  MetadataFields,
  mergeMetadata,
  readParameters,
  Switch,
  Text,
  Timestamp,
} from './read-parameters.ts';
import type { WriteCall } from './route.ts';
import { changeSubscription, periodOf } from './subscription.ts';
import {
  ChangeItemFields,
  CollectionMethod,
  dueDays,
  refuseFailure,
  UpdateBehavior,
} from './subscription-parameters.ts';
import { AutomaticTax } from './tax.ts';
import { idOf, type Work } from './work.ts';

const ChangeFields = z.strictObject({
  ...ChangeItemFields,
  payment_behavior: UpdateBehavior.optional(),
  cancel_at_period_end: Switch.optional(),
  cancel_at: z.union([z.literal('').transform(() => null), Timestamp]).optional(),
  cancellation_details: z.strictObject({ comment: Text.optional() }).optional(),
  default_payment_method: Clearable.optional(),
  collection_method: CollectionMethod.optional(),
  days_until_due: integer(0, 365).optional(),
  description: Clearable.optional(),
  metadata: MetadataFields.optional(),
  off_session: Switch.optional(),
  automatic_tax: AutomaticTax.optional(),
});

export async function updateSubscription({ id, fields, work }: WriteCall): Promise<object> {
  const { object: before } = await work.need('subscription', id);
  const parameters = readParameters(ChangeFields, fields);
  if (before.ended_at !== null) {
    throw refuse('A canceled subscription can only update its cancellation_details and metadata.', {
      code: 'invalid_canceled_subscription_fields',
    });
  }
  refuseBesidePending(before, parameters);
  const method = parameters.default_payment_method;
  if (typeof method === 'string') {
    refuseForeign(await work.need('payment_method', method, 'default_payment_method'), idOf(before.customer));
  }
  await changeSubscription(work, id, plainChange(work, before, parameters));
  if (parameters.items !== undefined || parameters.billing_cycle_anchor === 'now') {
    const { object } = await work.get('subscription', id);
    await dropPending(work, object);
    const current = (await work.get('subscription', id)).object;
    const payment = await changeItems(work, current, {
      ...(await readItemsChange(work, current, parameters)),
      isPending: parameters.payment_behavior === 'pending_if_incomplete',
      isOnSession: parameters.off_session !== true,
    });
    if (parameters.payment_behavior === 'error_if_incomplete') refuseFailure(payment);
  }
  return (await work.get('subscription', id)).object;
}

const WITH_PENDING = new Set([
  'items',
  'payment_behavior',
  'proration_behavior',
  'proration_date',
  'billing_cycle_anchor',
  'off_session',
]);

/** Of a change that may have to wait, only what its invoice is made of can be asked for. */
function refuseBesidePending(before: Stripe.Subscription, parameters: z.infer<typeof ChangeFields>): void {
  if (parameters.payment_behavior !== 'pending_if_incomplete') return;
  if (before.collection_method === 'send_invoice') {
    throw refuse('`pending_if_incomplete` is not supported for subscriptions with `send_invoice`.', {
      param: 'payment_behavior',
    });
  }
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || WITH_PENDING.has(name)) continue;
    throw refuse(`You cannot pass \`${name}\` when \`payment_behavior\` is \`pending_if_incomplete\`.`, {
      param: name,
    });
  }
}

/** Another change takes the place of one that waits. */
async function dropPending(work: Work, { pending_update: pending, latest_invoice: latest }: Stripe.Subscription) {
  const invoice = idOf(latest);
  if (pending !== null && invoice !== undefined) await closeInvoice(work, invoice, 'void');
}

function plainChange(
  work: Work,
  before: Stripe.Subscription,
  given: z.infer<typeof ChangeFields>,
): Partial<Stripe.Subscription> {
  const { default_payment_method: method, description, collection_method: collection, days_until_due: days } = given;
  return {
    metadata: mergeMetadata(before.metadata, given.metadata),
    ...(method === undefined ? {} : { default_payment_method: method }),
    ...(description === undefined ? {} : { description }),
    ...(collection === undefined ? {} : { collection_method: collection, days_until_due: dueDays(collection, days) }),
    ...(given.automatic_tax === undefined
      ? {}
      : { automatic_tax: { ...before.automatic_tax, ...given.automatic_tax } }),
    ...cancellation(work, before, given),
  };
}

function cancellation(
  work: Work,
  before: Stripe.Subscription,
  given: Pick<z.infer<typeof ChangeFields>, 'cancel_at' | 'cancel_at_period_end'>,
): Partial<Stripe.Subscription> {
  const { cancel_at: at, cancel_at_period_end: isAtEnd } = given;
  const details = { comment: null, feedback: null, feedback_option: null };
  const requested = { ...details, reason: 'cancellation_requested' as const };
  const canceledAt = before.canceled_at ?? work.seconds;
  if (isAtEnd === true) {
    const { end } = periodOf(before);
    return { cancel_at: end, cancel_at_period_end: true, canceled_at: canceledAt, cancellation_details: requested };
  }
  if (typeof at === 'number') {
    return { cancel_at: at, cancel_at_period_end: false, canceled_at: canceledAt, cancellation_details: requested };
  }
  if (isAtEnd === undefined && at === undefined) return {};
  const kept = { ...details, reason: null };
  return { cancel_at: null, cancel_at_period_end: false, canceled_at: null, cancellation_details: kept };
}
