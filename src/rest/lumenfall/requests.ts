// The log of requests (docs.lumenfall.ai/api-reference/requests).
import { z } from 'zod';
import { auditWindowStart, fromPublicId, toPublicId } from '../../callers/index.ts';
import type { Catalog } from '../../catalog/index.ts';
import type { LoggedRequest, RequestFilter, RequestStatus } from '../../requests/index.ts';
import { type Answer, type Call, json, type Refused, type Route, refused, route } from '../route.ts';
import { eraseRequest } from './erase-request.ts';
import { MODALITIES } from './models.ts';
import { codeOfFailure, codeOfRefusal } from './refuse.ts';
import { toAmount, type Worth, worthOf } from './worth.ts';

const STATUSES = {
  COMPLETED: 'completed',
  PENDING: 'pending',
  PROCESSING: 'processing',
  UPSTREAM_FAILURE: 'upstream_failure',
  REJECTED: 'rejected',
  CANCELED: 'cancelled',
} as const satisfies Record<RequestStatus, string>;

type Status = (typeof STATUSES)[keyof typeof STATUSES];

const BY_STATUS = new Map(Object.entries(STATUSES).map(([own, theirs]) => [theirs, own as RequestStatus]));

const requestShape = z.strictObject({
  id: z.string(),
  object: z.literal('request'),
  created_at: z.iso.datetime(),
  model: z.string().nullable(),
  modality: z.string().nullable(),
  /** What was asked for, whatever protocol it came by: generate, generate_dry_run, generate_repeated, estimate, estimates, quote. */
  endpoint: z.string(),
  status: z.enum(Object.values(STATUSES) as [Status, ...Status[]]),
  cost: z.number(),
  currency: z.string(),
  duration_ms: z.int().nullable(),
  key_id: z.string(),
  error_code: z.string().nullable(),
  /** Null for a key that may not see the balance, which it may name. */
  error_message: z.string().nullable(),
  session_id: z.string().nullable(),
  trace_id: z.string().nullable(),
  user: z.string().nullable(),
  /** Of prompt and parameters. */
  request_size_bytes: z.int(),
  /** Of the files that were delivered. */
  response_size_bytes: z.int(),
});

type RequestLine = z.output<typeof requestShape>;

const MOST = 100;
const USUAL = 20;

const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MOST).optional(),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
  created_after: z.iso.datetime({ offset: true }).optional(),
  created_before: z.iso.datetime({ offset: true }).optional(),
  key_id: z.string().optional(),
  status: z.enum(Object.values(STATUSES) as [Status, ...Status[]]).optional(),
  summary: z.enum(['true', 'false']).optional(),
});

type ListQuery = z.output<typeof listQuery>;

const listShape = z.strictObject({
  object: z.literal('list'),
  data: z.array(requestShape),
  /** Behind the host and the prefix. */
  next_page_url: z.string().nullable(),
  previous_page_url: z.string().nullable(),
  /** Of all that match. */
  summary: z.strictObject({ total_cost: z.number(), currency: z.string(), count: z.int() }).optional(),
});

const purgedShape = z.strictObject({
  id: z.string(),
  purged: z.literal(true),
  already_purged: z.boolean(),
  media_deleted: z.int(),
});

const params = z.object({ id: z.string() });

export const REQUEST_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/requests',
    name: 'listRequests',
    summary: "Calls that generate or estimate, refused ones too, newest first, inside the plan's audit window.",
    scopes: ['GENERATION_READ'],
    query: listQuery,
    answers: { 200: listShape },
    handle: (call) => listRequests(call, call.query),
  }),
  route({
    method: 'GET',
    path: '/v1/requests/{id}',
    name: 'getRequest',
    summary: 'One of them.',
    scopes: ['GENERATION_READ'],
    params,
    answers: { 200: requestShape },
    handle: (call) => getRequest(call, call.params.id),
  }),
  route({
    method: 'DELETE',
    path: '/v1/requests/{id}/payloads',
    name: 'purgeRequest',
    summary: 'Erases what one said and made, for good; what it cost stays.',
    scopes: ['GENERATION_WRITE'],
    params,
    answers: { 200: purgedShape },
    handle: (call) => purgeRequest(call, call.params.id),
  }),
];

const NO_REQUEST = refused({ kind: 'NOT_FOUND', what: 'request', message: 'There is no such request.' });

async function getRequest(call: Call, publicId: string): Promise<Answer | Refused> {
  const { services, viewer } = call;
  const id = fromPublicId('req', publicId);
  const since = auditWindowStart(viewer.plan, services.now());
  const found = id === undefined ? undefined : await services.requests.find(viewer.account.id, id, since);
  return found === undefined ? NO_REQUEST : json(200, toLine(call, found));
}

async function purgeRequest(call: Call, publicId: string): Promise<Answer | Refused> {
  const id = fromPublicId('req', publicId);
  if (id === undefined) return NO_REQUEST;
  const erased = await eraseRequest(call, id);
  if ('refused' in erased) return erased;
  const { already, files } = erased;
  return json(200, {
    id: publicId,
    purged: true,
    already_purged: already,
    media_deleted: files,
  } satisfies z.output<typeof purgedShape>);
}

interface Page {
  readonly limit: number;
  readonly filter: RequestFilter;
  readonly beforeId: string | undefined;
  readonly afterId: string | undefined;
}

async function listRequests(call: Call, query: ListQuery): Promise<Answer | Refused> {
  const { services, viewer } = call;
  const accountId = viewer.account.id;
  const page = readPage(query, auditWindowStart(viewer.plan, services.now()));
  if ('refused' in page) return page;
  const { limit, filter, beforeId, afterId } = page;
  const isBackward = afterId !== undefined;
  const found = await services.requests.list({
    ...{ accountId, filter, isBackward, limit: limit + 1 },
    ...(beforeId === undefined ? {} : { beforeId }),
    ...(afterId === undefined ? {} : { afterId }),
  });
  const shown = isBackward ? found.slice(0, limit).reverse() : found.slice(0, limit);
  const hasMore = found.length > limit;
  const urls = {
    next_page_url: isBackward || hasMore ? pageUrl(query, 'starting_after', shown.at(-1)) : null,
    previous_page_url: (isBackward ? hasMore : beforeId !== undefined)
      ? pageUrl(query, 'ending_before', shown[0])
      : null,
  };
  const summary = query.summary === 'true' ? { summary: await summaryOf(call, filter) } : {};
  const data = shown.map((request) => toLine(call, request));
  return json(200, { object: 'list', data, ...urls, ...summary } satisfies z.output<typeof listShape>);
}

async function summaryOf({ services, viewer }: Call, filter: RequestFilter) {
  const worth = worthOf(services.catalog.storefront);
  const { requests, cost } = await services.requests.summary(viewer.account.id, filter);
  return { total_cost: toAmount(cost, worth), currency: worth.currency.toLowerCase(), count: requests };
}

/** `since`: where the plan's audit window begins. */
function readPage(query: ListQuery, since: Date): Page | Refused {
  const { limit = USUAL, starting_after: after, ending_before: before, key_id: key } = query;
  if (after !== undefined && before !== undefined) {
    return wrong('ending_before', 'ending_before and starting_after cannot be combined');
  }
  const [beforeId, afterId, apiKeyId] = [readId('req', after), readId('req', before), readId('key', key)];
  if (beforeId === 'NONE') return wrong('starting_after', 'starting_after is no id of a request');
  if (afterId === 'NONE') return wrong('ending_before', 'ending_before is no id of a request');
  if (apiKeyId === 'NONE') return wrong('key_id', 'key_id is no id of an API key');
  return { limit, filter: filterOf(query, { since, apiKeyId }), beforeId, afterId };
}

const wrong = (field: string, message: string): Refused => refused({ kind: 'INPUT', path: [field], message });

function readId(prefix: 'req' | 'key', publicId: string | undefined): string | undefined {
  return publicId === undefined ? undefined : (fromPublicId(prefix, publicId) ?? 'NONE');
}

function filterOf(
  { created_after: after, created_before: before, status }: ListQuery,
  { since, apiKeyId }: { readonly since: Date; readonly apiKeyId: string | undefined },
): RequestFilter {
  const from = after === undefined ? since : new Date(after);
  const own = status === undefined ? undefined : BY_STATUS.get(status);
  return {
    from: from > since ? from : since,
    // That moment is part of it there, and is not here.
    ...(before === undefined ? {} : { to: new Date(Date.parse(before) + 1) }),
    ...(apiKeyId === undefined ? {} : { apiKeyId }),
    ...(own === undefined ? {} : { statuses: [own] }),
  };
}

function pageUrl(query: ListQuery, cursor: 'starting_after' | 'ending_before', at: LoggedRequest | undefined) {
  if (at === undefined) return null;
  const { starting_after: _after, ending_before: _before, ...filters } = query;
  const entries = Object.entries(filters).map(([name, value]) => [name, String(value)] as [string, string]);
  const search = new URLSearchParams([[cursor, toPublicId('req', at.id)], ...entries]);
  return `/v1/requests?${search.toString()}`;
}

function toLine({ services, viewer }: Call, request: LoggedRequest): RequestLine {
  const { catalog } = services;
  const maySeeNumbers = viewer.key.scopes.includes('ACCOUNT_READ');
  return {
    id: toPublicId('req', request.id),
    object: 'request',
    created_at: request.createdAt.toISOString(),
    model: request.model ?? null,
    modality: modalityOf(catalog, request),
    endpoint: request.endpoint.toLowerCase(),
    status: STATUSES[request.status],
    ...costOf(request, worthOf(catalog.storefront)),
    duration_ms: request.durationMilliseconds ?? null,
    key_id: toPublicId('key', request.apiKeyId),
    error_code: errorCodeOf(request),
    error_message: maySeeNumbers ? (request.errorMessage ?? null) : null,
    ...labelsOf(request),
    request_size_bytes: request.inputBytes,
    response_size_bytes: Number(request.outputBytes),
  };
}

const labelsOf = ({ sessionId, traceId, userId }: LoggedRequest) => ({
  session_id: sessionId ?? null,
  trace_id: traceId ?? null,
  user: userId ?? null,
});

function modalityOf(catalog: Catalog, { model }: LoggedRequest): string | null {
  const kind = model === undefined ? undefined : catalog.model(model)?.kind;
  return kind === undefined ? null : MODALITIES[kind];
}

/** What failed at the providers has their codes, what was refused the rooms'. */
function errorCodeOf({ errorCode, status }: LoggedRequest): string | null {
  if (errorCode === undefined) return null;
  return status === 'REJECTED' ? codeOfRefusal(errorCode) : codeOfFailure(errorCode);
}

const costOf = ({ cost }: LoggedRequest, worth: Worth) => ({
  cost: toAmount(cost, worth),
  currency: worth.currency.toLowerCase(),
});
