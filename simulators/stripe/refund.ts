// Refunds as Stripe shows them (https://docs.stripe.com/api/refunds/object).
import type Stripe from 'stripe';
import { refuse } from './api-answer.ts';
import { newStripeId } from './stripe-ids.ts';
import { idOf, type Work } from './work.ts';

export interface NewRefund {
  /** Minor units; all that is left when absent. */
  readonly amount?: number | undefined;
  readonly reason?: 'duplicate' | 'fraudulent' | 'requested_by_customer' | undefined;
  readonly metadata: Stripe.Metadata;
}

export function refundCharge(work: Work, charge: Stripe.Charge, given: NewRefund): Stripe.Refund {
  const left = charge.amount_captured - charge.amount_refunded;
  const amount = given.amount ?? left;
  refuseRefund(charge, amount);
  const id = newStripeId('re');
  const object: Stripe.Refund = {
    id,
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: work.seconds,
    currency: charge.currency,
    customer: idOf(charge.customer) ?? null,
    customer_account: null,
    destination_details: {
      type: 'card',
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
    },
    metadata: given.metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: given.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
  const refunded: Stripe.Charge = {
    ...charge,
    amount_refunded: charge.amount_refunded + amount,
    refunded: amount === left,
  };
  work.save('refund', id, { object });
  work.save('charge', charge.id, { object: refunded });
  work.happened('refund.created', object);
  work.changed('charge.refunded', charge, refunded);
  return object;
}

function refuseRefund(charge: Stripe.Charge, amount: number): void {
  const { id, amount_captured: captured, amount_refunded: refunded } = charge;
  if (!charge.paid) throw refuse(`Charge ${id} has not been paid and cannot be refunded.`, { param: 'charge' });
  if (charge.disputed) {
    throw refuse(`Charge ${id} has been charged back; cannot issue a refund.`, { code: 'charge_disputed' });
  }
  if (refunded >= captured) {
    throw refuse(`Charge ${id} has already been refunded.`, { code: 'charge_already_refunded' });
  }
  if (amount <= captured - refunded) return;
  const left = captured - refunded;
  throw refuse(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left}), in minor units.`, {
    param: 'amount',
  });
}

/** Newest first. */
export async function findRefundsOfCharge(work: Work, charge: string): Promise<Stripe.Refund[]> {
  const found = await work.objects.list({ kind: 'refund', having: { charge }, order: 'descending', limit: 10 });
  return found.map(({ object }) => object);
}
