// Refunds of purchases as other rooms see them.
import type { Operator } from '../../accounts/index.ts';
import type { MicroCredits, Money } from '../../money/index.ts';
import type { PurchaseStatus } from '../entities.ts';

export interface RefundPurchaseRequest {
  readonly accountId: string;
  readonly purchaseId: string;
  /** All that is left of the purchase when absent. */
  readonly credits: MicroCredits | undefined;
  /** In words for the customer. */
  readonly reason: string;
  readonly idempotencyKey: string;
  /** Whom to write down. */
  readonly operator?: Operator | undefined;
}

/**
 * PENDING: the credits are taken, and the provider's answer is awaited; it is asked again until it answers. DONE: the money is
 * on its way. FAILED: it is not, and the credits are back.
 */
export type RefundStatus = 'PENDING' | 'DONE' | 'FAILED';

export interface PurchaseRefund {
  readonly id: string;
  readonly accountId: string;
  readonly purchaseId: string;
  readonly credits: MicroCredits;
  readonly amount: Money;
  readonly status: RefundStatus;
  readonly reason: string;
  readonly createdAt: Date;
}

export type RefundRefusal =
  | { readonly code: 'PURCHASE_NOT_FOUND' }
  /** Not paid, refunded already, or disputed. */
  | { readonly code: 'PURCHASE_NOT_REFUNDABLE'; readonly status: PurchaseStatus }
  /** `left`: credits of the purchase that are neither spent, reserved nor expired. */
  | { readonly code: 'NOT_ENOUGH_UNUSED'; readonly left: MicroCredits }
  /** So few credits that they are not worth the smallest unit of the currency. */
  | { readonly code: 'AMOUNT_TOO_SMALL'; readonly left: MicroCredits }
  | { readonly code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' };

export type RefundPurchaseOutcome =
  | { readonly status: 'accepted'; readonly refund: PurchaseRefund; readonly replayed: boolean }
  | { readonly status: 'refused'; readonly refusal: RefundRefusal };

export interface Refunds {
  /**
   * Gives back the money that unused credits of a purchase were bought for. The credits are taken first: never money
   * back without them. The same key and input goes on where the first try ended.
   */
  refundPurchase(request: RefundPurchaseRequest): Promise<RefundPurchaseOutcome>;
}
