// A customer's try to pay on the checkout page: one transaction from the session's lock to the stored events.
import type Stripe from 'stripe';
import { CardDecline } from './api-answer.ts';
import { completeSession, isOverdue } from './checkout-session.ts';
import { addCustomer } from './customer.ts';
import { expireOpenSession } from './expire-sessions.ts';
import type { StoreTransaction } from './object-store.ts';
import { type Done, openWork } from './open-work.ts';
import { addPaymentIntent } from './payment-intent.ts';
import { addPaymentMethod, attachPaymentMethod } from './payment-method.ts';
import { confirmSetup } from './setup-intent.ts';
import type { SimulatorContext } from './simulator-context.ts';
import { startSubscription } from './start-subscription.ts';
import type { StoredIntent, StoredPaymentMethod, StoredSession } from './stored-objects.ts';
import { takePayment } from './take-payment.ts';
import { cardByNumber } from './test-cards.ts';
import { idOf, type Work } from './work.ts';

export interface Click {
  readonly sessionId: string;
  /** As the customer typed it. */
  readonly cardNumber: string;
}

const WRONG_NUMBER = 'Your card number is incorrect. Only test cards work here.';

/** Undefined when there is no such session. No events when it was closed before, so that a double click pays once. */
export function attemptPayment(
  context: SimulatorContext,
  click: Click,
): Promise<Done<Stripe.Checkout.Session> | undefined> {
  return context.store.transaction(async (tx) => {
    const work = await openWork(context, tx, { id: click.sessionId });
    const stored = await work.find('checkout.session', click.sessionId);
    if (stored === undefined) return undefined;
    if (isOverdue(stored.object, work.seconds)) {
      return { result: expireOpenSession(work, stored), events: work.flush(tx) };
    }
    if (stored.object.status !== 'open') return { result: stored.object, events: [] };
    const problem = await attemptOpen(work, stored, click.cardNumber);
    if (problem === undefined || stored.object.mode !== 'subscription') {
      const { object } = await work.get('checkout.session', click.sessionId);
      return { result: object, events: work.flush(tx) };
    }
    return keepOpen(context, tx, { stored, problem });
  });
}

/** A subscription begins with its first payment; until then there is nothing but the customer's next try. */
async function keepOpen(
  context: SimulatorContext,
  tx: StoreTransaction,
  { stored, problem }: { readonly stored: StoredSession; readonly problem: string },
): Promise<Done<Stripe.Checkout.Session>> {
  const work = await openWork(context, tx, { id: stored.object.id });
  work.save('checkout.session', stored.object.id, { ...stored, lastError: problem });
  return { result: stored.object, events: work.flush(tx) };
}

/** What the customer is told when it failed. */
async function attemptOpen(work: Work, stored: StoredSession, number: string): Promise<string | undefined> {
  const card = cardByNumber(number);
  if (card === undefined) {
    work.save('checkout.session', stored.object.id, { ...stored, lastError: WRONG_NUMBER });
    return WRONG_NUMBER;
  }
  const method = addPaymentMethod(work, { card, email: stored.object.customer_email });
  switch (stored.object.mode) {
    case 'setup':
      return setUp(work, stored, method);
    case 'subscription':
      return subscribe(work, stored, method);
    default:
      return pay(work, stored, method);
  }
}

async function pay(work: Work, stored: StoredSession, method: StoredPaymentMethod): Promise<string | undefined> {
  const { id, mode: _, ...session } = stored.object;
  const isKept = stored.payment.setupFutureUsage !== null && stored.payment.setupFutureUsage !== undefined;
  const needsCustomer = session.customer_creation === 'always' || isKept;
  const customer = idOf(session.customer) ?? (needsCustomer ? newCustomerOf(work, stored) : null);
  const intent = await intentOf(work, stored, customer);
  const named = {
    ...stored,
    lastError: null,
    object: { ...stored.object, customer, payment_intent: intent.object.id },
  };
  work.save('checkout.session', id, named);
  const payment = await takePayment(work, {
    intent: intent.object.id,
    method,
    isOffSession: false,
    isAuthenticated: true,
  });
  if (payment.status === 'declined') return payment.decline.message;
  await complete(work, named);
  return undefined;
}

function newCustomerOf(work: Work, { object }: StoredSession): string {
  return addCustomer(work, { email: object.customer_email, metadata: {} }).id;
}

/** The session's payment: made at the first attempt, the same for all further ones. */
async function intentOf(work: Work, stored: StoredSession, customer: string | null): Promise<StoredIntent> {
  const { object: session, payment } = stored;
  const known = idOf(session.payment_intent);
  if (known !== undefined) {
    const intent = await work.get('payment_intent', known);
    const owned = { ...intent, object: { ...intent.object, customer } };
    work.save('payment_intent', known, owned);
    return owned;
  }
  return addPaymentIntent(work, {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? '',
    customer,
    description: payment.description,
    metadata: payment.metadata,
    setupFutureUsage: payment.setupFutureUsage,
    session: session.id,
  });
}

async function setUp(work: Work, stored: StoredSession, method: StoredPaymentMethod): Promise<string | undefined> {
  const { object: intent } = await work.get('setup_intent', idOf(stored.object.setup_intent) ?? '');
  const outcome = await confirmSetup(work, intent, { method, isAuthenticated: true });
  if (outcome instanceof CardDecline) {
    work.save('checkout.session', stored.object.id, { ...stored, lastError: outcome.error.message });
    return outcome.error.message;
  }
  await complete(work, stored);
  return undefined;
}

async function subscribe(work: Work, stored: StoredSession, method: StoredPaymentMethod): Promise<string | undefined> {
  const { object: session, lineItems, payment } = stored;
  const customerId = idOf(session.customer) ?? newCustomerOf(work, stored);
  const attached = await attachPaymentMethod(work, method, customerId);
  if (attached instanceof CardDecline) return attached.error.message;
  const ready = { ...attached, isSetUp: true };
  work.save('payment_method', ready.object.id, ready);
  const items = await Promise.all(
    lineItems.map(async ({ price, quantity }) => ({ price: (await work.get('price', price ?? '')).object, quantity })),
  );
  const started = await startSubscription(work, {
    customer: (await work.get('customer', customerId)).object,
    items,
    collection: 'charge_automatically',
    daysUntilDue: null,
    paymentMethod: ready.object.id,
    isEndingWithPeriod: false,
    description: payment.description,
    metadata: payment.metadata,
    isPaidLater: false,
    isTaxed: session.automatic_tax.enabled,
    collect: { method: ready, isAuthenticated: true },
  });
  if (started.payment?.status === 'declined') return started.payment.decline.message;
  const { id: subscription, latest_invoice: invoice } = started.subscription;
  await complete(work, { ...stored, object: { ...session, customer: customerId, subscription, invoice } });
  return undefined;
}

async function complete(work: Work, stored: StoredSession): Promise<void> {
  const { object: session } = stored;
  const customer = idOf(session.customer);
  const known = customer === undefined ? undefined : await work.find('customer', customer);
  const object = completeSession(session, session.customer_email ?? known?.object.email ?? null);
  work.save('checkout.session', object.id, { ...stored, lastError: null, object });
  work.happened('checkout.session.completed', object);
}
