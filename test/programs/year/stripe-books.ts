// What Stripe's own objects say of a year, read through the official library and summed up without a look at our tables.
import type Stripe from 'stripe';
import type { Customer } from './customer.ts';
import { idOf } from './stripe-side.ts';

export interface Back {
  /** Minor units that went back by refunds. */
  readonly refunded: number;
  /** Minor units that lost disputes took. */
  readonly lost: number;
}

export interface StripeBooks {
  readonly payments: readonly Stripe.PaymentIntent[];
  readonly invoices: readonly Stripe.Invoice[];
  readonly subscriptions: readonly Stripe.Subscription[];
  /** By payment. */
  readonly back: ReadonlyMap<string, Back>;
}

const MOST = 10_000;
const LIMIT = 100;

export async function readStripeBooks(stripe: Stripe, { customerId, billedId }: Customer): Promise<StripeBooks> {
  const [own, billed] = [await readBooksOf(stripe, customerId), await readBooksOf(stripe, billedId)];
  return {
    payments: [...own.payments, ...billed.payments],
    invoices: [...own.invoices, ...billed.invoices],
    subscriptions: [...own.subscriptions, ...billed.subscriptions],
    back: new Map([...own.back, ...billed.back]),
  };
}

async function readBooksOf(stripe: Stripe, customer: string): Promise<StripeBooks> {
  const of = { customer, limit: LIMIT };
  const all = { limit: MOST };
  const payments = await stripe.paymentIntents.list(of).autoPagingToArray(all);
  const invoices = await stripe.invoices.list(of).autoPagingToArray(all);
  const subscriptions = await stripe.subscriptions.list({ ...of, status: 'all' }).autoPagingToArray(all);
  const charges = await stripe.charges.list(of).autoPagingToArray(all);
  const back = new Map<string, Back>();
  for (const { id, payment_intent: intent, amount_refunded: refunded, disputed } of charges) {
    const lost = disputed ? await lostOf(stripe, id) : 0;
    if (refunded + lost > 0) back.set(idOf(intent) ?? '', { refunded, lost });
  }
  return { payments, invoices, subscriptions, back };
}

async function lostOf(stripe: Stripe, charge: string): Promise<number> {
  const { data } = await stripe.disputes.list({ charge, limit: LIMIT });
  return data.filter(({ status }) => status === 'lost').reduce((sum, { amount }) => sum + amount, 0);
}

export const isPlanInvoice = ({ billing_reason: reason }: Stripe.Invoice): boolean =>
  reason?.startsWith('subscription') === true;
