// The decision on what is known of a checkout: (subject, purchase) -> what it means for us. Pure.
import type { CheckoutSubject } from '../payments.ts';
import type { Purchase } from '../purchases.ts';

/** A purchase and the checkout that was opened for it. */
export interface PurchaseRecord {
  readonly purchase: Purchase;
  /** Undefined when the answer to the checkout call never reached the row. */
  readonly checkoutSessionId: string | undefined;
  /** The payment whose credits are there: written in the ledger's transaction. */
  readonly paymentIntentId: string | undefined;
}

export type CheckoutDecision =
  | {
      readonly kind: 'credit';
      readonly purchase: Purchase;
      readonly paymentIntentId: string;
      readonly sessionId: string;
      /** Minor units, with taxes. */
      readonly paid: bigint;
      /** What is above the price and no tax: a person should know, and the customer has paid. */
      readonly surplus: bigint;
    }
  /** This payment's credits are there. */
  | { readonly kind: 'credited' }
  /** Nothing will be paid any more, unless a payment is known of later: money outranks any order of events. */
  | { readonly kind: 'close'; readonly purchase: Purchase; readonly status: 'FAILED' | 'EXPIRED' }
  /** `problem`: money may have been taken that gives no credits; a person should look. */
  | { readonly kind: 'record'; readonly problem?: string }
  | { readonly kind: 'ignore'; readonly reason: string };

const ignore = (reason: string): CheckoutDecision => ({ kind: 'ignore', reason });
const report = (problem: string): CheckoutDecision => ({ kind: 'record', problem });

export function decideCheckout(subject: CheckoutSubject, record: PurchaseRecord | undefined): CheckoutDecision {
  if (record === undefined) return ignore('no such purchase');
  const { purchase, checkoutSessionId } = record;
  if (checkoutSessionId !== undefined && checkoutSessionId !== subject.sessionId) {
    return ignore('the purchase belongs to another checkout');
  }
  switch (subject.stage) {
    case 'expired':
      return { kind: 'close', purchase, status: 'EXPIRED' };
    case 'failed':
      return { kind: 'close', purchase, status: 'FAILED' };
    case 'completed':
      return subject.paid ? decidePaid(subject, record) : { kind: 'record' };
    default:
      return subject.stage satisfies never;
  }
}

function decidePaid(subject: CheckoutSubject, { purchase, paymentIntentId: known }: PurchaseRecord): CheckoutDecision {
  const { amount, tax = 0n, paymentIntentId, sessionId } = subject;
  if (paymentIntentId === undefined) return report('the checkout counts as paid and names no payment');
  if (known === paymentIntentId) return { kind: 'credited' };
  if (known !== undefined) return report(`the purchase was paid by ${known} already`);
  const { price } = purchase;
  if (amount === undefined || amount.minorUnits < price.minorUnits || amount.currency !== price.currency) {
    const paid = amount === undefined ? 'an unknown amount' : `${amount.minorUnits} ${amount.currency}`;
    return report(`paid ${paid}, the price is ${price.minorUnits} ${price.currency} (minor units)`);
  }
  // A price can have its tax in it, or have it added.
  const above = amount.minorUnits - price.minorUnits;
  const surplus = above > tax ? above - tax : 0n;
  return { kind: 'credit', purchase, paymentIntentId, sessionId, paid: amount.minorUnits, surplus };
}
