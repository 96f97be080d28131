// Payments that customers do not attend, on Stripe (https://docs.stripe.com/payments/save-during-payment).
import Stripe from 'stripe';
import type {
  ChargeAnswer,
  OffSessionCharge,
  OffSessionPayments,
  PaymentSearch,
  SavedMethod,
  SetupAnswer,
  SetupRequest,
} from '../top-up/off-session-payments.ts';
import { minorUnits } from './minor-units.ts';
import { TOP_UP_KIND, toOffSessionPayment } from './read-top-up.ts';

const CARDS_LOOKED_AT = 10;
const PAGE = 100;
/** Stripe's clock is not ours. */
const CLOCK_SECONDS = 300;

export function createOffSessionPayments(stripe: Stripe): OffSessionPayments {
  return {
    savedPaymentMethod: (customerId, declined) => savedPaymentMethod(stripe, customerId, declined),
    chargeOffSession: (charge) => chargeOffSession(stripe, charge),
    findOffSessionPayment: (search) => findPayment(stripe, search),
    openSetupCheckout: (request) => openSetupCheckout(stripe, request),
  };
}

async function savedPaymentMethod(
  stripe: Stripe,
  customerId: string,
  declined: string | undefined,
): Promise<SavedMethod> {
  try {
    const customer = await stripe.customers.retrieve(customerId);
    if (customer.deleted === true) return { status: 'none' };
    const cards = await stripe.customers.listPaymentMethods(customerId, { limit: CARDS_LOOKED_AT });
    const usual = idOf(customer.invoice_settings.default_payment_method);
    const ids = [...(usual === undefined ? [] : [usual]), ...cards.data.map(({ id }) => id)];
    const chosen = ids.find((id) => id !== declined) ?? ids[0];
    return chosen === undefined ? { status: 'none' } : { status: 'saved', paymentMethodId: chosen };
  } catch (error) {
    return { status: 'unavailable', reason: reasonOf(error) };
  }
}

async function chargeOffSession(stripe: Stripe, charge: OffSessionCharge): Promise<ChargeAnswer> {
  const { price, customerId, paymentMethodId, description, accountId, attemptId } = charge;
  try {
    const intent = await stripe.paymentIntents.create(
      {
        amount: minorUnits(price.minorUnits),
        currency: price.currency.toLowerCase(),
        customer: customerId,
        payment_method: paymentMethodId,
        confirm: true,
        off_session: true,
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        description,
        // The purchase that a success leaves: refunds and disputes of the charge find it by the same name.
        metadata: { account_id: accountId, purchase_id: attemptId, kind: TOP_UP_KIND },
      },
      { idempotencyKey: attemptId },
    );
    return { status: 'known', payment: toOffSessionPayment(intent) };
  } catch (error) {
    return answerOf(error);
  }
}

/** Declined is an answer. A request that cannot be carried out moves no money; everything else may have. */
function answerOf(error: unknown): ChargeAnswer {
  const reason = reasonOf(error);
  if (error instanceof Stripe.errors.StripeCardError && error.payment_intent !== undefined) {
    return { status: 'known', payment: toOffSessionPayment(error.payment_intent) };
  }
  return isImpossible(error) ? { status: 'refused', reason } : { status: 'unknown', reason };
}

/** 409 is a call under the same key in flight, and its code says so too. */
function isImpossible(error: unknown): boolean {
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return false;
  const { statusCode, code } = error;
  return (statusCode === 400 || statusCode === 404) && code !== 'idempotency_key_in_use';
}

async function findPayment(
  stripe: Stripe,
  search: PaymentSearch,
): Promise<ChargeAnswer | { readonly status: 'absent' }> {
  const { paymentIntentId } = search;
  try {
    const found =
      paymentIntentId === undefined
        ? await listFor(stripe, search)
        : await stripe.paymentIntents.retrieve(paymentIntentId);
    return found === undefined ? { status: 'absent' } : { status: 'known', payment: toOffSessionPayment(found) };
  } catch (error) {
    return { status: 'unknown', reason: reasonOf(error) };
  }
}

async function listFor(
  stripe: Stripe,
  { customerId, attemptId, since }: PaymentSearch,
): Promise<Stripe.PaymentIntent | undefined> {
  const gte = Math.floor(since.getTime() / 1_000) - CLOCK_SECONDS;
  for await (const intent of stripe.paymentIntents.list({ customer: customerId, created: { gte }, limit: PAGE })) {
    if (intent.metadata['purchase_id'] === attemptId) return intent;
  }
  return undefined;
}

async function openSetupCheckout(stripe: Stripe, request: SetupRequest): Promise<SetupAnswer> {
  const { customerId, accountId, currency, successUrl, cancelUrl } = request;
  try {
    const session = await stripe.checkout.sessions.create({
      mode: 'setup',
      customer: customerId,
      currency: currency.toLowerCase(),
      metadata: { account_id: accountId },
      success_url: successUrl,
      cancel_url: cancelUrl,
    });
    if (session.url === null) throw new Error(`checkout session ${session.id} has no address`);
    return { status: 'open', url: session.url };
  } catch (error) {
    return { status: 'unavailable', reason: reasonOf(error) };
  }
}

/** Anything but an error of the library is a bug. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  return `${error.type} ${error.code ?? ''}: ${error.message}`;
}

function idOf(reference: string | { readonly id: string } | null): string | undefined {
  if (reference === null) return undefined;
  return typeof reference === 'string' ? reference : reference.id;
}
