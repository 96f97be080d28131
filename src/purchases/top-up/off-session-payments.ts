// The port to the payment provider for payments that customers do not attend.
import type { Money } from '../../money/index.ts';

export interface OffSessionCharge {
  /** `pur_…`; also the provider's idempotency key: asked again, the provider answers what it answered first. */
  readonly attemptId: string;
  /** `acct_…`. */
  readonly accountId: string;
  readonly customerId: string;
  readonly paymentMethodId: string;
  readonly price: Money;
  readonly description: string;
}

/** Why a bank said no, in the provider's words. */
export interface CardDecline {
  /** The decline code, or the error code where there is none. */
  readonly code: string | undefined;
  /** What the card network advises: `do_not_try_again`, `try_again_later`, `confirm_card_data`. */
  readonly advice: string | undefined;
  readonly message: string;
}

export interface OffSessionPayment {
  readonly paymentIntentId: string;
  /** `failed` includes payments that wait for their customer: nobody is there. */
  readonly status: 'succeeded' | 'failed' | 'processing';
  readonly amount: Money;
  readonly createdAt: Date;
  /** Only of failed ones. */
  readonly decline: CardDecline | undefined;
}

export type ChargeAnswer =
  | { readonly status: 'known'; readonly payment: OffSessionPayment }
  /** The request itself is impossible (the payment method is gone): no money moved under this id, and none will. */
  | { readonly status: 'refused'; readonly reason: string }
  /** Money may have moved: ask again. */
  | { readonly status: 'unknown'; readonly reason: string };

export interface PaymentSearch {
  /** Undefined when no answer ever named it. */
  readonly paymentIntentId: string | undefined;
  readonly customerId: string;
  readonly attemptId: string;
  /** Not made before this moment. */
  readonly since: Date;
}

export type SavedMethod =
  | { readonly status: 'saved'; readonly paymentMethodId: string }
  | { readonly status: 'none' }
  | { readonly status: 'unavailable'; readonly reason: string };

export interface SetupRequest {
  /** `acct_…`. */
  readonly accountId: string;
  readonly customerId: string;
  /** Decides which payment methods are offered. */
  readonly currency: string;
  readonly successUrl: string;
  readonly cancelUrl: string;
}

export type SetupAnswer =
  | { readonly status: 'open'; readonly url: string }
  | { readonly status: 'unavailable'; readonly reason: string };

export interface OffSessionPayments {
  /** The customer's default payment method, or the newest; one other than `declined` when there is one. */
  savedPaymentMethod(customerId: string, declined: string | undefined): Promise<SavedMethod>;
  chargeOffSession(charge: OffSessionCharge): Promise<ChargeAnswer>;
  /** What became of a charge, without asking for it again. */
  findOffSessionPayment(search: PaymentSearch): Promise<ChargeAnswer | { readonly status: 'absent' }>;
  /** A page on which the customer saves a payment method; nothing is paid there. */
  openSetupCheckout(request: SetupRequest): Promise<SetupAnswer>;
}

/** The payment of a top-up, as an event shows it. */
export interface TopUpSubject {
  readonly kind: 'top-up';
  /** Database ids, as they were given to the provider when it was asked. */
  readonly reference: { readonly accountId: string; readonly purchaseId: string } | undefined;
  readonly payment: OffSessionPayment;
}
