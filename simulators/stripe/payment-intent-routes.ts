// /v1/payment_intents and /v1/charges
import type Stripe from 'stripe';
import { z } from 'zod';
import { refuse } from './api-answer.ts';
import { listRoute, readRoute } from './list-objects.ts';
import { addPaymentIntent } from './payment-intent.ts';
import { refuseForeign, takePaymentMethod } from './payment-method.ts';
import {
  Amount,
  Clearable,
  Currency,
  Id,
  MetadataFields,
  mergeMetadata,
  readParameters,
  Switch,
  Text,
  WebAddress,
} from './read-parameters.ts';
import { refuseCharge } from './refuse-amount.ts';
import type { Reply, Route, WriteCall } from './route.ts';
import type { StoredIntent } from './stored-objects.ts';
import { answerPayment, takePayment } from './take-payment.ts';
import { idOf, type Work } from './work.ts';

const ConfirmFields = {
  payment_method: Id.optional(),
  off_session: Switch.optional(),
  error_on_requires_action: Switch.optional(),
  return_url: WebAddress.optional(),
  receipt_email: z.email().optional(),
  setup_future_usage: z.enum(['off_session', 'on_session']).optional(),
};
const NewFields = z.strictObject({
  ...ConfirmFields,
  amount: Amount,
  currency: Currency,
  customer: Id.optional(),
  confirm: Switch.optional(),
  description: Text.optional(),
  metadata: MetadataFields.optional(),
  payment_method_types: z.array(z.literal('card')).optional(),
  automatic_payment_methods: z
    .strictObject({ enabled: Switch, allow_redirects: z.enum(['always', 'never']).optional() })
    .optional(),
  capture_method: z.enum(['automatic', 'automatic_async']).optional(),
});

async function createIntent({ fields, work }: WriteCall): Promise<Reply> {
  const parameters = readParameters(NewFields, fields);
  const { amount, currency, customer, confirm = false, payment_method: method } = parameters;
  refuseCharge(amount, { currency, param: 'amount' });
  if (customer !== undefined) await work.need('customer', customer, 'customer');
  if (parameters.off_session === true && !confirm) {
    throw refuse('The parameter `off_session` cannot be passed when creating a PaymentIntent without `confirm`.', {
      param: 'off_session',
    });
  }
  const stored = addPaymentIntent(work, {
    amount,
    currency,
    customer: customer ?? null,
    description: parameters.description,
    metadata: mergeMetadata({}, parameters.metadata),
    receiptEmail: parameters.receipt_email,
    setupFutureUsage: parameters.setup_future_usage,
    isAutomatic: parameters.payment_method_types === undefined,
  });
  if (confirm) return confirmIntent(work, stored, parameters);
  return method === undefined ? stored.object : chooseMethod(work, stored, method);
}

async function chooseMethod(work: Work, stored: StoredIntent, name: string): Promise<object> {
  const method = await takePaymentMethod(work, name, 'payment_method');
  refuseForeign(method, idOf(stored.object.customer));
  const object: Stripe.PaymentIntent = {
    ...stored.object,
    payment_method: method.object.id,
    status: 'requires_confirmation',
  };
  work.save('payment_intent', object.id, { ...stored, object });
  return object;
}

interface Confirmation {
  readonly payment_method?: string | undefined;
  readonly off_session?: boolean | undefined;
  readonly error_on_requires_action?: boolean | undefined;
}

async function confirmIntent(work: Work, stored: StoredIntent, given: Confirmation): Promise<Reply> {
  const { object: intent } = stored;
  const name = given.payment_method ?? idOf(intent.payment_method);
  if (name === undefined) {
    throw refuse(
      'You cannot confirm this PaymentIntent because it is missing a payment method. Update the PaymentIntent with a payment method and then confirm again.',
      { code: 'payment_intent_unexpected_state' },
    );
  }
  const method = await takePaymentMethod(work, name, 'payment_method');
  refuseForeign(method, idOf(intent.customer));
  const isOffSession = given.off_session === true || given.error_on_requires_action === true;
  return answerPayment(await takePayment(work, { intent: intent.id, method, isOffSession }));
}

const CONFIRMABLE = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action']);

async function confirm({ id, fields, work }: WriteCall): Promise<Reply> {
  const stored = await work.need('payment_intent', id, 'intent');
  const parameters = readParameters(z.strictObject(ConfirmFields), fields);
  refuseState(stored, CONFIRMABLE, 'confirm');
  const { setup_future_usage: usage, receipt_email: email } = parameters;
  const object: Stripe.PaymentIntent = {
    ...stored.object,
    setup_future_usage: usage ?? stored.object.setup_future_usage,
    receipt_email: email ?? stored.object.receipt_email,
  };
  const changed = { ...stored, object };
  work.save('payment_intent', id, changed);
  return confirmIntent(work, changed, parameters);
}

/** Those of checkouts and invoices are confirmed there. */
function refuseState({ object, session, invoice }: StoredIntent, allowed: ReadonlySet<string>, verb: string): void {
  if (session !== undefined || invoice !== undefined) {
    const owner = session === undefined ? 'an Invoice: pay the invoice' : 'a Checkout Session';
    throw refuse(`You cannot ${verb} this PaymentIntent because it belongs to ${owner}.`, {
      code: 'payment_intent_unexpected_state',
    });
  }
  if (allowed.has(object.status)) return;
  const message = `This PaymentIntent's status is ${object.status}, so you cannot ${verb} it.`;
  throw refuse(message, { code: 'payment_intent_unexpected_state' });
}

async function cancel({ id, fields, work }: WriteCall): Promise<object> {
  const Reasons = z.enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']);
  const { cancellation_reason: reason } = readParameters(
    z.strictObject({ cancellation_reason: Reasons.optional() }),
    fields,
  );
  const stored = await work.need('payment_intent', id, 'intent');
  refuseState(stored, CONFIRMABLE, 'cancel');
  const object: Stripe.PaymentIntent = {
    ...stored.object,
    canceled_at: work.seconds,
    cancellation_reason: reason ?? null,
    next_action: null,
    status: 'canceled',
  };
  work.save('payment_intent', id, { ...stored, object });
  work.happened('payment_intent.canceled', object);
  return object;
}

const ChangeFields = z.strictObject({
  amount: Amount.optional(),
  description: Clearable.optional(),
  metadata: MetadataFields.optional(),
});

async function updateIntent({ id, fields, work }: WriteCall): Promise<object> {
  const stored = await work.need('payment_intent', id, 'intent');
  const { amount, description, metadata } = readParameters(ChangeFields, fields);
  if (amount !== undefined) {
    refuseState(stored, CONFIRMABLE, 'change the amount of');
    refuseCharge(amount, { currency: stored.object.currency, param: 'amount' });
  }
  const object: Stripe.PaymentIntent = {
    ...stored.object,
    amount: amount ?? stored.object.amount,
    description: description === undefined ? stored.object.description : description,
    metadata: mergeMetadata(stored.object.metadata, metadata),
  };
  work.save('payment_intent', id, { ...stored, object });
  return object;
}

export const paymentIntentRoutes: readonly Route[] = [
  { method: 'POST', path: 'payment_intents', handle: createIntent },
  { method: 'POST', path: 'payment_intents/:id', handle: updateIntent },
  { method: 'POST', path: 'payment_intents/:id/confirm', handle: confirm },
  { method: 'POST', path: 'payment_intents/:id/cancel', handle: cancel },
  readRoute('payment_intents', 'payment_intent', 'intent'),
  listRoute('payment_intents', 'payment_intent', { customer: Id.optional() }),
  readRoute('charges', 'charge'),
  listRoute('charges', 'charge', { customer: Id.optional(), payment_intent: Id.optional() }),
];
