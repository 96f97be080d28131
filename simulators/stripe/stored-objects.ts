// What the simulator keeps of each kind of object.
import type Stripe from 'stripe';
import type { CardTrouble } from './decide-card-outcome.ts';
import type { DunningRules } from './decide-dunning.ts';

/** What a checkout session sells, and what its payment will carry; Stripe does not show it in the session itself. */
export interface StoredSession {
  readonly object: Stripe.Checkout.Session;
  readonly lineItems: readonly LineItem[];
  /** Passed on to the payment, the subscription or the setup. */
  readonly payment: {
    readonly description: string | null;
    readonly metadata: Stripe.Metadata;
    readonly setupFutureUsage?: 'off_session' | 'on_session' | null;
  };
  /** What the customer was told of the last attempt that led to no object of its own. */
  readonly lastError?: string | null;
}

export interface LineItem {
  readonly name: string;
  readonly description: string | null;
  readonly quantity: number;
  /** Minor units of the session's currency. */
  readonly unitAmount: number;
  readonly id?: string;
  readonly price?: string;
}

export interface StoredPaymentMethod {
  readonly object: Stripe.PaymentMethod;
  /** The number that decides how the card behaves. */
  readonly cardNumber: string;
  /** The customer has authenticated it for later charges. */
  readonly isSetUp: boolean;
  /** Put on the card by a control call: every charge from now on ends so. */
  readonly trouble?: CardTrouble | null;
  /** It was detached, or used without being attached: it may not be used again. */
  readonly isSpent?: boolean;
}

/** A customer with the ids of all that is not settled yet, so that the billing of a period reads by primary key only. */
export interface StoredCustomer {
  readonly object: Stripe.Customer;
  readonly paymentMethods: readonly string[];
  readonly subscriptions: readonly string[];
  /** Draft and open. */
  readonly invoices: readonly string[];
  /** Invoice items that are on no invoice yet. */
  readonly pendingItems: readonly string[];
}

export interface StoredInvoice {
  readonly object: Stripe.Invoice;
  /** Days until a sent invoice is due, counted from its finalisation; null when a date was given. */
  readonly daysUntilDue: number | null;
  readonly paymentIntent: string | null;
  /** The link between the two. */
  readonly invoicePayment?: string;
  /** Links to payments that were made besides its own. */
  readonly attachedPayments?: readonly string[];
  /** `invoice.overdue` was told. */
  readonly isOverdue?: boolean;
}

export interface StoredIntent {
  readonly object: Stripe.PaymentIntent;
  /** The checkout session or the invoice that it pays; those confirm it themselves. */
  readonly session?: string;
  readonly invoice?: string;
}

/** How events are sent, and how unpaid invoices are chased; see control-routes.ts. */
export interface StoredSettings {
  readonly delivery: DeliverySettings;
  readonly dunning: DunningRules;
}

export type DeliveryOrder = 'as_happened' | 'reversed' | 'shuffled';

export interface DeliverySettings {
  /** `hold` keeps events until they are released; `drop` loses them for good. */
  readonly mode: 'deliver' | 'hold' | 'drop';
  /** How many times each event is sent. */
  readonly copies: number;
  readonly order: DeliveryOrder;
  /** Before the first try. */
  readonly delayMilliseconds: number;
}

export interface StoredBodies {
  'checkout.session': StoredSession;
  payment_intent: StoredIntent;
  setup_intent: { readonly object: Stripe.SetupIntent };
  payment_method: StoredPaymentMethod;
  charge: { readonly object: Stripe.Charge };
  refund: { readonly object: Stripe.Refund };
  dispute: { readonly object: Stripe.Dispute };
  customer: StoredCustomer;
  product: { readonly object: Stripe.Product };
  price: { readonly object: Stripe.Price };
  subscription: { readonly object: Stripe.Subscription };
  invoice: StoredInvoice;
  invoiceitem: { readonly object: Stripe.InvoiceItem };
  invoice_payment: { readonly object: Stripe.InvoicePayment };
  'billing_portal.session': { readonly object: Stripe.BillingPortal.Session };
  'test_helpers.test_clock': { readonly object: Stripe.TestHelpers.TestClock; readonly customers: readonly string[] };
  event: { readonly object: Stripe.Event };
  /** An answered request under its idempotency key; `answer` is missing while it is being worked on. */
  request: { readonly fingerprint: string; readonly answer?: { readonly status: number; readonly body: string } };
  secrets: { readonly apiKey: string; readonly webhookSecret: string };
  settings: StoredSettings;
}

export type StoredKind = keyof StoredBodies;
