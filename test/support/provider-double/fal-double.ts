// Speaks fal's queue API. Source of the shapes: https://docs.fal.ai/model-apis/model-endpoints/queue and …/webhooks,
// https://fal.ai/docs/documentation/model-apis/errors and …/request-errors.
import { createHash, generateKeyPairSync, sign as signWith } from 'node:crypto';
import { type DoubleAnswer, type DoubleRequest, json } from './double-server.ts';
import { planWebhooks, type Sign } from './double-webhooks.ts';
import { type DoubleJob, uuid } from './job-book.ts';
import { makeClip, makePicture } from './media.ts';
import { type Desk, type DoubleOptions, type Protocol, type ProviderDouble, startDouble } from './provider-double.ts';

export const FAL_KEYS_PATH = '/.well-known/jwks.json';
const keys = generateKeyPairSync('ed25519');
const others = generateKeyPairSync('ed25519');

export function startFalDouble(options?: DoubleOptions): Promise<ProviderDouble> {
  return startDouble(PROTOCOL, options);
}

const detail = (type: string, msg: string) => ({ detail: [{ loc: ['body', 'prompt'], msg, type, url: '' }] });
const POLICY = json(422, detail('content_policy_violation', 'The content could not be processed.'));

const REFUSALS = {
  'invalid-input': json(422, detail('value_error', 'image_size.width must be at most 1440')),
  policy: POLICY,
  unauthorized: json(401, { detail: 'Cannot access application. Authentication is required.' }),
  'out-of-money': json(402, { detail: 'Exhausted balance.' }),
};

const PROTOCOL: Protocol = {
  makeId: uuid,
  isSubmission: ({ method }) => method === 'POST',
  read: ({ body, query }) => {
    const input = (body ?? {}) as Record<string, unknown>;
    return { input, count: Number(input['num_images'] ?? 1), webhookUrl: query.get('fal_webhook') ?? undefined };
  },
  refuse: (fault) => REFUSALS[fault],
  accepted: (desk, job) => json(200, { ...linksOf(desk, job), status: 'IN_QUEUE', queue_position: 0 }),
  route,
  webhooks: (desk, job) => {
    const ids = { request_id: job.id, gateway_request_id: job.id };
    const isGood = job.state === 'done';
    const error = isGood ? { error: null } : { error: 'Unprocessable Entity' };
    return planWebhooks(sign, {
      url: job.webhookUrl ?? '',
      final: { ...ids, status: isGood ? 'OK' : 'ERROR', payload: isGood ? resultOf(desk, job) : null, ...error },
      earlier: { ...ids, status: 'ERROR', payload: null, error: 'stale' },
      fault: job.behaviour.webhook,
      now: desk.now(),
    });
  },
  media: async ({ input, path }, index) => {
    const { width = 256, height = 256 } = (input['image_size'] ?? {}) as { width?: number; height?: number };
    if (!path.includes('video')) return { type: 'image/png', content: await makePicture({ width, height }, index) };
    return { type: 'image/webp', content: await makeClip({ width: 160, height: 90 }, Number(input['duration'])) };
  },
};

const PATH = /^\/[\w.-]+\/[\w.-]+\/requests\/([\w-]+)(?:\/(status|cancel))?$/;

function route(desk: Desk, { method, path }: DoubleRequest): DoubleAnswer | undefined {
  const published = { ...keys.publicKey.export({ format: 'jwk' }), kid: 'double' };
  if (path === FAL_KEYS_PATH) return json(200, { keys: [published] });
  const [, id = '', action] = PATH.exec(path) ?? [];
  const job = desk.book.jobs.get(id);
  if (job === undefined || !path.startsWith(appPath(job))) return undefined;
  if (method === 'PUT' && action === 'cancel') return cancel(desk, job);
  return action === 'status' ? statusAnswer(desk, job) : resultAnswer(desk, job);
}

function statusAnswer(desk: Desk, job: DoubleJob): DoubleAnswer {
  desk.book.advance(job);
  const links = linksOf(desk, job);
  if (job.state === 'running') return json(200, { ...links, status: 'IN_PROGRESS' });
  return json(200, { ...links, status: 'COMPLETED', metrics: { inference_time: 1.2 } });
}

function cancel(desk: Desk, job: DoubleJob): DoubleAnswer {
  if (job.state !== 'running') return json(400, { status: 'ALREADY_COMPLETED' });
  desk.book.cancel(job);
  return json(202, { status: 'CANCELLATION_REQUESTED' });
}

function resultAnswer(desk: Desk, job: DoubleJob): DoubleAnswer {
  switch (job.state) {
    case 'running':
      return json(400, { detail: 'Request is still in progress' });
    case 'canceled':
      return json(499, { detail: 'Request was cancelled', error_type: 'client_cancelled' });
    case 'failed':
      if (job.behaviour.work === 'policy') return POLICY;
      return json(500, detail('internal_server_error', 'Out of memory'), { 'x-fal-retryable': 'true' });
    case 'done':
      return json(200, resultOf(desk, job));
    default:
      return job.state satisfies never;
  }
}

function resultOf(desk: Desk, { id, count, behaviour, path }: DoubleJob): Record<string, unknown> {
  if (behaviour.work === 'nothing') return { images: [], seed: 1 };
  const isAbsurd = behaviour.work === 'absurd-meter';
  const claims = isAbsurd ? { width: 1e6, height: 1e6, file_size: 1, duration: 10_272 } : {};
  const files = Array.from({ length: isAbsurd ? count * 50 : count }, (_, index) => ({
    url: `${desk.url()}/media/${id}/${String(index)}`,
    content_type: 'image/png',
    ...claims,
  }));
  if (path.includes('video')) return { video: files[0] };
  return { images: files, seed: 1, has_nsfw_concepts: files.map(() => false), prompt: '' };
}

function appPath({ path }: DoubleJob): string {
  return path.split('/').slice(0, 3).join('/');
}

function linksOf(desk: Desk, job: DoubleJob): Record<string, unknown> {
  const response = `${desk.url()}${appPath(job)}/requests/${job.id}`;
  const links = { response_url: response, status_url: `${response}/status`, cancel_url: `${response}/cancel` };
  return { request_id: job.id, ...links };
}

const sign: Sign = (rawBody, sentAt, isGenuine) => {
  const timestamp = String(Math.floor(sentAt.getTime() / 1000));
  const { request_id: id } = JSON.parse(rawBody.toString()) as { request_id: string };
  const hash = createHash('sha256').update(rawBody).digest('hex');
  const message = Buffer.from([id, 'auth0|double', timestamp, hash].join('\n'));
  const { privateKey } = isGenuine ? keys : others;
  return {
    'x-fal-webhook-request-id': id,
    'x-fal-webhook-user-id': 'auth0|double',
    'x-fal-webhook-timestamp': timestamp,
    'x-fal-webhook-signature': signWith(null, message, privateKey).toString('hex'),
  };
};
