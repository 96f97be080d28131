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
  const wanted = type === undefined ? types : [type];
  return listObjects(work, {
    kind: 'event',
    url: '/v1/events',
    page,
    where: {
      text: `($3::text[] is null or body->'object'->>'type' like any($3::text[]))
        and ($4::boolean is null or (body->'object'->>'pending_webhooks' = '0') = $4::boolean)`,
      // `invoice.*` names all of a family.
      values: [wanted?.map((name) => name.replaceAll('_', '\\_').replaceAll('*', '%')) ?? null, isDelivered ?? null],
    },
  });
}

export const eventRoutes: readonly Route[] = [
  readRoute('events', 'event'),
  { method: 'GET', path: 'events', handle: listEvents },
];
