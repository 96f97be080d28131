// Generations that were asked for: looked at, listed, called off, erased.
import { z } from 'zod';
import { auditWindowStart, fromPublicId, generalError, toPublicId } from '../../callers/index.ts';
import type { CancelOutcome, Generation } from '../../generation/index.ts';
import { ZERO } from '../../money/index.ts';
import { type Answer, type Call, type Refused, refused, route } from '../route.ts';
import { waitForEnd } from '../wait-for-end.ts';
import { envelopeOf, pageOf, success } from './envelope.ts';
import { CONTENT, toContent } from './generation-record.ts';
import { STATUS_WORDS } from './vocabulary.ts';

const ID = z.object({ id: z.string().min(1).max(100) });

const LARGEST_PAGE = 100;
const USUAL_PAGE = 50;
const FARTHEST = 1_000_000;

const PAGE = z.object({
  limit: z.coerce.number({ error: 'a number' }).int().min(1).max(LARGEST_PAGE).default(USUAL_PAGE),
  offset: z.coerce.number({ error: 'a number' }).int().min(0).max(FARTHEST).default(0),
});

const CANCELED = envelopeOf(
  z.object({
    generation_id: z.string(),
    generation_status: z.enum(['canceled', 'processing']).describe('processing: no verdict came in time'),
    provider_cancel_sent: z.boolean(),
    credits_refunded: z.boolean(),
  }),
);

const DELETED = envelopeOf(z.object({ generation_id: z.string(), files_deleted: z.int() }));

/** The older path is answered, too. */
const cancelRoute = (path: string, name: string) =>
  route({
    method: 'POST',
    path,
    name,
    summary: 'Calls a generation off: what was set aside for it comes back.',
    scopes: ['GENERATION_WRITE'],
    params: ID,
    answers: { 200: CANCELED },
    handle: (call) => cancel(call, call.params.id),
  });

export const contentRoutes = [
  // Before the one with an id.
  route({
    method: 'GET',
    path: '/v1/content/list',
    name: 'list_content',
    summary: "Generations, newest first, inside the plan's audit window.",
    scopes: ['GENERATION_READ'],
    query: PAGE,
    answers: { 200: pageOf(z.object({ generations: z.array(CONTENT) })) },
    handle: (call) => list(call, call.query),
  }),
  route({
    method: 'GET',
    path: '/v1/content/{id}',
    name: 'content',
    summary: 'A generation.',
    scopes: ['GENERATION_READ'],
    params: ID,
    answers: { 200: envelopeOf(CONTENT) },
    handle: (call) => get(call, call.params.id),
  }),
  route({
    method: 'DELETE',
    path: '/v1/content/{id}',
    name: 'delete_content',
    summary: 'Erases what an ended generation said and made; what it cost stays.',
    scopes: ['GENERATION_WRITE'],
    params: ID,
    answers: { 200: DELETED },
    handle: (call) => erase(call, call.params.id),
  }),
  cancelRoute('/v1/content/generation/cancel/{id}', 'cancel'),
  cancelRoute('/v1/image-generation/{id}/cancel', 'cancel_image'),
];

const notFound = (): Refused =>
  refused({ kind: 'NOT_FOUND', what: 'generation', message: 'There is no such generation.' });

async function find({ services, viewer }: Call, publicId: string): Promise<Generation | undefined> {
  const id = fromPublicId('gen', publicId);
  return id === undefined ? undefined : services.generations.find(viewer.account.id, id);
}

async function get(call: Call, publicId: string): Promise<Answer | Refused> {
  const generation = await find(call, publicId);
  if (generation === undefined) return notFound();
  const [data] = await toContent(call.services, [generation]);
  return success(call, { message: 'Generation retrieved.', data });
}

async function list(call: Call, { limit, offset }: z.output<typeof PAGE>): Promise<Answer> {
  const { services, viewer } = call;
  const since = auditWindowStart(viewer.plan, services.now());
  const asked = { accountId: viewer.account.id, since };
  const [found, total] = await Promise.all([
    services.generations.list({ ...asked, filter: {}, limit, offset }),
    services.generations.count(asked),
  ]);
  const generations = await toContent(services, found);
  return success(call, { message: 'Generations retrieved.', data: { generations }, page: { total, limit, offset } });
}

/** How long a cancel waits for the provider's verdict. */
const PATIENCE_MILLISECONDS = 10_000;

async function cancel(call: Call, publicId: string): Promise<Answer | Refused> {
  const id = fromPublicId('gen', publicId);
  if (id === undefined) return notFound();
  const outcome = await call.services.generations.cancel(call.viewer.account.id, id);
  if (outcome.status === 'refused') return refusedCancel(outcome.refusal);
  const signal = AbortSignal.any([call.hungUp(), AbortSignal.timeout(PATIENCE_MILLISECONDS)]);
  const generation = await waitForEnd({ services: call.services, hungUp: () => signal }, outcome.generation);
  const { status, cost } = generation;
  if (status === 'SUCCEEDED' || status === 'FAILED') return notCancelable(generation);
  const isCanceled = status === 'CANCELED';
  return success(call, {
    message: isCanceled ? 'Generation canceled.' : 'Its provider was asked to stop, and has not answered yet.',
    data: {
      generation_id: publicId,
      generation_status: isCanceled ? 'canceled' : 'processing',
      provider_cancel_sent: outcome.cancelSent,
      credits_refunded: isCanceled && cost === ZERO,
    },
  });
}

type CancelRefusal = Extract<CancelOutcome, { status: 'refused' }>['refusal'];

function refusedCancel(refusal: CancelRefusal): Refused {
  return refusal.code === 'GENERATION_NOT_FOUND' ? notFound() : notCancelable(refusal.generation);
}

function notCancelable({ status }: Generation): Refused {
  const message = `It has ended already: ${STATUS_WORDS[status]}.`;
  return refused({ kind: 'REFUSED', error: generalError({ code: 'NOT_CANCELABLE', message, path: ['id'] }) });
}

const UNDER_WAY =
  'The generation is under way, or its cost waits for an operator. Cancel it, or try again once it is billed.';

async function erase(call: Call, publicId: string): Promise<Answer | Refused> {
  const { services, viewer } = call;
  if (viewer.key.clientToken !== undefined) {
    // One end user could erase what belongs to another.
    return refused({ kind: 'SCOPE', scopes: ['GENERATION_WRITE'], message: 'A client token erases nothing.' });
  }
  const generation = await find(call, publicId);
  if (generation === undefined) return notFound();
  const { accountId, id, outputs } = generation;
  const purged = await services.generations.purge(accountId, id);
  if (purged === 'NOT_FOUND') return notFound();
  if (purged === 'NOT_ENDED') {
    return refused({
      kind: 'REFUSED',
      error: generalError({ code: 'REQUEST_NOT_ENDED', message: UNDER_WAY, path: ['id'] }),
    });
  }
  const data = { generation_id: toPublicId('gen', id), files_deleted: outputs.length };
  return success(call, { message: 'Generation deleted.', data });
}
