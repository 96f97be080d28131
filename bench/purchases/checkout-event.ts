// The event that tells of a paid checkout, in the shape and the size of Stripe's own
// (https://docs.stripe.com/api/checkout/sessions/object). Its duplicates are of two kinds: the same event once more, and
// another event about the same payment.
import Stripe from 'stripe';
import { toPublicId } from '../../src/database/index.ts';
import type { PendingPurchase } from './pending-purchases.ts';

export interface SentEvent {
  readonly id: string;
  readonly body: string;
}

const NOTHING = {
  adaptive_pricing: { enabled: true },
  after_expiration: null,
  allow_promotion_codes: null,
  billing_address_collection: null,
  client_secret: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  custom_fields: [],
  custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
  customer_creation: null,
  discounts: [],
  invoice: null,
  locale: null,
  origin_context: null,
  payment_link: null,
  payment_method_collection: 'if_required',
  payment_method_configuration_details: null,
  payment_method_options: { card: { request_three_d_secure: 'automatic' } },
  payment_method_types: ['card', 'link'],
  permissions: null,
  phone_number_collection: { enabled: false },
  recovered_from: null,
  saved_payment_method_options: { allow_redisplay_filters: ['always'], payment_method_save: null },
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  submit_type: null,
  subscription: null,
  total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
  ui_mode: 'hosted',
  wallet_options: null,
};

function sessionOf({ accountId, purchaseId, sessionId, paymentIntentId }: PendingPurchase, created: number): object {
  const [account, purchase] = [toPublicId('acct', accountId), toPublicId('pur', purchaseId)];
  return {
    ...NOTHING,
    id: sessionId,
    object: 'checkout.session',
    amount_subtotal: 1_000,
    amount_total: 1_000,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    cancel_url: 'http://localhost:4000/checkout/canceled',
    client_reference_id: purchase,
    created,
    currency: 'usd',
    customer: 'cus_Bench0000000001',
    customer_details: {
      address: { city: null, country: 'DE', line1: null, line2: null, postal_code: null, state: null },
      email: 'ada@example.com',
      name: 'Ada Example',
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
    expires_at: created + 86_400,
    livemode: false,
    metadata: { account_id: account, purchase_id: purchase },
    mode: 'payment',
    payment_intent: paymentIntentId,
    payment_status: 'paid',
    status: 'complete',
    success_url: 'http://localhost:4000/checkout/done',
    url: null,
  };
}

/** `again`: another event about the payment that an earlier one told of. */
export function paidEvent(purchase: PendingPurchase, again = false): SentEvent {
  const created = Math.floor(Date.now() / 1_000);
  const id = `evt_${again ? 'again' : 'bench'}${purchase.purchaseId.replaceAll('-', '')}`;
  const event = {
    id,
    object: 'event',
    api_version: Stripe.API_VERSION,
    created,
    data: { object: sessionOf(purchase, created) },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: again ? 'checkout.session.async_payment_succeeded' : 'checkout.session.completed',
  };
  return { id, body: JSON.stringify(event, null, 2) };
}
