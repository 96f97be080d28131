// /v1/checkout/sessions
import { z } from 'zod';
import { refuse } from './api-answer.ts';
import { sessionItems } from './checkout-items.ts';
import { buildSession } from './checkout-session.ts';
import { expireOpenSession } from './expire-sessions.ts';
import { listRoute, PageFields, pageOf, readRoute } from './list-objects.ts';
import { choosePrice } from './product.ts';
import { Id, mergeMetadata, readParameters } from './read-parameters.ts';
import { refuseShape } from './refuse-amount.ts';
import type { ApiCall, Route, WriteCall } from './route.ts';
import { refuseTogether, SessionFields, type SessionParameters, sumItems } from './session-parameters.ts';
import { addSetupIntent } from './setup-intent.ts';
import type { LineItem, StoredSession } from './stored-objects.ts';
import { nameOf } from './subscription.ts';
import type { Work } from './work.ts';

type ItemParameters = NonNullable<SessionParameters['line_items']>[number];

interface SoldItem extends LineItem {
  readonly currency: string;
  readonly isRecurring: boolean;
}

async function createSession({ fields, work }: WriteCall): Promise<object> {
  const parameters = readParameters(SessionFields, fields);
  refuseTogether(parameters, work.seconds);
  const { mode, customer } = parameters;
  if (customer !== undefined) await work.need('customer', customer, 'customer');
  const items: SoldItem[] = [];
  for (const [index, item] of (parameters.line_items ?? []).entries()) {
    items.push(await readItem(work, item, { mode, param: `line_items[${index}]` }));
  }
  const payment = paymentOf(parameters);
  const session =
    mode === 'setup'
      ? buildSession(work, {
          parameters,
          total: null,
          currency: parameters.currency ?? null,
          setupIntent: addSetupIntent(work, { customer: customer ?? null, ...payment }).id,
        })
      : buildSession(work, {
          parameters,
          total: sumItems(items, mode),
          currency: items[0]?.currency ?? null,
          setupIntent: null,
        });
  const lineItems = items.map(({ currency: _, isRecurring: __, ...item }) => item);
  work.save('checkout.session', session.id, { object: session, lineItems, payment });
  return session;
}

/** What is passed on to the payment, the subscription or the setup. */
function paymentOf(parameters: SessionParameters): StoredSession['payment'] {
  const data = parameters.payment_intent_data ?? parameters.subscription_data ?? parameters.setup_intent_data;
  return {
    description: data?.description ?? null,
    metadata: mergeMetadata({}, data?.metadata),
    setupFutureUsage: parameters.payment_intent_data?.setup_future_usage ?? null,
  };
}

async function readItem(
  work: Work,
  item: ItemParameters,
  { mode, param }: { readonly mode: string; readonly param: string },
): Promise<SoldItem> {
  const { price_data: data, quantity } = item;
  // A price that is made for one payment only is not kept.
  if (mode === 'payment' && item.price === undefined && data?.product_data !== undefined) {
    const { name, description = null } = data.product_data;
    const { currency, unit_amount: unitAmount, recurring } = data;
    refuseShape(unitAmount, { currency, param: `${param}[price_data][unit_amount]` });
    return { name, description, quantity, unitAmount, currency, isRecurring: recurring !== undefined };
  }
  const price = await choosePrice(work, item, param);
  return {
    name: await nameOf(work, price),
    description: price.nickname,
    quantity,
    unitAmount: price.unit_amount ?? 0,
    price: price.id,
    currency: price.currency,
    isRecurring: price.recurring !== null,
  };
}

async function expire({ id, fields, work }: WriteCall): Promise<object> {
  readParameters(z.strictObject({}), fields);
  const stored = await work.need('checkout.session', id, 'session');
  if (stored.object.status === 'open') return expireOpenSession(work, stored);
  throw refuse(
    `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${String(stored.object.status)}\`.`,
  );
}

async function listItems({ id, fields, work }: ApiCall): Promise<object> {
  const page = readParameters(z.strictObject(PageFields), fields);
  const stored = await work.need('checkout.session', id, 'session');
  return pageOf(await sessionItems(work, stored), page, `/v1/checkout/sessions/${id}/line_items`);
}

const PATH = 'checkout/sessions';

export const checkoutRoutes: readonly Route[] = [
  { method: 'POST', path: PATH, handle: createSession },
  { method: 'POST', path: `${PATH}/:id/expire`, handle: expire },
  { method: 'GET', path: `${PATH}/:id/line_items`, handle: listItems },
  readRoute(PATH, 'checkout.session', 'session'),
  listRoute(PATH, 'checkout.session', {
    customer: Id.optional(),
    payment_intent: Id.optional(),
    subscription: Id.optional(),
    status: z.enum(['complete', 'expired', 'open']).optional(),
  }),
];
