// Lists, newest first, page by page (https://docs.stripe.com/api/pagination).
import { z } from 'zod';
import { refuseMissing } from './api-answer.ts';
import type { FormFields } from './form-body.ts';
import type { Condition, ListedKind } from './object-store.ts';
import { presentObject } from './present-object.ts';
import { Id, integer, readParameters, Timestamp } from './read-parameters.ts';
import type { Route } from './route.ts';
import type { Work } from './work.ts';

const USUAL_LIMIT = 10;
const MOST = 100;

const Created = z.union([
  Timestamp,
  z.strictObject({
    gt: Timestamp.optional(),
    gte: Timestamp.optional(),
    lt: Timestamp.optional(),
    lte: Timestamp.optional(),
  }),
]);

export const PageFields = {
  limit: integer(1, MOST).optional(),
  starting_after: Id.optional(),
  ending_before: Id.optional(),
};
export const ListFields = { ...PageFields, created: Created.optional() };

interface Page {
  readonly limit?: number | undefined;
  readonly starting_after?: string | undefined;
  readonly ending_before?: string | undefined;
}

export interface ListOptions {
  readonly kind: ListedKind;
  readonly url: string;
  readonly page: Page & { readonly created?: z.infer<typeof Created> | undefined };
  /** What the objects must have, as the store has it (see Selection); undefined asks nothing. */
  readonly having?: Readonly<Record<string, unknown>>;
  readonly where?: Readonly<Record<string, Condition | undefined>>;
}

export interface ObjectList {
  readonly object: 'list';
  readonly data: readonly object[];
  readonly has_more: boolean;
  readonly url: string;
}

export function toList(data: readonly object[], url: string): ObjectList {
  return { object: 'list', data: data.map(presentObject), has_more: false, url };
}

export async function listObjects(work: Work, options: ListOptions): Promise<ObjectList> {
  const { kind, url, page, having = {}, where = {} } = options;
  const { limit = USUAL_LIMIT, created } = page;
  const isBackwards = page.ending_before !== undefined;
  const cursor = page.ending_before ?? page.starting_after;
  if (cursor !== undefined) await work.need(kind, cursor, isBackwards ? 'ending_before' : 'starting_after');
  const bodies = await work.objects.list({
    kind,
    having,
    where: { ...where, created: typeof created === 'number' ? { gte: created, lte: created } : created },
    order: isBackwards ? 'ascending' : 'descending',
    after: cursor,
    limit: limit + 1,
  });
  const found = bodies.slice(0, limit).map(({ object }) => presentObject(object));
  return { object: 'list', data: isBackwards ? found.toReversed() : found, has_more: bodies.length > limit, url };
}

/** A page of a list that is at hand as a whole. */
export function pageOf(all: readonly { readonly id: string }[], page: Page, url: string): ObjectList {
  const limit = page.limit ?? USUAL_LIMIT;
  const place = all.findIndex(({ id }) => id === page.starting_after);
  if (page.starting_after !== undefined && place < 0) {
    throw refuseMissing('line item', page.starting_after, 'starting_after');
  }
  const data = all.slice(place + 1, place + 1 + limit);
  return { object: 'list', data, has_more: all.length > place + 1 + limit, url };
}

/** GET /v1/<path>/:id */
export function readRoute(path: string, kind: ListedKind, param = 'id'): Route {
  return {
    method: 'GET',
    path: `${path}/:id`,
    handle: async ({ id, fields, work }) => {
      readParameters(z.strictObject({}), fields);
      return (await work.need(kind, id, param)).object;
    },
  };
}

/** GET /v1/<path>, with filters that must equal attributes of the same name. */
export function listRoute(path: string, kind: ListOptions['kind'], filters: z.ZodRawShape): Route {
  const schema = z.strictObject({ ...ListFields, ...filters });
  return {
    method: 'GET',
    path,
    handle: async ({ fields, work }: { readonly fields: FormFields; readonly work: Work }) => {
      const parameters = readParameters(schema, fields) as Record<string, unknown> & ListOptions['page'];
      const having = Object.fromEntries(
        Object.keys(filters).map((name) => [name, parameters[name] as string | undefined]),
      );
      return listObjects(work, { kind, url: `/v1/${path}`, page: parameters, having });
    },
  };
}
