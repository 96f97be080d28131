// What the room needs of the payment provider to give money back, and to see what went back without us.
import type { Money } from '../../money/index.ts';

/** An event about money that goes back. What it says may be old: the payment is read again. */
export interface ReversalSubject {
  readonly kind: 'reversal';
  readonly paymentIntentId: string;
}

export interface PaymentRefund {
  readonly refundId: string;
  /** The row of ours that asked for it, a database id; undefined when it was made at the provider's end. */
  readonly ourId: string | undefined;
  readonly minorUnits: bigint;
  /** MADE: the money is on its way or there. FAILED: it stays with us. */
  readonly state: 'MADE' | 'FAILED';
  readonly createdAt: Date;
}

export interface PaymentDispute {
  readonly disputeId: string;
  readonly minorUnits: bigint;
  /** In capitals; a bank can count in another one than was paid in. */
  readonly currency: string;
  /** INQUIRY: the bank asks, and no money was withdrawn. */
  readonly state: 'INQUIRY' | 'OPEN' | 'WON' | 'LOST';
  readonly createdAt: Date;
}

/** A payment as the provider shows it now. */
export interface PaymentState {
  readonly paymentIntentId: string;
  /** By the metadata that the payment was begun with; a database id. */
  readonly accountId: string | undefined;
  readonly customerId: string | undefined;
  /** The invoice that it paid, if it is known to pay one. */
  readonly invoiceId: string | undefined;
  /** What all payments of that invoice came to: an invoice can be paid in parts. Undefined: this one alone paid it. */
  readonly invoicePaid?: bigint | undefined;
  readonly paid: Money;
  readonly refunds: readonly PaymentRefund[];
  readonly disputes: readonly PaymentDispute[];
}

export interface RefundRequest {
  /** `rfd_…`; also the provider's idempotency key, so that asking again gives back no second time. */
  readonly refundId: string;
  readonly paymentIntentId: string;
  readonly minorUnits: bigint;
}

export type RefundAnswer =
  | { readonly status: 'made'; readonly providerId: string }
  /** Nothing was given back; asking again would be refused again. */
  | { readonly status: 'refused'; readonly reason: string };

/** All throw ProviderUnavailableError when the provider cannot be asked, or nobody knows what became of a call. */
export interface RefundPayments {
  /** Undefined when there is no such payment. */
  readPayment(paymentIntentId: string): Promise<PaymentState | undefined>;
  createRefund(request: RefundRequest): Promise<RefundAnswer>;
}
