// Videos, as OpenAI's Videos API and Lumenfall have them: accepted at once, asked about later.
import { z } from 'zod';
import { type AnyUserError, fromPublicId, invalidParameter, toPublicId } from '../../callers/index.ts';
import type { Generation } from '../../generation/index.ts';
import { replayedHeader } from '../idempotency-key.ts';
import { type Answer, type Call, json, type Refused, type Route, refused, route } from '../route.ts';
import { type Asked, ask, refused as refuseAsked } from './ask.ts';
import { beginningOf, labelsOf, NO_LABELS, videoBody, wishesOf } from './bodies.ts';
import { asksByQuery, dryRunQuery, dryRunShape, toDryRun } from './dry-run.ts';
import { eraseRequest } from './erase-request.ts';
import { metadataOf, routingHeaders, unattempted } from './metadata.ts';
import { nameOf } from './outputs.ts';
import { refuse } from './refuse.ts';
import { maySee } from './undelivered.ts';
import { isVideo, toVideo, videoShape } from './video-shape.ts';
import { toAmount, worthOf } from './worth.ts';

const params = z.object({ id: z.string() });

const deletedShape = z.strictObject({ id: z.string(), object: z.literal('video.deleted'), deleted: z.literal(true) });

export const VIDEO_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/openai/v1/videos',
    name: 'createVideo',
    summary:
      'Begins a video. With ?dryRun=true: what it would cost. A key that was used before: the video that is there.',
    scopes: ['GENERATION_WRITE'],
    asks: asksByQuery,
    query: dryRunQuery,
    body: videoBody,
    bodyForms: ['json', 'multipart'],
    answers: { 200: dryRunShape, 202: videoShape },
    handle: (call) => createVideo(call, call.body),
  }),
  route({
    method: 'GET',
    path: '/openai/v1/videos/{id}',
    name: 'getVideo',
    summary: 'A video as it is now.',
    scopes: ['GENERATION_READ'],
    params,
    answers: { 200: videoShape },
    handle: async (call) => showVideo(call, 200, await findVideo(call, call.params.id)),
  }),
  route({
    method: 'GET',
    path: '/openai/v1/videos/{id}/content',
    name: 'getVideoContent',
    summary: 'The video itself, once it is completed.',
    scopes: ['GENERATION_READ'],
    params,
    query: z.object({ variant: z.enum(['video']).optional() }),
    answers: { 200: 'media' },
    handle: async (call) => sendContent(call, await findVideo(call, call.params.id)),
  }),
  route({
    method: 'DELETE',
    path: '/openai/v1/videos/{id}',
    name: 'deleteVideo',
    summary: 'Calls off a video that is under way (204); erases one that has ended, prompt and files (200).',
    scopes: ['GENERATION_WRITE'],
    params,
    answers: { 200: deletedShape, 204: 'empty' },
    handle: async (call) => deleteVideo(call, await findVideo(call, call.params.id)),
  }),
];

type VideoBody = z.output<typeof videoBody>;

async function createVideo(call: Call<unknown, z.output<typeof dryRunQuery>>, body: VideoBody): Promise<Answer> {
  const { services } = call;
  const { files, addresses } = beginningOf([body.input_reference], { body, form: 'input_reference' });
  const asked: Asked = {
    kind: 'VIDEO',
    model: body.model,
    prompt: body.prompt,
    count: body.n ?? 1,
    wishes: wishesOf(body),
    files: [...call.files, ...files],
    addresses,
    labels: labelsOf(body),
    idempotencyKey: body.idempotency_key ?? undefined,
    webhookUrl: body.webhook_url ?? body.webhook ?? undefined,
    dryRun: call.query.dryRun === 'true',
  };
  const wrong = wrongWith(asked);
  const answer = wrong === undefined ? await ask(call, asked) : refuseAsked(call, asked, wrong);
  switch (answer.status) {
    case 'refused':
      return refuse({ kind: 'REFUSED', error: answer.error }, { worth: worthOf(services.catalog.storefront) });
    case 'planned':
      return json(200, toDryRun(services, answer.plan, answer.pinned));
    case 'accepted': {
      const shown = maySee(call) ? await showVideo(call, 202, answer.generation) : receipt(call, answer.generation);
      return { ...shown, headers: { ...shown.headers, ...replayedHeader(answer.replayed) } };
    }
    default:
      return answer satisfies never;
  }
}

function wrongWith({ files, labels }: Asked): AnyUserError | undefined {
  const unknown = files.find(({ field }) => field !== 'input_reference');
  if (unknown === undefined) return labels === undefined ? NO_LABELS : undefined;
  const message = `A file is taken as "input_reference", not as "${unknown.field}".`;
  return invalidParameter([unknown.field], message, ['input_reference']);
}

/** A generation of another kind is no video; one that was deleted is none any more. */
async function findVideo({ services, viewer }: Call, publicId: string): Promise<Generation | undefined> {
  const id = fromPublicId('gen', publicId);
  const found = id === undefined ? undefined : await services.generations.find(viewer.account.id, id);
  if (found === undefined || found.purgedAt !== undefined) return undefined;
  return isVideo(services.catalog, found) ? found : undefined;
}

const NO_VIDEO = refused({ kind: 'NOT_FOUND', what: 'video', message: 'There is no such video.' });

function showVideo(call: Call, status: number, video: Generation): Promise<Answer>;
function showVideo(call: Call, status: number, video: Generation | undefined): Promise<Answer | Refused>;
async function showVideo({ services }: Call, status: number, video: Generation | undefined): Promise<Answer | Refused> {
  if (video === undefined) return NO_VIDEO;
  const metadata = await metadataOf(services, video);
  return json(status, toVideo(video, metadata), routingHeaders(video, metadata));
}

/** For a key that may ask and not read: that it is accepted, and what it may cost, as GraphQL answers it. */
function receipt({ services }: Call, video: Generation): Answer {
  const worth = worthOf(services.catalog.storefront);
  const metadata = unattempted(video.model, {
    cost_estimate: toAmount(video.costEstimate, worth),
    cost_currency: worth.currency,
  });
  const said = { ...video, prompt: undefined, parameters: {}, outputs: [], error: undefined };
  return json(202, toVideo(said, metadata), routingHeaders(video, metadata));
}

async function sendContent({ services }: Call, video: Generation | undefined): Promise<Answer | Refused> {
  if (video === undefined) return NO_VIDEO;
  if (video.status !== 'SUCCEEDED') {
    const message = 'There is nothing to send: the video is not completed.';
    return refuse({ kind: 'REFUSED', error: invalidParameter(['id'], message, ['a video with the status completed']) });
  }
  const [first] = video.outputs;
  const name = first === undefined ? '' : nameOf(first);
  const isKept = name !== '' && (await services.outputs.open(name)) !== undefined;
  if (!isKept) return refused({ kind: 'NOT_FOUND', what: 'video', message: 'Its file is not kept any more.' });
  return { status: 200, body: { kind: 'output', name } };
}

/** Lumenfall's calls off what is under way, OpenAI's deletes what has ended: each is answered as its documents say. */
async function deleteVideo(call: Call, video: Generation | undefined): Promise<Answer | Refused> {
  if (video === undefined) return NO_VIDEO;
  const { services, viewer } = call;
  if (video.endedAt === undefined) {
    // What ends meanwhile stays: whoever calls off has not asked for what was delivered to be erased.
    await services.generations.cancel(viewer.account.id, video.id);
    return { status: 204, body: { kind: 'empty' } };
  }
  const erased = await eraseRequest(call, video.id);
  if ('refused' in erased) return erased;
  return json(200, { id: toPublicId('gen', video.id), object: 'video.deleted', deleted: true } satisfies z.output<
    typeof deletedShape
  >);
}
