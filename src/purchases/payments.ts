// The port to the payment provider: what the room needs of it, in the room's own words. Plans, refunds, top-ups and the
// reconciler have a part of it each.
import type { InvoiceSubject } from '../invoices/index.ts';
import type { Money } from '../money/index.ts';
import type { PlanPayments, PlanSubject } from './plans/plan-payments.ts';
import type { ReconcilePayments } from './reconcile/reconcile-payments.ts';
import type { RefundPayments, ReversalSubject } from './refunds/refund-payments.ts';
import type { OffSessionPayments, TopUpSubject } from './top-up/off-session-payments.ts';

/** The payment provider did not answer, or cannot now; what was asked may or may not have been done. */
export class ProviderUnavailableError extends Error {
  override readonly name = 'ProviderUnavailableError';
}

export interface NewCustomer {
  /** `acct_…`. */
  readonly accountId: string;
  readonly name: string | undefined;
  readonly email: string | undefined;
  /** The same key, the same customer. */
  readonly idempotencyKey: string;
}

/** A customer was deleted at the provider. */
export interface CustomerSubject {
  readonly kind: 'customer-deleted';
  readonly customerId: string;
}

export interface CheckoutRequest {
  /** `pur_…`; also the provider's idempotency key, so that asking again opens no second checkout. */
  readonly purchaseId: string;
  /** `acct_…`. */
  readonly accountId: string;
  /** The provider's customer who buys. */
  readonly customerId: string;
  readonly name: string;
  readonly description: string;
  readonly price: Money;
  readonly successUrl: string;
  readonly cancelUrl: string;
}

export type CheckoutAnswer =
  | { readonly status: 'open'; readonly sessionId: string; readonly url: string }
  /** The provider did not answer, or refused; `reason` is for the log. */
  | { readonly status: 'unavailable'; readonly reason: string };

/** Which purchase an event is about: the metadata that its checkout was opened with. Database ids. */
export interface PurchaseReference {
  readonly accountId: string;
  readonly purchaseId: string;
}

export interface CheckoutSubject {
  readonly kind: 'checkout';
  /** `completed` says nothing of money yet: see `paid`. */
  readonly stage: 'completed' | 'failed' | 'expired';
  readonly sessionId: string;
  readonly reference: PurchaseReference | undefined;
  /** The money has arrived. */
  readonly paid: boolean;
  readonly paymentIntentId: string | undefined;
  /** With taxes. */
  readonly amount: Money | undefined;
  /** Minor units of the amount. */
  readonly tax?: bigint | undefined;
}

export interface ReceiptSubject {
  readonly kind: 'receipt';
  readonly reference: PurchaseReference | undefined;
  readonly receiptUrl: string;
}

/** What an event is about. A new kind is one line here, one reader in stripe/read-event.ts and one in event-handlers.ts. */
export type PaymentSubject =
  | CheckoutSubject
  | ReceiptSubject
  | CustomerSubject
  | PlanSubject
  | TopUpSubject
  | ReversalSubject
  | InvoiceSubject
  /** A kind of event that means nothing here. */
  | { readonly kind: 'other' }
  /** A kind that matters, in a shape that is not understood. */
  | { readonly kind: 'unreadable'; readonly problem: string };

/** An event's object in the shape of another API version than ours: not read, but asked for again. */
export interface DriftedSubject {
  readonly kind: 'drifted';
  /** The provider's name for this kind of object: `checkout.session`. */
  readonly objectType: string;
  /** The version that the event was made in; undefined when it names none. */
  readonly apiVersion: string | undefined;
}

/** An event whose signature was verified. */
export interface PaymentEvent {
  readonly id: string;
  readonly type: string;
  /** Id of the provider's object that the event is about; empty when it has none. */
  readonly objectId: string;
  readonly createdAt: Date;
  /** Whether real money moves. */
  readonly livemode: boolean;
  /** The event belongs to another account that is merely connected to ours. */
  readonly foreign: boolean;
  readonly subject: PaymentSubject | DriftedSubject;
}

export interface EventDelivery {
  readonly rawBody: Buffer;
  readonly signature: string | undefined;
  readonly receivedAt: Date;
}

export type EventVerification =
  | { readonly ok: true; readonly event: PaymentEvent }
  | { readonly ok: false; readonly reason: string };

export interface Payments extends OffSessionPayments, PlanPayments, RefundPayments, ReconcilePayments<PaymentEvent> {
  /** Whether the key in use moves real money; events of the other mode are not ours. */
  readonly livemode: boolean;
  /** Answers the customer's id. Throws ProviderUnavailableError. */
  createCustomer(customer: NewCustomer): Promise<string>;
  createCheckout(request: CheckoutRequest): Promise<CheckoutAnswer>;
  /** Checks signature and age over the raw bytes before it reads any of them. */
  verifyEvent(delivery: EventDelivery): EventVerification;
  /**
   * What a drifted event is about, from the provider's object as it is now and in the shape of our API version.
   * Throws when the provider cannot be asked: the event should be sent again.
   */
  readAgain(event: PaymentEvent, drifted: DriftedSubject): Promise<PaymentSubject>;
}
