// Speaks Replicate's HTTP API. Source of the shapes: https://replicate.com/docs/reference/http and …/topics/webhooks.
import { createHmac } from 'node:crypto';
import { type DoubleAnswer, type DoubleRequest, json } from './double-server.ts';
import { planWebhooks, type Sign } from './double-webhooks.ts';
import { type DoubleJob, shortId } from './job-book.ts';
import { makePicture } from './media.ts';
import { type Desk, type DoubleOptions, type Protocol, type ProviderDouble, startDouble } from './provider-double.ts';

export const REPLICATE_SECRET = `whsec_${Buffer.from('the double of Replicate').toString('base64')}`;

export function startReplicateDouble(options?: DoubleOptions): Promise<ProviderDouble> {
  return startDouble(PROTOCOL, options);
}

const PROBLEMS = {
  'invalid-input': json(422, {
    title: 'Input validation failed',
    detail: '- input.width: must be at most 1440',
    status: 422,
  }),
  policy: json(422, { title: 'Flagged', detail: 'The input was flagged as sensitive. (E005)', status: 422 }),
  unauthorized: json(401, {
    title: 'Unauthenticated',
    detail: 'You did not pass a valid authentication token',
    status: 401,
  }),
  'out-of-money': json(402, { title: 'Insufficient credit', detail: 'Add credit to your account.', status: 402 }),
};

const PROTOCOL: Protocol = {
  makeId: shortId,
  isSubmission: ({ method, path }) => method === 'POST' && path.endsWith('/predictions'),
  read: ({ body }) => {
    const { input = {}, webhook } = body as { input?: Record<string, unknown>; webhook?: string };
    return { input, count: Number(input['num_outputs'] ?? 1), webhookUrl: webhook };
  },
  refuse: (fault) => PROBLEMS[fault],
  accepted: (desk, job) => json(201, predictionOf(desk, job)),
  route,
  webhooks: (desk, job) =>
    planWebhooks(sign, {
      url: job.webhookUrl ?? '',
      final: predictionOf(desk, job),
      earlier: { ...predictionOf(desk, job), status: 'processing', output: null },
      fault: job.behaviour.webhook,
      now: desk.now(),
    }),
  media: async ({ input }, index) => {
    const { width = 256, height = 256 } = input as { width?: number; height?: number };
    return { type: 'image/png', content: await makePicture({ width, height }, index) };
  },
};

function route(desk: Desk, { method, path, query }: DoubleRequest): DoubleAnswer | undefined {
  const [, version, list, id, action] = path.split('/');
  if (version !== 'v1' || list !== 'predictions') return undefined;
  if (id === undefined) return listSince(desk, new Date(query.get('created_after') ?? 0));
  const job = desk.book.jobs.get(id);
  if (job === undefined) return undefined;
  if (method === 'POST' && action === 'cancel') desk.book.cancel(job);
  else desk.book.advance(job);
  return json(200, predictionOf(desk, job));
}

function listSince(desk: Desk, since: Date): DoubleAnswer {
  const jobs = [...desk.book.jobs.values()].filter(({ createdAt }) => createdAt >= since).toReversed();
  return json(200, { previous: null, next: null, results: jobs.map((job) => predictionOf(desk, job)) });
}

const STATUS = { running: 'processing', done: 'succeeded', failed: 'failed', canceled: 'canceled' } as const;

function predictionOf(desk: Desk, job: DoubleJob): Record<string, unknown> {
  const { id, state, input, behaviour, createdAt } = job;
  const failure = behaviour.work === 'policy' ? 'NSFW content detected. Try a different prompt.' : 'CUDA out of memory';
  return {
    id,
    model: job.path.split('/').slice(3, 5).join('/'),
    version: 'hidden',
    status: STATUS[state],
    input,
    output: state === 'done' ? outputOf(desk, job) : null,
    error: state === 'failed' ? failure : null,
    logs: '',
    data_removed: false,
    metrics: state === 'done' ? { predict_time: behaviour.work === 'absurd-meter' ? 1e9 : 1.5 } : {},
    webhook: job.webhookUrl,
    created_at: createdAt.toISOString(),
    urls: { get: `${desk.url()}/v1/predictions/${id}`, cancel: `${desk.url()}/v1/predictions/${id}/cancel` },
  };
}

/** One output is a string, more are a list. */
function outputOf(desk: Desk, { id, count, behaviour }: DoubleJob): unknown {
  if (behaviour.work === 'nothing') return null;
  const length = behaviour.work === 'absurd-meter' ? count * 50 : count;
  const urls = Array.from({ length }, (_, index) => `${desk.url()}/media/${id}/${String(index)}`);
  return length === 1 ? urls[0] : urls;
}

const sign: Sign = (rawBody, sentAt, isGenuine) => {
  const id = 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W';
  const timestamp = String(Math.floor(sentAt.getTime() / 1000));
  const key = isGenuine ? Buffer.from(REPLICATE_SECRET.slice('whsec_'.length), 'base64') : Buffer.from('a stranger');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(rawBody).digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  // Two signatures, as while a secret is being changed.
  return { ...headers, 'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')} v1,${signature}` };
};
