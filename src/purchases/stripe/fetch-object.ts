// An object as Stripe shows it now, in the shape of the library's API version.
import Stripe from 'stripe';

type Fetch = (stripe: Stripe, id: string) => Promise<object>;

/** By Stripe's name for the kind of object. */
const FETCHES: Readonly<Record<string, Fetch>> = {
  charge: (stripe, id) => stripe.charges.retrieve(id),
  'checkout.session': (stripe, id) => stripe.checkout.sessions.retrieve(id),
  customer: (stripe, id) => stripe.customers.retrieve(id),
  dispute: (stripe, id) => stripe.disputes.retrieve(id),
  invoice: (stripe, id) => stripe.invoices.retrieve(id),
  payment_intent: (stripe, id) => stripe.paymentIntents.retrieve(id),
  payment_method: (stripe, id) => stripe.paymentMethods.retrieve(id),
  refund: (stripe, id) => stripe.refunds.retrieve(id),
  setup_intent: (stripe, id) => stripe.setupIntents.retrieve(id),
  subscription: (stripe, id) => stripe.subscriptions.retrieve(id),
};

/** Stripe's name for the kind of object that events of a type are about, by the beginning of the type. */
const SUBJECTS: readonly (readonly [string, string])[] = [
  ['charge.dispute.', 'dispute'],
  ['charge.refund.', 'refund'],
  ['charge.', 'charge'],
  ['checkout.session.', 'checkout.session'],
  ['customer.subscription.', 'subscription'],
  ['customer.', 'customer'],
  ['invoice.', 'invoice'],
  ['payment_intent.', 'payment_intent'],
  ['refund.', 'refund'],
];

/** What events of the type are about, as Stripe shows it now. */
export function fetchSubject(stripe: Stripe, type: string, id: string): Promise<object | undefined> {
  const objectType = SUBJECTS.find(([beginning]) => type.startsWith(beginning))?.[1] ?? '';
  return fetchObject(stripe, objectType, id);
}

/** Undefined when Stripe has no such object, or shows none of this kind. Throws when Stripe cannot be asked. */
export async function fetchObject(stripe: Stripe, objectType: string, id: string): Promise<object | undefined> {
  const fetchIt = FETCHES[objectType];
  if (fetchIt === undefined) return undefined;
  try {
    return await fetchIt(stripe, id);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') return undefined;
    throw error;
  }
}
