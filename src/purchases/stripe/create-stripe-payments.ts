// The payments port on Stripe, through its official library. The library pins the API version that its types describe.
import Stripe from 'stripe';
import type { InvoicePayments } from '../../invoices/index.ts';
import type {
  CheckoutAnswer,
  CheckoutRequest,
  DriftedSubject,
  EventDelivery,
  EventVerification,
  NewCustomer,
  PaymentEvent,
  PaymentSubject,
  Payments,
} from '../payments.ts';
import { checkoutTax, type TaxParameters, WITH_TAX } from './automatic-tax.ts';
import { createInvoicePayments } from './create-invoice-payments.ts';
import { createReconcilePayments } from './create-reconcile-payments.ts';
import { createRefundPayments } from './create-refund-payments.ts';
import { fetchObject } from './fetch-object.ts';
import { fetchUnder } from './fetch-under.ts';
import { minorUnits } from './minor-units.ts';
import { createOffSessionPayments } from './off-session.ts';
import { createPlanPayments } from './plan-payments.ts';
import { describeStripeError, unlessUnavailable } from './provider-errors.ts';
import { readEvent, readSubject } from './read-event.ts';

export interface StripeOptions {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /**
   * What stands in for https://api.stripe.com (the simulator's base address); Stripe itself when absent. Asked at every
   * call, because a gateway knows its own port only once it listens.
   */
  readonly apiBase?: () => string;
  /** What requests go through instead of the network. */
  readonly fetch?: typeof fetch;
  /** Milliseconds that one attempt may take; default 10,000. */
  readonly timeoutMilliseconds?: number;
  /** Further attempts after a lost connection or a server error, under the same idempotency key; default 2. */
  readonly retries?: number;
  /** Stripe Tax adds what is due to checkouts, subscriptions and invoices. */
  readonly automaticTax?: boolean;
}

const DEFAULT_TIMEOUT_MILLISECONDS = 10_000;
const DEFAULT_RETRIES = 2;

export function createStripePayments(options: StripeOptions): Payments & InvoicePayments {
  const { apiBase, fetch: send = apiBase === undefined ? undefined : fetchUnder(apiBase) } = options;
  const stripe = new Stripe(options.secretKey, {
    timeout: options.timeoutMilliseconds ?? DEFAULT_TIMEOUT_MILLISECONDS,
    maxNetworkRetries: options.retries ?? DEFAULT_RETRIES,
    telemetry: false,
    appInfo: { name: 'Tollgate' },
    ...(send === undefined ? {} : { httpClient: Stripe.createFetchHttpClient(send) }),
  });
  const tax = options.automaticTax === true ? WITH_TAX : {};
  return {
    ...createInvoicePayments(stripe, tax),
    ...createOffSessionPayments(stripe),
    ...createPlanPayments(stripe, tax),
    ...createReconcilePayments(stripe),
    ...createRefundPayments(stripe),
    livemode: /^[sr]k_live_/.test(options.secretKey),
    createCustomer: (customer) => createCustomer(stripe, customer),
    createCheckout: (request) => createCheckout(stripe, request, tax),
    verifyEvent: (delivery) => verifyEvent(options.webhookSecret, delivery),
    readAgain: (event, drifted) => readAgain(stripe, event, drifted),
  };
}

async function createCustomer(
  stripe: Stripe,
  { accountId, name, email, idempotencyKey }: NewCustomer,
): Promise<string> {
  const parameters = {
    metadata: { account_id: accountId },
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
  };
  const { id } = await unlessUnavailable(stripe.customers.create(parameters, { idempotencyKey }));
  return id;
}

async function createCheckout(stripe: Stripe, request: CheckoutRequest, tax: TaxParameters): Promise<CheckoutAnswer> {
  try {
    const options = { idempotencyKey: request.purchaseId };
    const session = await stripe.checkout.sessions.create(
      { ...sessionParameters(request), ...checkoutTax(tax) },
      options,
    );
    if (session.url === null) throw new Error(`checkout session ${session.id} has no address`);
    return { status: 'open', sessionId: session.id, url: session.url };
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    return { status: 'unavailable', reason: describeStripeError(error) };
  }
}

function sessionParameters(request: CheckoutRequest): Stripe.Checkout.SessionCreateParams {
  const metadata = { account_id: request.accountId, purchase_id: request.purchaseId };
  return {
    mode: 'payment',
    customer: request.customerId,
    client_reference_id: request.purchaseId,
    metadata,
    // Stripe copies it to the charge, whose events carry the receipt's address.
    payment_intent_data: { metadata, description: `${request.name} (${request.description})` },
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: request.price.currency.toLowerCase(),
          unit_amount: minorUnits(request.price.minorUnits),
          product_data: { name: request.name, description: request.description },
        },
      },
    ],
    success_url: request.successUrl,
    cancel_url: request.cancelUrl,
  };
}

function verifyEvent(webhookSecret: string, { rawBody, signature, receivedAt }: EventDelivery): EventVerification {
  if (signature === undefined || signature === '') {
    return { ok: false, reason: 'the stripe-signature header is missing' };
  }
  try {
    const time = receivedAt.getTime();
    const event = Stripe.webhooks.constructEvent(rawBody, signature, webhookSecret, undefined, undefined, time);
    return readEvent(event, Stripe.API_VERSION);
  } catch (error) {
    return { ok: false, reason: firstLine(error) };
  }
}

async function readAgain(stripe: Stripe, event: PaymentEvent, drifted: DriftedSubject): Promise<PaymentSubject> {
  const { objectType, apiVersion = 'an unknown version' } = drifted;
  const object = await fetchObject(stripe, objectType, event.objectId);
  if (object !== undefined) return readSubject(event.type, object);
  return { kind: 'unreadable', problem: `an event in API version ${apiVersion}, whose ${objectType} is not there` };
}

/** The library's messages go on with advice for developers. */
function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.trim() ?? '';
}
