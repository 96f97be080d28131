// Stripe's own lists, for the reconciler: what happened there, whether or not its webhooks arrived.
import Stripe from 'stripe';
import type { PaymentEvent } from '../payments.ts';
import type { ReconcilePayments } from '../reconcile/reconcile-payments.ts';
import type { EventName } from '../reconcile/report.ts';
import { findInvoice } from './create-refund-payments.ts';
import { fetchSubject } from './fetch-object.ts';
import { unlessMissing, unlessUnavailable } from './provider-errors.ts';
import { HANDLED_EVENT_TYPES, readEvent, readSubject } from './read-event.ts';
import { TOP_UP_KIND } from './read-top-up.ts';

const PAGE = 100;
/** That Stripe lists at once (https://docs.stripe.com/api/events/list). */
const MOST_TYPES = 20;

export function createReconcilePayments(stripe: Stripe): ReconcilePayments<PaymentEvent> {
  return {
    listEvents: (since) => listEvents(stripe, since),
    listPaidCheckouts: (since) => listPaidCheckouts(stripe, since),
    listPaidTopUps: (since) => listPaidTopUps(stripe, since),
    listPaidInvoices: (since) => listPaidInvoices(stripe, since),
    readEventAgain: (name) => readEventAgain(stripe, name),
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

type Pages = AsyncIterable<readonly PaymentEvent[]>;

/** To the end, newest first as Stripe lists: a limit would drop what was missed the longest. One page is held at a time. */
async function* pagesOf<Item>(
  list: AsyncIterable<Item>,
  read: (item: Item) => PaymentEvent | undefined,
): AsyncGenerator<readonly PaymentEvent[]> {
  const items = list[Symbol.asyncIterator]();
  let page: PaymentEvent[] = [];
  let next = await unlessUnavailable(items.next());
  while (next.done !== true) {
    const event = read(next.value);
    if (event !== undefined) page.push(event);
    if (page.length === PAGE) {
      yield page;
      page = [];
    }
    next = await unlessUnavailable(items.next());
  }
  if (page.length > 0) yield page;
}

async function* listEvents(stripe: Stripe, from: Date): Pages {
  for (let first = 0; first < HANDLED_EVENT_TYPES.length; first += MOST_TYPES) {
    const types = HANDLED_EVENT_TYPES.slice(first, first + MOST_TYPES);
    yield* pagesOf(stripe.events.list({ created: since(from), types, limit: PAGE }), readStripeEvent);
  }
}

function readStripeEvent(event: Stripe.Event): PaymentEvent | undefined {
  const read = readEvent(event, Stripe.API_VERSION);
  return read.ok ? read.event : undefined;
}

function listPaidCheckouts(stripe: Stripe, from: Date): Pages {
  const list = stripe.checkout.sessions.list({ created: since(from), status: 'complete', limit: PAGE });
  return pagesOf(list, (session) => (isPaid(session) ? eventOf('checkout.session.completed', session) : undefined));
}

function listPaidTopUps(stripe: Stripe, from: Date): Pages {
  const list = stripe.paymentIntents.list({ created: since(from), limit: PAGE });
  return pagesOf(list, (intent) =>
    intent.status === 'succeeded' && intent.metadata['kind'] === TOP_UP_KIND
      ? eventOf('payment_intent.succeeded', intent)
      : undefined,
  );
}

function listPaidInvoices(stripe: Stripe, from: Date): Pages {
  const list = stripe.invoices.list({ created: since(from), status: 'paid', limit: PAGE });
  return pagesOf(list, (invoice) => (invoice.amount_paid > 0 ? eventOf('invoice.paid', invoice) : undefined));
}

/** Stripe keeps an event for 30 days; what it was about, for much longer. */
async function readEventAgain(
  stripe: Stripe,
  { eventId, type, objectId }: EventName,
): Promise<PaymentEvent | undefined> {
  const event = eventId.startsWith('evt_') ? await unlessMissing(stripe.events.retrieve(eventId)) : undefined;
  if (event !== undefined) return readStripeEvent(event);
  const object = (await unlessMissing(fetchSubject(stripe, type, objectId))) as EventObject | undefined;
  return object === undefined ? undefined : { ...eventOf(type, object), id: eventId };
}

const isPaid = (session: Stripe.Checkout.Session): boolean => session.payment_status === 'paid';

async function readCheckoutAgain(stripe: Stripe, sessionId: string): Promise<PaymentEvent | undefined> {
  const session = await unlessMissing(stripe.checkout.sessions.retrieve(sessionId));
  if (session?.status === 'complete') return eventOf('checkout.session.completed', session);
  return session?.status === 'expired' ? eventOf('checkout.session.expired', session) : undefined;
}

async function readCredit(stripe: Stripe, paymentIntentId: string): Promise<PaymentEvent[]> {
  const intent = await unlessMissing(stripe.paymentIntents.retrieve(paymentIntentId, { expand: ['latest_charge'] }));
  if (intent?.status !== 'succeeded') return [];
  const paidAt = paidAtOf(intent);
  const of = { payment_intent: paymentIntentId, limit: 1 };
  const { data } = await unlessUnavailable(stripe.checkout.sessions.list(of));
  const sessions = data.filter(isPaid).map((session) => eventOf('checkout.session.completed', session, paidAt));
  if (sessions.length > 0) return sessions;
  const invoice = intent.metadata['purchase_id'] === undefined ? await paidInvoice(stripe, paymentIntentId) : undefined;
  return [
    invoice === undefined
      ? eventOf('payment_intent.succeeded', intent, paidAt)
      : eventOf('invoice.paid', invoice, paidAt),
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

interface EventObject {
  readonly id: string;
  readonly created: number;
  readonly livemode?: boolean;
}

/** The event that would have brought the object. */
function eventOf(type: string, object: EventObject, at = object.created): PaymentEvent {
  return {
    id: `read:${object.id}`,
    type,
    objectId: object.id,
    createdAt: new Date(at * 1_000),
    livemode: object.livemode ?? false,
    foreign: false,
    subject: readSubject(type, object),
  };
}
