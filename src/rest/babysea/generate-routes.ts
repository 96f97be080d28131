// Images and videos are asked for: accepted at once, made later.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type AnyUserError, executionOf, invalidParameter, noting, toPublicId } from '../../callers/index.ts';
import type { Model } from '../../catalog/index.ts';
import type { Generation } from '../../generation/index.ts';
import { requestWithFiles } from '../request-with-files.ts';
import { asksToGenerate, type Call, type Refused, refused, route } from '../route.ts';
import { envelopeOf, success } from './envelope.ts';
import { isImageOrVideo, MODEL_PATH, notHere } from './estimate-routes.ts';
import { type GenerationFields, type RequestedGeneration, toRequestedGeneration } from './translate-request.ts';

const LARGEST_COUNT = 100;

const SHARED = {
  generation_prompt: z.string().min(1),
  generation_ratio: z.string().max(20).optional().describe('such as 16:9'),
  generation_output_format: z.string().max(20).optional().describe('png, jpg or webp; mp4 of a video'),
  generation_output_number: z.int().min(1).max(LARGEST_COUNT).optional(),
  generation_input_file: z.array(z.string().max(2048)).max(16).optional().describe('addresses of input files'),
  generation_provider_order: z.string().max(200).optional().describe('fastest, or names in order: replicate, fal'),
};

const IMAGE = z.looseObject(SHARED);

const VIDEO = z.looseObject({
  ...SHARED,
  generation_duration: z.number().describe('in seconds'),
  generation_resolution: z.string().max(20).optional().describe('such as 720p'),
  generation_generate_audio: z.boolean().optional(),
  generation_input_file_last_content: z.string().max(2048).optional(),
});

const GENERATED = envelopeOf(
  z.union([
    z.object({
      model_identifier: z.string(),
      generation_provider_order: z.array(z.string()),
      generation_prediction_id: z.string(),
      generation_id: z.string(),
      generation_initialized: z.literal(true),
    }),
    z.object({ generation_id: z.string(), generation_status: z.literal('canceled') }),
  ]),
);

const routeOf = (kind: 'image' | 'video', body: typeof IMAGE | typeof VIDEO) =>
  route({
    method: 'POST',
    path: `/v1/generate/${kind}/{model*}`,
    name: `generate_${kind}`,
    summary: `Asks for ${kind === 'image' ? 'images' : 'a video'}: credits are set aside, and the work begins.`,
    scopes: ['GENERATION_WRITE'],
    asks: asksToGenerate,
    params: MODEL_PATH,
    body,
    answers: { 200: GENERATED },
    handle: (call) => generate(call, kind),
  });

export const generateRoutes = [routeOf('image', IMAGE), routeOf('video', VIDEO)];

type GenerateCall = Call<z.output<typeof MODEL_PATH>, undefined, z.output<typeof IMAGE>>;

async function generate(call: GenerateCall, kind: 'image' | 'video') {
  const { services, params } = call;
  const key = readKey(call);
  if (typeof key !== 'string') return key;
  const model = services.catalog.model(params.model);
  const wanted = toRequestedGeneration(params.model, model, call.body);
  const misled = model === undefined ? undefined : checkKind(call, model, { kind, wanted });
  if (misled !== undefined) return misled;
  const addresses = inputsOf(call.body);
  const answer = await requestWithFiles(call, { idempotencyKey: key, files: [], addresses, input: () => wanted });
  if (answer.status === 'refused') return refused({ kind: 'REFUSED', error: answer.error });
  if (answer.status === 'planned') throw new Error('no dry run was asked for');
  const { generation, replayed } = answer;
  return success(call, {
    message: replayed ? 'Generation was initialized before.' : 'Generation initialized.',
    data: await begun(call, generation, model),
    headers: replayed ? { 'idempotency-replayed': 'true' } : {},
  });
}

function inputsOf({ generation_input_file: files = [], generation_input_file_last_content: last }: GenerationFields) {
  return typeof last === 'string' ? [...files, last] : files;
}

const KEY = /^[A-Za-z0-9_\-:.]{1,255}$/;

/** A client that sends none asks for something new each time. */
function readKey(call: Pick<Call, 'header'>): string | Refused {
  const given = call.header('idempotency-key');
  if (given === undefined) return randomUUID();
  if (KEY.test(given)) return given;
  const message = 'Idempotency-Key has 1 to 255 letters, digits, "_", "-", ":" or ".".';
  return refused({ kind: 'INPUT', path: ['Idempotency-Key'], message });
}

interface Misled {
  readonly kind: 'image' | 'video';
  readonly wanted: RequestedGeneration;
}

/** A client that leaves the duration out asks for an image, of whatever model. */
function checkKind(
  call: Pick<Call, 'services' | 'viewer'>,
  model: Model,
  { kind, wanted }: Misled,
): Refused | undefined {
  if (!isImageOrVideo(model)) return notHere(model);
  const own = model.kind === 'VIDEO' ? 'video' : 'image';
  if (own === kind) return undefined;
  const { identifier } = model;
  const message =
    own === 'video'
      ? `The model "${identifier}" makes videos: give generation_duration, at /v1/generate/video/${identifier}.`
      : `The model "${identifier}" makes images: leave generation_duration out, at /v1/generate/image/${identifier}.`;
  const error: AnyUserError = invalidParameter(['model'], message, [`/v1/generate/${own}/${identifier}`]);
  noting(call, [wanted])({ endpoint: 'GENERATE', status: 'REJECTED', error });
  return refused({ kind: 'REFUSED', error });
}

async function begun(call: Pick<Call, 'services' | 'viewer'>, generation: Generation, model: Model | undefined) {
  const { services } = call;
  const { accountId, id } = generation;
  const generationId = toPublicId('gen', id);
  if (generation.status === 'CANCELED') return { generation_id: generationId, generation_status: 'canceled' };
  // The generation may be of another key, whose idempotency key this one repeats: who works on it is for keys that may read it.
  const maySee = call.viewer.key.scopes.includes('GENERATION_READ');
  const attempts = maySee ? await services.generations.attempts(accountId, [id]) : [];
  const execution = executionOf(attempts, { model: generation.model });
  return {
    model_identifier: generation.model,
    generation_provider_order: model === undefined ? [] : orderOf(services, generation, model),
    generation_prediction_id: execution?.upstreamId ?? generationId,
    generation_id: generationId,
    generation_initialized: true,
  };
}

/** Names, as they are tried. */
export const orderOf = (
  { generations }: Pick<Call['services'], 'generations'>,
  { providerOrder }: Pick<Generation, 'providerOrder'>,
  model: Model,
): readonly string[] => generations.providersToTry(model, providerOrder);
