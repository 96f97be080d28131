// Parts of objects that Stripe shows only when they are asked for by `expand`.
import { sessionItems } from './checkout-items.ts';
import { findPaymentsOfInvoice } from './invoice-payment.ts';
import { toList } from './list-objects.ts';
import { findRefundsOfCharge } from './refund.ts';
import type { Work } from './work.ts';

type Part = (work: Work, id: string) => Promise<object | undefined>;

const PARTS: Readonly<Record<string, Part>> = {
  'charge.refunds': async (work, id) => toList(await findRefundsOfCharge(work, id), `/v1/charges/${id}/refunds`),
  'checkout.session.line_items': async (work, id) => {
    const session = await work.get('checkout.session', id);
    return toList(await sessionItems(work, session), `/v1/checkout/sessions/${id}/line_items`);
  },
  'customer.subscriptions': async (work, id) => {
    const { subscriptions } = await work.get('customer', id);
    const found = await work.findMany('subscription', subscriptions);
    return toList(
      found.map((body) => body.object),
      `/v1/customers/${id}/subscriptions`,
    );
  },
  'invoice.confirmation_secret': async (work, id) => {
    const { paymentIntent } = await work.get('invoice', id);
    if (paymentIntent === null) return undefined;
    const { object: intent } = await work.get('payment_intent', paymentIntent);
    return { client_secret: intent.client_secret, type: 'payment_intent' };
  },
  'invoice.payments': async (work, id) => toList(await findPaymentsOfInvoice(work, id), '/v1/invoice_payments'),
};

/** Undefined when an object has no such part. */
export function partLeftOut(
  work: Work,
  object: Readonly<Record<string, unknown>>,
  name: string,
): Promise<object | undefined> {
  const part = PARTS[`${String(object['object'])}.${name}`];
  return part === undefined ? Promise.resolve(undefined) : part(work, String(object['id']));
}
