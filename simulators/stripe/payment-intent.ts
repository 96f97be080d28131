// Payment Intents as Stripe shows them (https://docs.stripe.com/api/payment_intents/object).
import type Stripe from 'stripe';
import type { Decline } from './decide-card-outcome.ts';
import type { StoredIntent } from './stored-objects.ts';
import { clientSecret, newStripeId } from './stripe-ids.ts';
import type { Work } from './work.ts';

export interface NewIntent {
  readonly amount: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly description?: string | null | undefined;
  readonly metadata: Stripe.Metadata;
  readonly receiptEmail?: string | null | undefined;
  readonly setupFutureUsage?: 'off_session' | 'on_session' | null | undefined;
  readonly isAutomatic?: boolean | undefined;
  readonly session?: string | undefined;
  readonly invoice?: string | undefined;
}

/** What a card payment of one account leaves empty. */
const UNUSED = {
  allowed_payment_method_types: null,
  application: null,
  application_fee_amount: null,
  canceled_at: null,
  cancellation_reason: null,
  customer_account: null,
  excluded_payment_method_types: null,
  last_payment_error: null,
  latest_charge: null,
  managed_payments: null,
  next_action: null,
  on_behalf_of: null,
  payment_method: null,
  payment_method_configuration_details: null,
  payment_record: null,
  processing: null,
  review: null,
  shipping: null,
  source: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
} as const;

export function addPaymentIntent(work: Work, given: NewIntent): StoredIntent {
  const id = newStripeId('pi');
  const object: Stripe.PaymentIntent = {
    ...UNUSED,
    id,
    object: 'payment_intent',
    amount: given.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    automatic_payment_methods: given.isAutomatic === true ? { allow_redirects: 'never', enabled: true } : null,
    capture_method: 'automatic_async',
    client_secret: clientSecret(id),
    confirmation_method: 'automatic',
    created: work.seconds,
    currency: given.currency,
    customer: given.customer,
    description: given.description ?? null,
    livemode: false,
    metadata: given.metadata,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    receipt_email: given.receiptEmail ?? null,
    setup_future_usage: given.setupFutureUsage ?? null,
    status: 'requires_payment_method',
  };
  const { session, invoice } = given;
  const stored: StoredIntent = {
    object,
    ...(session === undefined ? {} : { session }),
    ...(invoice === undefined ? {} : { invoice }),
  };
  work.save('payment_intent', id, stored);
  work.happened('payment_intent.created', object);
  return stored;
}

export function succeedIntent(intent: Stripe.PaymentIntent, charge: Stripe.Charge): Stripe.PaymentIntent {
  return {
    ...intent,
    amount_received: intent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: charge.payment_method,
    status: 'succeeded',
  };
}

export interface FailedAttempt {
  readonly decline: Decline;
  /** Undefined when the bank was not asked. */
  readonly charge: Stripe.Charge | undefined;
  readonly method: Stripe.PaymentMethod;
}

export function declineIntent(
  intent: Stripe.PaymentIntent,
  { decline, charge, method }: FailedAttempt,
): Stripe.PaymentIntent {
  return {
    ...intent,
    last_payment_error: {
      ...describeError(decline),
      ...(charge === undefined ? {} : { charge: charge.id }),
      payment_method: method,
      type: 'card_error',
    },
    latest_charge: charge?.id ?? intent.latest_charge,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  };
}

/** The part that the error of the API and the intent's own have in common. */
export function describeError(decline: Decline) {
  return {
    ...(decline.advice === null ? {} : { advice_code: decline.advice }),
    code: decline.code,
    decline_code: decline.declineCode,
    doc_url: `https://docs.stripe.com/error-codes/${decline.code.replaceAll('_', '-')}`,
    message: decline.message,
    network_decline_code: decline.networkCode,
    ...(decline.param === undefined ? {} : { param: decline.param }),
  };
}
