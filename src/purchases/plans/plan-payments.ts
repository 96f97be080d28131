// The port to the payment provider for plans: prices, subscriptions, their invoices, and the billing portal. What reads
// throws ProviderUnavailableError; what changes something answers what became of it, and throws when nobody knows.
import type { MicroCredits, Money } from '../../money/index.ts';
import type { SubscriptionStatus } from './entities.ts';

/** How long what was paid for lasts, and after what it is paid for again. */
export type PlanInterval = 'MONTH' | 'YEAR';

/** A plan at the price at which it is sold now. */
export interface PlanOffer {
  readonly storefront: string;
  readonly planId: string;
  readonly name: string;
  readonly interval: PlanInterval;
  /** Price and credits are of one interval. */
  readonly price: Money;
  readonly credits: MicroCredits;
}

/** What a price of the provider's is for; its amount never changes. */
export interface PlanPrice {
  readonly planId: string;
  readonly interval: PlanInterval;
  /** Price and credits are of one interval. */
  readonly price: Money;
  readonly credits: MicroCredits;
}

/** A subscription as the provider shows it. */
export interface SubscriptionState {
  readonly subscriptionId: string;
  readonly customerId: string;
  readonly status: SubscriptionStatus;
  readonly itemId: string;
  readonly priceId: string;
  /** Undefined when it is not for one of our plans. */
  readonly plan: PlanPrice | undefined;
  readonly currentPeriodStart: Date;
  readonly currentPeriodEnd: Date;
  /** With the period, or on a day that somebody chose at the provider's end. */
  readonly cancelAtPeriodEnd: boolean;
  readonly startedAt: Date;
  /** Another price waits for its payment to be confirmed. */
  readonly isChangePending: boolean;
  /** The change of plan that began it; undefined when it was begun elsewhere. */
  readonly planChangeId: string | undefined;
}

export interface PlanInvoice {
  readonly invoiceId: string;
  readonly isPaid: boolean;
  readonly reason: string;
  readonly currency: string;
  /** Minor units: lines; with discounts and taxes; what was left to pay after the customer's balance. */
  readonly subtotal: bigint;
  readonly total: bigint;
  readonly amountDue: bigint;
  /** Signed minor units; `plan` is undefined for lines that are not about a plan. */
  readonly lines: readonly { readonly amount: bigint; readonly plan: PlanPrice | undefined }[];
}

export type StepAnswer<Result = undefined> =
  | { readonly status: 'done'; readonly result: Result }
  /** The card was declined, or needs the customer; `reason` is the provider's, for people. */
  | { readonly status: 'declined'; readonly reason: string; readonly declineCode: string | undefined }
  /** Asking again would be refused again; `reason` is for the log. */
  | { readonly status: 'refused'; readonly reason: string };

/** The payment waits for the customer: until it is confirmed or closed, nothing has changed. */
export interface Unconfirmed {
  readonly status: 'unconfirmed';
  readonly invoiceId: string;
  /** Where the customer confirms. */
  readonly url: string;
}

interface Step {
  readonly idempotencyKey: string;
}

export interface Beginning extends Step {
  /** `acct_…`. */
  readonly accountId: string;
  readonly planChangeId: string;
  readonly customerId: string;
  readonly priceId: string;
}

export interface PlanPayments {
  /** The price of an offer, made when it is first needed. */
  preparePrice(offer: PlanOffer): Promise<string>;
  /** Also those that have ended, newest first. */
  subscriptionsOf(customerId: string): Promise<readonly SubscriptionState[]>;
  /** Whether the customer has a card that may be charged. */
  hasCard(customerId: string): Promise<boolean>;
  readSubscription(subscriptionId: string): Promise<SubscriptionState | undefined>;
  readPlanInvoice(invoiceId: string): Promise<PlanInvoice | undefined>;
  openPlanCheckout(
    checkout: Beginning & { readonly successUrl: string; readonly cancelUrl: string },
  ): Promise<StepAnswer<{ readonly sessionId: string; readonly url: string }>>;
  /** A checkout that nobody shall pay any more; `paid` when somebody has. */
  closePlanCheckout(sessionId: string): Promise<'closed' | 'paid'>;
  /** On the customer's card, at once or not at all. */
  subscribe(beginning: Beginning): Promise<StepAnswer>;
  /**
   * `NOW`: the difference is charged at once or nothing changes, unless the bank wants the customer to confirm it.
   * `NEXT_INVOICE`: it is settled with the next invoice.
   */
  switchPrice(
    change: Step & {
      readonly subscriptionId: string;
      readonly itemId: string;
      readonly priceId: string;
      readonly settled: 'NOW' | 'NEXT_INVOICE';
    },
  ): Promise<StepAnswer | Unconfirmed>;
  /** A payment that nobody shall confirm any more; `paid` when somebody has. */
  closeConfirmation(invoiceId: string): Promise<'closed' | 'paid'>;
  setCancellation(
    change: Step & { readonly subscriptionId: string; readonly isAtPeriodEnd: boolean },
  ): Promise<StepAnswer>;
  openPortal(portal: { readonly customerId: string; readonly returnUrl: string }): Promise<string>;
}

/** A subscription changed in some way. */
export interface SubscriptionSubject {
  readonly kind: 'subscription';
  readonly subscriptionId: string;
  readonly customerId: string;
}

/** A checkout of a plan has ended. */
export interface PlanCheckoutSubject {
  readonly kind: 'plan-checkout';
  readonly stage: 'completed' | 'failed' | 'expired';
  readonly sessionId: string;
  readonly customerId: string | undefined;
  readonly subscriptionId: string | undefined;
}

/** An invoice of a subscription was paid, or could not be collected. */
export interface PlanInvoiceSubject {
  readonly kind: 'plan-invoice';
  readonly invoiceId: string;
  readonly subscriptionId: string;
  readonly customerId: string;
  readonly isPaid: boolean;
  /** Its subscription names an account of ours. */
  readonly isNamed: boolean;
}

export type PlanSubject = SubscriptionSubject | PlanCheckoutSubject | PlanInvoiceSubject;
