// The room's door: buying credit packs and plans, automatic top-ups, warnings.

export { handleCheckoutPage } from './checkout/checkout-pages.ts';
export { createFindCheckoutResult, type FindCheckoutResult } from './checkout/checkout-result.ts';
export { createPurchases, type PurchasesOptions } from './create-purchases.ts';
export { ensureCustomer } from './customers/customers.ts';
export { type Payments, ProviderUnavailableError } from './payments.ts';
export type { SubscriptionStatus } from './plans/entities.ts';
export type { PlanInterval } from './plans/plan-payments.ts';
export type {
  ChangePlanOutcome,
  ChangePlanRefusal,
  ChangePlanRequest,
  PlanSubscription,
  Plans,
  PortalOutcome,
} from './plans/plans.ts';
export type { PurchaseLog } from './purchase-log.ts';
export type {
  BuyOutcome,
  BuyRequest,
  PaymentEventOutcome,
  Purchase,
  PurchaseRefusal,
  PurchaseStatus,
  Purchases,
  WebhookOutcome,
} from './purchases.ts';
export { RECONCILIATION_STEPS, type ReconciliationProgress } from './reconcile/progress.ts';
export { describeReconciliation, type Finding, type Reconciliation, type ShownFinding } from './reconcile/report.ts';
export type {
  PurchaseRefund,
  RefundPurchaseOutcome,
  RefundPurchaseRequest,
  RefundRefusal,
  RefundStatus,
} from './refunds/refunds.ts';
export { createClosedPayments } from './stripe/create-closed-payments.ts';
export { createStripePayments, type StripeOptions } from './stripe/create-stripe-payments.ts';
export { examineStripe, type StripeAnswer } from './stripe/examine-stripe.ts';
export type { PauseReason } from './top-up/decide-decline.ts';
export type {
  AttemptStatus,
  AutoTopUp,
  ConfiguredTopUp,
  ConfigureTopUp,
  RefusedReservation,
  TopUpAttempt,
  TopUpReason,
  TopUpRefusal,
  TopUpState,
  TopUps,
} from './top-up/top-up.ts';
export type { WarningRefusal } from './warnings/decide-thresholds.ts';
export type { AccountWarnings, ConfiguredWarnings, Warnings } from './warnings/warnings.ts';
