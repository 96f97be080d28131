// The decision on a verified event: (event, purchase) -> what it means for us. Pure.
import type { CheckoutSubject, PaymentEvent } from './payments.ts';
import type { Purchase } from './purchases.ts';

/** A purchase and the checkout that was opened for it. */
export interface PurchaseRecord {
  readonly purchase: Purchase;
  /** Undefined when the answer to the checkout call never reached the row. */
  readonly checkoutSessionId: string | undefined;
}

export type PaymentDecision =
  | {
      readonly kind: 'credit';
      readonly purchase: Purchase;
      readonly paymentIntentId: string;
      readonly sessionId: string;
    }
  /** Nothing will be paid any more, unless a payment is heard of later: money outranks any order of events. */
  | { readonly kind: 'close'; readonly purchase: Purchase; readonly status: 'FAILED' | 'EXPIRED' }
  | { readonly kind: 'receipt'; readonly purchase: Purchase; readonly receiptUrl: string }
  /** `problem`: money may have been taken that gives no credits; a person should look. */
  | { readonly kind: 'record'; readonly problem?: string }
  | { readonly kind: 'ignore'; readonly reason: string };

export interface PaymentFacts {
  readonly event: PaymentEvent;
  readonly record: PurchaseRecord | undefined;
  readonly livemode: boolean;
}

const ignore = (reason: string): PaymentDecision => ({ kind: 'ignore', reason });
const report = (problem: string): PaymentDecision => ({ kind: 'record', problem });

export function decidePaymentEvent({ event, record, livemode }: PaymentFacts): PaymentDecision {
  if (event.livemode !== livemode) return ignore(event.livemode ? 'an event of live mode' : 'an event of test mode');
  if (event.foreign) return ignore('an event of a connected account');
  const { subject } = event;
  switch (subject.kind) {
    case 'other':
      return ignore('this type of event is not used');
    case 'unreadable':
      return report(subject.problem);
    case 'receipt':
      if (record === undefined) return ignore('no such purchase');
      return { kind: 'receipt', purchase: record.purchase, receiptUrl: subject.receiptUrl };
    case 'checkout':
      return record === undefined ? ignore('no such purchase') : decideCheckout(subject, record);
    default:
      return subject satisfies never;
  }
}

function decideCheckout(subject: CheckoutSubject, { purchase, checkoutSessionId }: PurchaseRecord): PaymentDecision {
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

function decidePaid({ amount, paymentIntentId, sessionId }: CheckoutSubject, purchase: Purchase): PaymentDecision {
  if (paymentIntentId === undefined) return report('the checkout counts as paid and names no payment');
  const { price } = purchase;
  if (amount?.minorUnits !== price.minorUnits || amount.currency !== price.currency) {
    const paid = amount === undefined ? 'an unknown amount' : `${amount.minorUnits} ${amount.currency}`;
    return report(`paid ${paid}, the price is ${price.minorUnits} ${price.currency} (minor units)`);
  }
  return { kind: 'credit', purchase, paymentIntentId, sessionId };
}
