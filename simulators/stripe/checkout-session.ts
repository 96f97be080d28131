// A Checkout Session as Stripe shows it (https://docs.stripe.com/api/checkout/sessions/object).
import type Stripe from 'stripe';
import type { SessionParameters } from './session-parameters.ts';
import { newStripeId } from './stripe-ids.ts';
import { taxOf } from './tax.ts';
import type { Work } from './work.ts';

const SESSION_SECONDS = 86_400;

export interface SessionMaking {
  readonly parameters: SessionParameters;
  /** Minor units; null where nothing is sold. */
  readonly total: number | null;
  readonly currency: string | null;
  readonly setupIntent: string | null;
}

/** What a session of one account's own card payment leaves empty. */
const UNUSED = {
  after_expiration: null,
  allow_promotion_codes: null,
  allowed_payment_method_types: null,
  billing_address_collection: null,
  client_secret: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  customer_account: null,
  discounts: null,
  integration_identifier: null,
  invoice: null,
  invoice_creation: null,
  locale: null,
  managed_payments: null,
  origin_context: null,
  payment_intent: null,
  payment_link: null,
  payment_method_configuration_details: null,
  permissions: null,
  recovered_from: null,
  saved_payment_method_options: null,
  shipping_address_collection: null,
  shipping_cost: null,
  submit_type: null,
  subscription: null,
  wallet_options: null,
} as const;

/** What the merchant may leave out. */
function givenOf(parameters: SessionParameters) {
  return {
    cancel_url: parameters.cancel_url ?? null,
    client_reference_id: parameters.client_reference_id ?? null,
    customer: parameters.customer ?? null,
    customer_email: parameters.customer_email ?? null,
  };
}

function amountsOf({ parameters, total, currency }: SessionMaking) {
  const enabled = parameters.automatic_tax?.enabled === true;
  const tax = enabled && total !== null && currency !== null ? taxOf(total, currency) : 0;
  return {
    amount_subtotal: total,
    amount_total: total === null ? null : total + tax,
    automatic_tax: { enabled, liability: null, provider: null, status: enabled ? ('complete' as const) : null },
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: tax },
  };
}

export function buildSession(work: Work, making: SessionMaking): Stripe.Checkout.Session {
  const { parameters, currency, setupIntent } = making;
  const id = newStripeId('cs_test');
  const created = work.seconds;
  return {
    ...UNUSED,
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    ...amountsOf(making),
    ...givenOf(parameters),
    created,
    currency,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer_creation: parameters.mode === 'payment' ? (parameters.customer_creation ?? 'if_required') : null,
    customer_details: null,
    expires_at: parameters.expires_at ?? created + SESSION_SECONDS,
    livemode: false,
    metadata: parameters.metadata ?? {},
    mode: parameters.mode,
    payment_method_collection: parameters.mode === 'subscription' ? 'always' : 'if_required',
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: parameters.mode === 'setup' ? 'no_payment_required' : 'unpaid',
    phone_number_collection: { enabled: false },
    setup_intent: setupIntent,
    shipping_options: [],
    status: 'open',
    success_url: parameters.success_url,
    ui_mode: 'hosted_page',
    url: `${work.baseUrl}/pay/${id}`,
  };
}

/** A session that can be paid no more has no address either. */
export function completeSession(session: Stripe.Checkout.Session, email: string | null): Stripe.Checkout.Session {
  const customer = { address: null, business_name: null, individual_name: null, name: null, phone: null };
  return {
    ...session,
    status: 'complete',
    payment_status: session.mode === 'setup' ? 'no_payment_required' : 'paid',
    url: null,
    customer_details: { ...customer, email, tax_exempt: 'none', tax_ids: [] },
  };
}

export function expireSession(session: Stripe.Checkout.Session): Stripe.Checkout.Session {
  return { ...session, status: 'expired', url: null };
}

/** `now`: seconds since 1970. */
export function isOverdue(session: Stripe.Checkout.Session, now: number): boolean {
  return session.status === 'open' && session.expires_at <= now;
}
