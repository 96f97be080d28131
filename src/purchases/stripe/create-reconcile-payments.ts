// Stripe's own lists, for the reconciler: what happened there, whether or not its webhooks arrived.
import Stripe from 'stripe';
import type { PaymentEvent } from '../payments.ts';
import type { ReconcilePayments } from '../reconcile/reconcile-payments.ts';
import { findInvoice } from './create-refund-payments.ts';
import { unlessMissing, unlessUnavailable } from './provider-errors.ts';
import { readEvent, readSubject } from './read-event.ts';

const PAGE = 100;

export function createReconcilePayments(stripe: Stripe): ReconcilePayments<PaymentEvent> {
  return {
    listEvents: (since) => listEvents(stripe, since),
    listPaidCheckouts: (since) => listPaidCheckouts(stripe, since),
    listPaidPlanInvoices: (since) => listPaidPlanInvoices(stripe, since),
    readCheckoutAgain: (sessionId) => readCheckoutAgain(stripe, sessionId),
    readCredit: (paymentIntentId) => readCredit(stripe, paymentIntentId),
    isPaid: async (paymentIntentId) =>
      (await unlessMissing(stripe.paymentIntents.retrieve(paymentIntentId)))?.status === 'succeeded',
    isInvoicePaid: async (invoiceId) => {
      const invoice = await unlessMissing(stripe.invoices.retrieve(invoiceId));
      return invoice === undefined ? undefined : invoice.status === 'paid';
    },
  };
}

const since = (from: Date) => ({ gte: Math.floor(from.getTime() / 1_000) });

/** To the end: Stripe lists the newest first, so that a limit would drop what was missed the longest. */
async function collect<Item>(
  list: AsyncIterable<Item>,
  read: (item: Item) => PaymentEvent | undefined,
): Promise<PaymentEvent[]> {
  const events: PaymentEvent[] = [];
  for await (const item of list) {
    const event = read(item);
    if (event !== undefined) events.push(event);
  }
  return events;
}

async function listEvents(stripe: Stripe, from: Date): Promise<PaymentEvent[]> {
  const list = stripe.events.list({ created: since(from), limit: PAGE });
  const events = collect(list, (event) => {
    const read = readEvent(event, Stripe.API_VERSION);
    return read.ok ? read.event : undefined;
  });
  return (await unlessUnavailable(events)).toReversed();
}

function listPaidCheckouts(stripe: Stripe, from: Date): Promise<PaymentEvent[]> {
  const list = stripe.checkout.sessions.list({ created: since(from), status: 'complete', limit: PAGE });
  const checkouts = collect(list, (session) =>
    isPaid(session) ? told('checkout.session.completed', session) : undefined,
  );
  return unlessUnavailable(checkouts);
}

function listPaidPlanInvoices(stripe: Stripe, from: Date): Promise<PaymentEvent[]> {
  const list = stripe.invoices.list({ created: since(from), status: 'paid', limit: PAGE });
  const invoices = collect(list, (invoice) => (invoice.amount_paid > 0 ? told('invoice.paid', invoice) : undefined));
  return unlessUnavailable(invoices);
}

const isPaid = (session: Stripe.Checkout.Session): boolean => session.payment_status === 'paid';

async function readCheckoutAgain(stripe: Stripe, sessionId: string): Promise<PaymentEvent | undefined> {
  const session = await unlessMissing(stripe.checkout.sessions.retrieve(sessionId));
  if (session?.status === 'complete') return told('checkout.session.completed', session);
  return session?.status === 'expired' ? told('checkout.session.expired', session) : undefined;
}

async function readCredit(stripe: Stripe, paymentIntentId: string): Promise<PaymentEvent[]> {
  const intent = await unlessMissing(stripe.paymentIntents.retrieve(paymentIntentId, { expand: ['latest_charge'] }));
  if (intent?.status !== 'succeeded') return [];
  const paidAt = paidAtOf(intent);
  const of = { payment_intent: paymentIntentId, limit: 1 };
  const { data } = await unlessUnavailable(stripe.checkout.sessions.list(of));
  const sessions = data.filter(isPaid).map((session) => told('checkout.session.completed', session, paidAt));
  if (sessions.length > 0) return sessions;
  const invoice = intent.metadata['purchase_id'] === undefined ? await paidInvoice(stripe, paymentIntentId) : undefined;
  return [
    invoice === undefined ? told('payment_intent.succeeded', intent, paidAt) : told('invoice.paid', invoice, paidAt),
  ];
}

function paidAtOf({ latest_charge: charge, created }: Stripe.PaymentIntent): number {
  return charge === null || typeof charge === 'string' ? created : charge.created;
}

async function paidInvoice(stripe: Stripe, paymentIntentId: string): Promise<Stripe.Invoice | undefined> {
  const id = await findInvoice(stripe, paymentIntentId);
  const invoice = id === undefined ? undefined : await unlessMissing(stripe.invoices.retrieve(id));
  return invoice?.status === 'paid' ? invoice : undefined;
}

/** The object in the words of the event that would have brought it. */
function told(
  type: string,
  object: { readonly id: string; readonly created: number; readonly livemode: boolean },
  at = object.created,
): PaymentEvent {
  return {
    id: `read:${object.id}`,
    type,
    objectId: object.id,
    createdAt: new Date(at * 1_000),
    livemode: object.livemode,
    foreign: false,
    subject: readSubject(type, object),
  };
}
