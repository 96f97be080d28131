// Disputes as Stripe shows them (https://docs.stripe.com/api/disputes/object). Customers open them by control calls or
// with the test cards for disputes; evidence decides them as in test mode (https://docs.stripe.com/testing#disputes).
import type Stripe from 'stripe';
import { refuse } from './api-answer.ts';
import { newStripeId } from './stripe-ids.ts';
import { idOf, type Work } from './work.ts';

const DAYS_TO_ANSWER = 21;
const DAY_SECONDS = 86_400;

const NO_EVIDENCE: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};

export interface NewDispute {
  readonly reason: string;
  /** Minor units; what was not refunded when absent. */
  readonly amount?: number | undefined;
}

/** Opens a dispute and withdraws its amount. */
export function openDispute(work: Work, charge: Stripe.Charge, { reason, amount }: NewDispute): Stripe.Dispute {
  if (!charge.paid) throw refuse(`Charge ${charge.id} has not been paid and cannot be disputed.`, { param: 'charge' });
  if (charge.disputed) throw refuse(`Charge ${charge.id} is disputed already.`, { code: 'charge_disputed' });
  const left = charge.amount_captured - charge.amount_refunded;
  if (amount !== undefined && amount > charge.amount_captured) {
    throw refuse('A dispute cannot exceed the charge.', { param: 'amount' });
  }
  const object = buildDispute(work, charge, { reason, amount: amount ?? left });
  const disputed = { ...charge, disputed: true };
  work.save('dispute', object.id, { object });
  work.save('charge', charge.id, { object: disputed });
  work.happened('charge.dispute.created', object);
  work.happened('charge.dispute.funds_withdrawn', object);
  work.changed('charge.updated', charge, disputed);
  return object;
}

function buildDispute(
  work: Work,
  charge: Stripe.Charge,
  { reason, amount }: { readonly reason: string; readonly amount: number },
): Stripe.Dispute {
  return {
    id: newStripeId('du'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: work.seconds,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: work.seconds + DAYS_TO_ANSWER * DAY_SECONDS,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'manual',
    },
    intended_submission_method: 'manual',
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: idOf(charge.payment_intent) ?? null,
    payment_method_details: {
      card: {
        brand: charge.payment_method_details?.card?.brand ?? 'visa',
        case_type: 'chargeback',
        network: charge.payment_method_details?.card?.brand ?? 'visa',
        network_reason_code: '10.4',
      },
      type: 'card',
    },
    reason,
    status: 'needs_response',
  };
}

const OPEN = new Set(['needs_response', 'under_review', 'warning_needs_response', 'warning_under_review']);

/** Ends a dispute; won gives the money back. */
export async function closeDispute(work: Work, id: string, outcome: 'won' | 'lost'): Promise<Stripe.Dispute> {
  const { object } = await work.need('dispute', id, 'dispute');
  if (!OPEN.has(object.status)) throw refuse('This dispute is already closed.', { param: 'dispute' });
  const closed: Stripe.Dispute = { ...object, status: outcome };
  work.save('dispute', id, { object: closed });
  work.changed('charge.dispute.closed', object, closed);
  if (outcome === 'lost') return closed;
  work.happened('charge.dispute.funds_reinstated', closed);
  return closed;
}
