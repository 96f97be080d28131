// Charges as Stripe shows them (https://docs.stripe.com/api/charges/object): one per attempt, declined ones too.
import type Stripe from 'stripe';
import type { Decline } from './decide-card-outcome.ts';
import { EMPTY_ADDRESS } from './payment-method.ts';
import { newStripeId, unixSeconds } from './stripe-ids.ts';
import { idOf } from './work.ts';

export interface ChargeMaking {
  readonly intent: Stripe.PaymentIntent;
  readonly method: Stripe.PaymentMethod;
  /** Undefined: the bank approves. */
  readonly decline: Decline | undefined;
  readonly baseUrl: string;
  readonly now: Date;
}

function cardDetails({ intent, method, decline }: ChargeMaking): Stripe.Charge.PaymentMethodDetails {
  const { card } = method;
  if (card === undefined) throw new Error('the simulator knows cards only');
  const isWrongCode = decline?.code === 'incorrect_cvc';
  return {
    type: 'card',
    card: {
      amount_authorized: intent.amount,
      authorization_code: decline === undefined ? '123456' : null,
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: isWrongCode ? 'fail' : 'pass' },
      country: card.country,
      electronic_commerce_indicator: null,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      extended_authorization: { status: 'disabled' },
      fingerprint: card.fingerprint ?? null,
      funding: card.funding,
      incremental_authorization: { status: 'unavailable' },
      installments: null,
      last4: card.last4,
      mandate: null,
      multicapture: { status: 'unavailable' },
      network: card.brand,
      network_token: { used: false },
      network_transaction_id: null,
      overcapture: { maximum_amount_capturable: intent.amount, status: 'unavailable' },
      regulated_status: 'unregulated',
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
  };
}

function typeOf(decline: Decline | undefined): Stripe.Charge.Outcome['type'] {
  if (decline === undefined) return 'authorized';
  return decline.declineCode === 'fraudulent' ? 'blocked' : 'issuer_declined';
}

function outcomeOf(decline: Decline | undefined): Stripe.Charge.Outcome {
  return {
    advice_code: decline?.advice ?? null,
    network_advice_code: null,
    network_decline_code: decline?.networkCode ?? null,
    network_status: decline === undefined ? 'approved_by_network' : 'declined_by_network',
    reason: decline?.declineCode ?? null,
    seller_message:
      decline === undefined ? 'Payment complete.' : `The bank returned the decline code \`${decline.declineCode}\`.`,
    type: typeOf(decline),
  };
}

/** What a charge of one account's own card payment leaves empty. */
const UNUSED = {
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  failure_balance_transaction: null,
  fraud_details: {},
  on_behalf_of: null,
  receipt_number: null,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
} as const;

export function buildCharge(making: ChargeMaking): Stripe.Charge {
  const { intent, method, decline, baseUrl, now } = making;
  const id = newStripeId('ch');
  const isPaid = decline === undefined;
  return {
    ...UNUSED,
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: isPaid ? intent.amount : 0,
    amount_refunded: 0,
    billing_details: { ...method.billing_details, address: method.billing_details.address ?? EMPTY_ADDRESS },
    calculated_statement_descriptor: 'STRIPE SIMULATOR',
    captured: isPaid,
    created: unixSeconds(now),
    currency: intent.currency,
    customer: idOf(intent.customer) ?? null,
    description: intent.description,
    disputed: false,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    livemode: false,
    metadata: intent.metadata,
    outcome: outcomeOf(decline),
    paid: isPaid,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: cardDetails(making),
    receipt_email: intent.receipt_email,
    receipt_url: isPaid ? `${baseUrl}/receipts/${id}` : null,
    refunded: false,
    status: isPaid ? 'succeeded' : 'failed',
  };
}
