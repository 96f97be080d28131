// What the customer does on the billing portal's page.
import type Stripe from 'stripe';
import { CardDecline } from './api-answer.ts';
import { changeItems } from './change-items.ts';
import { changeCustomer } from './customer.ts';
import { inWork, NO_REQUEST } from './open-work.ts';
import { notFoundPage, type PageResult } from './page-parts.ts';
import { addPaymentMethod, attachPaymentMethod } from './payment-method.ts';
import { portalPage } from './portal-pages.ts';
import type { SimulatorContext } from './simulator-context.ts';
import { changeSubscription, nameOf, periodOf } from './subscription.ts';
import { cardByNumber } from './test-cards.ts';
import { redirect, type WebResponse } from './web.ts';
import { idOf, Work } from './work.ts';

const MOST_SHOWN = 20;

export async function showPortal(context: SimulatorContext, id: string, problem?: string): Promise<WebResponse> {
  const { store, now, baseUrl } = context;
  const work = new Work({ objects: store, now: now(), baseUrl: baseUrl(), request: NO_REQUEST });
  const session = await work.find('billing_portal.session', id);
  const customer = session === undefined ? undefined : await work.find('customer', session.object.customer);
  if (session === undefined || customer === undefined) return notFoundPage();
  const subscriptions = await work.findMany('subscription', customer.subscriptions);
  const name = [customer.object.invoice_settings, ...subscriptions.map(({ object }) => object)]
    .map((payer) => idOf(payer.default_payment_method))
    .find((method) => method !== undefined);
  const method = name === undefined ? undefined : await work.find('payment_method', name);
  return portalPage({
    session: session.object,
    card: method?.object.card,
    subscriptions: subscriptions.map(({ object }) => object),
    plans: await findPlans(work),
    invoices: await findInvoices(work, customer.object.id),
    problem,
  });
}

async function findPlans(work: Work): Promise<{ readonly price: Stripe.Price; readonly name: string }[]> {
  const having = { active: true, type: 'recurring' };
  const found = await work.objects.list({ kind: 'price', having, order: 'ascending', limit: MOST_SHOWN });
  return Promise.all(found.map(async ({ object: price }) => ({ price, name: await nameOf(work, price) })));
}

async function findInvoices(work: Work, customer: string): Promise<Stripe.Invoice[]> {
  const found = await work.objects.list({
    kind: 'invoice',
    having: { customer },
    where: { status: { in: ['open', 'paid', 'uncollectible', 'void'] } },
    order: 'descending',
    limit: MOST_SHOWN,
  });
  return found.map(({ object }) => object);
}

export interface PortalClick {
  readonly id: string;
  readonly button: string;
  readonly form: URLSearchParams;
}

export async function pressPortal(context: SimulatorContext, click: PortalClick): Promise<PageResult> {
  const { id, button, form } = click;
  const customer = await customerOf(context, id);
  if (customer === undefined) return { response: notFoundPage(), events: [] };
  const { result, events } = await inWork(context, { id: customer }, (work) =>
    button === 'card'
      ? changeCard(work, customer, form.get('number') ?? '')
      : changePlan(work, customer, { button, form }),
  );
  const response = result === undefined ? redirect(`../${id}`) : await showPortal(context, id, result);
  return { response, events };
}

async function customerOf({ store, now, baseUrl }: SimulatorContext, id: string): Promise<string | undefined> {
  const work = new Work({ objects: store, now: now(), baseUrl: baseUrl(), request: NO_REQUEST });
  return (await work.find('billing_portal.session', id))?.object.customer;
}

/** The new card becomes the one that everything is charged to. Answers what went wrong. */
async function changeCard(work: Work, customer: string, number: string): Promise<string | undefined> {
  const card = cardByNumber(number);
  if (card === undefined) return 'Your card number is incorrect. Only test cards work here.';
  const attached = await attachPaymentMethod(work, addPaymentMethod(work, { card }), customer);
  if (attached instanceof CardDecline) return attached.error.message;
  const { id } = attached.object;
  work.save('payment_method', id, { ...attached, isSetUp: true });
  const { subscriptions } = await changeCustomer(work, customer, ({ invoice_settings: settings }) => {
    return { invoice_settings: { ...settings, default_payment_method: id } };
  });
  for (const { object } of await work.findMany('subscription', subscriptions)) {
    if (object.default_payment_method !== null) {
      await changeSubscription(work, object.id, { default_payment_method: id });
    }
  }
  return undefined;
}

async function changePlan(
  work: Work,
  customer: string,
  { button, form }: Pick<PortalClick, 'button' | 'form'>,
): Promise<string | undefined> {
  const { subscriptions } = await work.get('customer', customer);
  const id = form.get('subscription') ?? '';
  if (!subscriptions.includes(id)) return 'This subscription has ended.';
  const { object } = await work.get('subscription', id);
  if (button === 'plan') return switchPlan(work, object, form.get('price') ?? '');
  const isEnding = button === 'cancel';
  await changeSubscription(work, id, {
    cancel_at: isEnding ? periodOf(object).end : null,
    cancel_at_period_end: isEnding,
    canceled_at: isEnding ? work.seconds : null,
  });
  return undefined;
}

async function switchPlan(work: Work, subscription: Stripe.Subscription, name: string): Promise<string | undefined> {
  const price = await work.find('price', name);
  const [item] = subscription.items.data;
  if (price === undefined || item === undefined) return 'There is no such plan.';
  await changeItems(work, subscription, {
    items: [{ id: item.id, price: price.object, quantity: item.quantity ?? 1 }],
    proration: 'create_prorations',
    prorationDate: undefined,
    isAnchoredNow: false,
  });
  return undefined;
}
