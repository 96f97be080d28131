// Stripe's errors in the room's words (https://docs.stripe.com/error-handling).
import Stripe from 'stripe';
import { ProviderUnavailableError } from '../payments.ts';

export function describeStripeError({ type, code, message }: Stripe.errors.StripeError): string {
  return `${type} ${code ?? ''}: ${message}`;
}

/** Every error of Stripe's becomes a ProviderUnavailableError; bugs stay what they are. */
export async function unlessUnavailable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    throw new ProviderUnavailableError(describeStripeError(error), { cause: error });
  }
}

export type CallAnswer<T> =
  | { readonly status: 'done'; readonly result: T }
  /** The card was declined, or needs the customer. */
  | { readonly status: 'declined'; readonly reason: string; readonly declineCode: string | undefined }
  /** Asking again would be refused again. */
  | { readonly status: 'refused'; readonly reason: string };

/** The bank's reason where there is one (`insufficient_funds`), else Stripe's (`card_declined`). */
function declineCodeOf(error: { readonly decline_code?: string; readonly code?: string }): string | undefined {
  // The library makes an empty text of what is not there.
  return error.decline_code === '' ? error.code : (error.decline_code ?? error.code);
}

/** The bank wants the cardholder to confirm the payment (https://docs.stripe.com/error-codes). */
const NEEDS_CUSTOMER: ReadonlySet<string | undefined> = new Set([
  'authentication_required',
  'invoice_payment_intent_requires_action',
  'payment_intent_action_required',
  'subscription_payment_intent_requires_action',
]);

export const needsCustomer = (answer: CallAnswer<unknown>): boolean =>
  answer.status === 'declined' && NEEDS_CUSTOMER.has(answer.declineCode);

/** What became of a call that changes something. Throws ProviderUnavailableError when nobody knows. */
export async function answerOf<T>(call: Promise<T>): Promise<CallAnswer<T>> {
  try {
    return { status: 'done', result: await call };
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const reason = describeStripeError(error);
    // Whatever type of error it is.
    if (error instanceof Stripe.errors.StripeCardError || NEEDS_CUSTOMER.has(error.code)) {
      return { status: 'declined', reason: error.message, declineCode: declineCodeOf(error) };
    }
    // A key that was used for another call (StripeIdempotencyError) says nothing of what became of that one.
    if (error instanceof Stripe.errors.StripeInvalidRequestError) return { status: 'refused', reason };
    throw new ProviderUnavailableError(reason, { cause: error });
  }
}

/** Undefined when Stripe has no such object. */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') return undefined;
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    throw new ProviderUnavailableError(describeStripeError(error), { cause: error });
  }
}
