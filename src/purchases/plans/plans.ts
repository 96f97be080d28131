// Changing plans, as other rooms see it. An account's plan changes only by the payment provider's verified word.
import type { RowOf, Sql } from '../../database/index.ts';
import type { PlanSubscriptionEntity } from './entities.ts';
import type { PlanInterval } from './plan-payments.ts';

/**
 * A plan's subscription. `subscriptionId` is the payment provider's; `cancelAtPeriodEnd`: it ends then, and the account is on
 * the free plan.
 */
export type PlanSubscription = RowOf<typeof PlanSubscriptionEntity>;

export interface ChangePlanRequest {
  readonly accountId: string;
  readonly planId: string;
  /** How long each payment lasts; a month when absent. Of no meaning for a plan without a price. */
  readonly interval?: PlanInterval | undefined;
  /** 1 to 255 characters, none of them a control character. */
  readonly idempotencyKey: string;
  /** Where the customer returns to; the gateway's own page when absent. */
  readonly successUrl: string | undefined;
  readonly cancelUrl: string | undefined;
}

export type ChangePlanRefusal =
  | { readonly code: 'PLAN_NOT_FOUND'; readonly planId: string; readonly allowed: readonly string[] }
  | { readonly code: 'INVALID_PARAMETER'; readonly path: readonly string[]; readonly message: string }
  | { readonly code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH'; readonly idempotencyKey: string }
  | { readonly code: 'PAYMENT_DECLINED'; readonly message: string; readonly declineCode?: string | undefined }
  | { readonly code: 'PURCHASE_NOT_ALLOWED'; readonly message: string }
  | { readonly code: 'PAYMENT_PROVIDER_UNAVAILABLE' };

export type ChangePlanOutcome =
  | {
      readonly status: 'accepted';
      /** Where the customer pays; undefined when there is nothing to pay on a page. */
      readonly checkoutUrl: string | undefined;
      readonly replayed: boolean;
    }
  | { readonly status: 'refused'; readonly refusal: ChangePlanRefusal };

export type PortalOutcome =
  | { readonly status: 'open'; readonly url: string }
  | {
      readonly status: 'refused';
      readonly refusal: Extract<ChangePlanRefusal, { code: 'INVALID_PARAMETER' | 'PAYMENT_PROVIDER_UNAVAILABLE' }>;
    };

export interface Plans {
  /**
   * To a paid plan: a checkout, or the card that is there. Up: the difference is charged and credited at once. Down: settled
   * with the next invoice. To the free plan: at the end of what is paid. The same key and input replays.
   */
  changePlan(request: ChangePlanRequest): Promise<ChangePlanOutcome>;
  /** The first answer to a request under this key, also when a new one would be barred; undefined when there was none. */
  changed(request: ChangePlanRequest): Promise<ChangePlanOutcome | undefined>;
  /** A page of the payment provider's where the customer sees invoices and changes the card. */
  openBillingPortal(request: {
    readonly accountId: string;
    readonly returnUrl: string | undefined;
  }): Promise<PortalOutcome>;
  /** The subscription that counts: the newest that entitles, else the newest; undefined when there never was one. */
  subscriptionOf(accountId: string): Promise<PlanSubscription | undefined>;
  /** Whether another payment may be asked for, by any subscription that is known; of the transaction of who decides by it. */
  isPaidOn(tx: Sql, accountId: string): Promise<boolean>;
  /** Adds the welcome credits of the account's plan, once per person. True when they were added now. */
  welcome(accountId: string): Promise<boolean>;
}
