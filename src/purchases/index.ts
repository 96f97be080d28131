// The room's door: buying credit packs.
export { createPurchases, type PurchasesOptions } from './create-purchases.ts';
export { handleCheckoutPage } from './pages/checkout-pages.ts';
export type { WebRequest, WebResponse } from './pages/web.ts';
export type { Payments } from './payments.ts';
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
export { createStripePayments, type StripeOptions } from './stripe/create-stripe-payments.ts';
export {
  createStripeSimulator,
  type StripeSimulator,
  type StripeSimulatorOptions,
} from './stripe/simulator/create-stripe-simulator.ts';
export { loadSimulatorSecrets, type SimulatorSecrets } from './stripe/simulator/simulator-secrets.ts';
