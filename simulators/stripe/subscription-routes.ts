// /v1/subscriptions (https://docs.stripe.com/api/subscriptions)
import { z } from 'zod';
import { refuse } from './api-answer.ts';
import { changeItems } from './change-items.ts';
import { createSubscription } from './create-subscription.ts';
import { endSubscription } from './end-subscription.ts';
import { ListFields, listObjects, readRoute } from './list-objects.ts';
import { Id, readParameters, Switch, Text } from './read-parameters.ts';
import type { ApiCall, Route, WriteCall } from './route.ts';
import { CollectionMethod } from './subscription-parameters.ts';
import { updateSubscription } from './update-subscription.ts';

const CancelFields = z.strictObject({
  invoice_now: Switch.optional(),
  prorate: Switch.optional(),
  cancellation_details: z.strictObject({ comment: Text.optional() }).optional(),
});

async function cancelSubscription({ id, fields, work }: WriteCall): Promise<object> {
  const { object } = await work.need('subscription', id);
  const { invoice_now: isInvoiced, prorate } = readParameters(CancelFields, fields);
  if (object.ended_at !== null) {
    throw refuse(`No such subscription: '${id}'`, { code: 'resource_missing', param: 'id' });
  }
  if (isInvoiced === true || prorate === true) {
    const items = object.items.data.map((item) => ({ id: item.id, price: undefined, quantity: item.quantity ?? 1 }));
    const proration = isInvoiced === true ? ('always_invoice' as const) : ('create_prorations' as const);
    const { items: kept } = object;
    await changeItems(work, object, { items, proration, prorationDate: undefined, isAnchoredNow: false });
    const { object: changed } = await work.get('subscription', id);
    work.save('subscription', id, { object: { ...changed, items: kept } });
  }
  return endSubscription(work, id);
}

const Status = z.enum([
  'active',
  'past_due',
  'unpaid',
  'canceled',
  'incomplete',
  'incomplete_expired',
  'trialing',
  'paused',
  'all',
  'ended',
]);
const ListSubscriptionFields = z.strictObject({
  ...ListFields,
  customer: Id.optional(),
  price: Id.optional(),
  collection_method: CollectionMethod.optional(),
  test_clock: Id.optional(),
  status: Status.optional(),
});
const ENDED = ['canceled', 'incomplete_expired'];

/** Which states a filter lets through; undefined: all. Without a filter the canceled ones are left out. */
function statesOf(status: z.infer<typeof Status> | undefined): readonly string[] | undefined {
  if (status === 'all') return undefined;
  if (status === 'ended') return ENDED;
  return status === undefined ? Status.options.filter((option) => option !== 'canceled') : [status];
}

async function listSubscriptions({ fields, work }: ApiCall): Promise<object> {
  const parameters = readParameters(ListSubscriptionFields, fields);
  const { status, customer, price, collection_method, test_clock, ...page } = parameters;
  return listObjects(work, {
    kind: 'subscription',
    url: '/v1/subscriptions',
    page,
    having: {
      ...{ customer, collection_method, test_clock },
      items: price === undefined ? undefined : { data: [{ price: { id: price } }] },
    },
    where: { status: { in: statesOf(status) } },
  });
}

export const subscriptionRoutes: readonly Route[] = [
  { method: 'POST', path: 'subscriptions', handle: createSubscription },
  { method: 'POST', path: 'subscriptions/:id', handle: updateSubscription },
  { method: 'DELETE', path: 'subscriptions/:id', handle: cancelSubscription },
  readRoute('subscriptions', 'subscription'),
  { method: 'GET', path: 'subscriptions', handle: listSubscriptions },
];
