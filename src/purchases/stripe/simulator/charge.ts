// Charges as Stripe shows them (https://docs.stripe.com/api/charges/object): one per attempt, declined ones too.
import type Stripe from 'stripe';
import { newStripeId, unixSeconds } from './stripe-ids.ts';

export interface ChargeMaking {
  readonly intent: Stripe.PaymentIntent;
  readonly approved: boolean;
  readonly baseUrl: string;
  readonly now: Date;
}

const EMPTY_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

/** The simulator's only card: Stripe's documented test number that always works, or the one that is always declined. */
function cardDetails(approved: boolean, amount: number): Stripe.Charge.PaymentMethodDetails {
  return {
    type: 'card',
    card: {
      amount_authorized: amount,
      authorization_code: approved ? '123456' : null,
      brand: 'visa',
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: approved ? 'pass' : null },
      country: 'US',
      electronic_commerce_indicator: null,
      exp_month: 12,
      exp_year: 2034,
      extended_authorization: { status: 'disabled' },
      fingerprint: null,
      funding: 'credit',
      incremental_authorization: { status: 'unavailable' },
      installments: null,
      last4: approved ? '4242' : '0002',
      mandate: null,
      multicapture: { status: 'unavailable' },
      network: 'visa',
      network_token: { used: false },
      network_transaction_id: null,
      overcapture: { maximum_amount_capturable: amount, status: 'unavailable' },
      regulated_status: 'unregulated',
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
  };
}

function outcomeOf(approved: boolean): Stripe.Charge.Outcome {
  return {
    advice_code: approved ? null : 'try_again_later',
    network_advice_code: null,
    network_decline_code: approved ? null : '05',
    network_status: approved ? 'approved_by_network' : 'declined_by_network',
    reason: approved ? null : 'generic_decline',
    seller_message: approved ? 'Payment complete.' : 'The bank did not return any further details with this decline.',
    type: approved ? 'authorized' : 'issuer_declined',
  };
}

/** What a charge of one account's own card payment leaves empty. */
const UNUSED = {
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  customer: null,
  failure_balance_transaction: null,
  fraud_details: {},
  on_behalf_of: null,
  receipt_email: null,
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

export function buildCharge({ intent, approved, baseUrl, now }: ChargeMaking): Stripe.Charge {
  const id = newStripeId('ch');
  return {
    ...UNUSED,
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: approved ? intent.amount : 0,
    amount_refunded: 0,
    billing_details: { address: EMPTY_ADDRESS, email: null, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: 'TOLLGATE SIMULATOR',
    captured: approved,
    created: unixSeconds(now),
    currency: intent.currency,
    description: intent.description,
    disputed: false,
    failure_code: approved ? null : 'card_declined',
    failure_message: approved ? null : 'Your card was declined.',
    livemode: false,
    metadata: intent.metadata,
    outcome: outcomeOf(approved),
    paid: approved,
    payment_intent: intent.id,
    payment_method: newStripeId('pm'),
    payment_method_details: cardDetails(approved, intent.amount),
    receipt_url: approved ? `${baseUrl}/receipts/${id}` : null,
    refunded: false,
    status: approved ? 'succeeded' : 'failed',
  };
}
