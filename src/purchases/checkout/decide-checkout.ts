// The decision on what is known of a checkout: (subject, purchase) -> what it means for us. Pure.
import type { Money } from '../../money/index.ts';
import type { StoredPurchase } from '../packs/read-purchases.ts';
import type { CheckoutSubject } from '../payments.ts';

export type CheckoutDecision =
  | {
      readonly kind: 'credit';
      readonly purchase: StoredPurchase;
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
  | { readonly kind: 'close'; readonly purchase: StoredPurchase; readonly status: 'FAILED' | 'EXPIRED' }
  /** `problem`: money may have been taken that gives no credits; a person should look. */
  | { readonly kind: 'record'; readonly problem?: string }
  | { readonly kind: 'ignore'; readonly reason: string };

const ignore = (reason: string): CheckoutDecision => ({ kind: 'ignore', reason });
const report = (problem: string): CheckoutDecision => ({ kind: 'record', problem });

/**
 * The purchase has no `checkoutSessionId` when the answer to the checkout call never reached the row. Its `paymentIntentId` is
 * the payment whose credits are there: it is written in the ledger's transaction.
 */
export function decideCheckout(subject: CheckoutSubject, purchase: StoredPurchase | undefined): CheckoutDecision {
  if (purchase === undefined) return ignore('no such purchase');
  const { checkoutSessionId } = purchase;
  if (checkoutSessionId !== undefined && checkoutSessionId !== subject.sessionId) {
    return ignore('the purchase belongs to another checkout');
  }
  switch (subject.stage) {
    case 'expired':
      return { kind: 'close', purchase, status: 'EXPIRED' };
    case 'failed':
      return { kind: 'close', purchase, status: 'FAILED' };
    case 'completed':
      return subject.paid ? decidePaid(subject, purchase) : { kind: 'record' };
    default:
      return subject.stage satisfies never;
  }
}

function decidePaid(subject: CheckoutSubject, purchase: StoredPurchase): CheckoutDecision {
  const { amount, tax = 0n, paymentIntentId, sessionId } = subject;
  const { paymentIntentId: known } = purchase;
  if (paymentIntentId === undefined) return report('the checkout counts as paid and names no payment');
  if (known === paymentIntentId) return { kind: 'credited' };
  if (known !== undefined) return report(`the purchase was paid by ${known} already`);
  const price: Money = { minorUnits: purchase.priceMinorUnits, currency: purchase.priceCurrency };
  if (amount === undefined || amount.minorUnits < price.minorUnits || amount.currency !== price.currency) {
    const paid = amount === undefined ? 'an unknown amount' : `${amount.minorUnits} ${amount.currency}`;
    return report(`paid ${paid}, the price is ${price.minorUnits} ${price.currency} (minor units)`);
  }
  // A price can have its tax in it, or have it added.
  const above = amount.minorUnits - price.minorUnits;
  const surplus = above > tax ? above - tax : 0n;
  return { kind: 'credit', purchase, paymentIntentId, sessionId, paid: amount.minorUnits, surplus };
}
