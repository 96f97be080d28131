// /v1/events (https://docs.stripe.com/api/events)
import { z } from 'zod';
import { ListFields, listObjects, readRoute } from './list-objects.ts';
import { readParameters, Switch, Text } from './read-parameters.ts';
import type { ApiCall, Route } from './route.ts';

const ListEventFields = z.strictObject({
  ...ListFields,
  type: Text.optional(),
  types: z.array(Text).max(20).optional(),
  delivery_success: Switch.optional(),
});

async function listEvents({ fields, work }: ApiCall): Promise<object> {
  const { type, types, delivery_success: isDelivered, ...page } = readParameters(ListEventFields, fields);
  return listObjects(work, {
    kind: 'event',
    url: '/v1/events',
    page,
    where: {
      // `invoice.*` names all of a family.
      type: { like: type === undefined ? types : [type] },
      pending_webhooks: isDelivered === true ? { lte: 0 } : isDelivered === false ? { gt: 0 } : undefined,
    },
  });
}

export const eventRoutes: readonly Route[] = [
  readRoute('events', 'event'),
  { method: 'GET', path: 'events', handle: listEvents },
];
