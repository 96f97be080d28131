// Setup Intents as Stripe shows them (https://docs.stripe.com/api/setup_intents/object): a card is saved for later.
import type Stripe from 'stripe';
import { CardDecline } from './api-answer.ts';
import { attachPaymentMethod, cardOf } from './payment-method.ts';
import type { StoredPaymentMethod } from './stored-objects.ts';
import { clientSecret, newStripeId } from './stripe-ids.ts';
import type { Work } from './work.ts';

export interface NewSetup {
  readonly customer: string | null;
  readonly description?: string | null | undefined;
  readonly metadata: Stripe.Metadata;
  readonly usage?: 'off_session' | 'on_session' | undefined;
}

export function addSetupIntent(work: Work, given: NewSetup): Stripe.SetupIntent {
  const id = newStripeId('seti');
  const object: Stripe.SetupIntent = {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: clientSecret(id),
    created: work.seconds,
    customer: given.customer,
    customer_account: null,
    description: given.description ?? null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: given.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: { card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: given.usage ?? 'off_session',
  };
  work.save('setup_intent', id, { object });
  work.happened('setup_intent.created', object);
  return object;
}

export interface SetupAttempt {
  readonly method: StoredPaymentMethod;
  /** On a page of the simulator, where the customer authenticates on the spot. */
  readonly isAuthenticated: boolean;
}

export async function confirmSetup(
  work: Work,
  intent: Stripe.SetupIntent,
  { method, isAuthenticated }: SetupAttempt,
): Promise<Stripe.SetupIntent | CardDecline> {
  const { behaviour } = cardOf(method);
  if (behaviour.kind === 'authenticates' && behaviour.when !== 'unless_off_session' && !isAuthenticated) {
    const next_action = { type: 'use_stripe_sdk', use_stripe_sdk: {} };
    return keep(work, { ...intent, next_action, payment_method: method.object.id, status: 'requires_action' });
  }
  const customer = typeof intent.customer === 'string' ? intent.customer : undefined;
  const attached = customer === undefined ? method : await attachPaymentMethod(work, method, customer);
  if (attached instanceof CardDecline) return fail(work, intent, attached);
  work.save('payment_method', attached.object.id, { ...attached, isSetUp: true });
  return keep(work, {
    ...intent,
    last_setup_error: null,
    next_action: null,
    payment_method: attached.object.id,
    status: 'succeeded',
  });
}

function keep(work: Work, object: Stripe.SetupIntent): Stripe.SetupIntent {
  work.save('setup_intent', object.id, { object });
  work.happened(object.status === 'succeeded' ? 'setup_intent.succeeded' : 'setup_intent.requires_action', object);
  return object;
}

function fail(work: Work, intent: Stripe.SetupIntent, { error }: CardDecline): CardDecline {
  const { code, decline_code: declineCode, message } = error;
  const object: Stripe.SetupIntent = {
    ...intent,
    last_setup_error: {
      type: 'card_error',
      ...(code === undefined ? {} : { code }),
      ...(declineCode === undefined ? {} : { decline_code: declineCode }),
      message,
    },
    payment_method: null,
    status: 'requires_payment_method',
  };
  work.save('setup_intent', object.id, { object });
  work.happened('setup_intent.setup_failed', object);
  return new CardDecline({ ...error, setup_intent: object });
}
