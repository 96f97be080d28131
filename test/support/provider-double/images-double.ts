// Speaks OpenAI's image API. Source of the shapes: github.com/openai/openai-openapi, openapi.yaml (CreateImageRequest, ImagesResponse).
import { type DoubleAnswer, json } from './double-server.ts';
import { type DoubleJob, uuid } from './job-book.ts';
import { GARBAGE, makePicture } from './media.ts';
import {
  type Desk,
  type DoubleOptions,
  mediaFaultOf,
  type Protocol,
  type ProviderDouble,
  startDouble,
} from './provider-double.ts';

export function startImagesDouble(options?: DoubleOptions): Promise<ProviderDouble> {
  return startDouble(PROTOCOL, options);
}

const error = (status: number, code: string | null, message: string, type = 'invalid_request_error') =>
  json(status, { error: { message, type, param: null, code } });

const REFUSALS = {
  'invalid-input': error(400, 'invalid_value', "Invalid value: '17x17'."),
  policy: error(
    400,
    'moderation_blocked',
    'Your request was rejected by the safety system.',
    'image_generation_user_error',
  ),
  unauthorized: error(401, 'invalid_api_key', 'Incorrect API key provided: sk-abcdefghijkl.'),
  'out-of-money': error(429, 'insufficient_quota', 'You exceeded your current quota.', 'insufficient_quota'),
};

const PROTOCOL: Protocol = {
  makeId: uuid,
  isSubmission: ({ method, path }) => method === 'POST' && path === '/v1/images/generations',
  read: ({ body }) => {
    const input = (body ?? {}) as Record<string, unknown>;
    return { input, count: Number(input['n'] ?? 1), webhookUrl: undefined };
  },
  refuse: (fault) => REFUSALS[fault],
  accepted: answer,
  route: () => undefined,
  media: async (job, index) => ({ type: 'image/png', content: await makePicture(sizeOf(job), index) }),
};

/** `response_format: "url"` as with DALL·E; base64 as with the GPT image models. */
async function answer(desk: Desk, job: DoubleJob): Promise<DoubleAnswer> {
  desk.book.end(job);
  const length = job.behaviour.work === 'nothing' ? 0 : job.count;
  const data = Array.from({ length }, async (_, index) => {
    if (job.input['response_format'] === 'url') return { url: `${desk.url()}/media/${job.id}/${String(index)}` };
    return { b64_json: (await contentOf(job, index)).toString('base64') };
  });
  const usage = {
    total_tokens: job.behaviour.work === 'absurd-meter' ? 1e15 : 100,
    input_tokens: 50,
    output_tokens: 50,
  };
  return json(200, { created: Math.floor(desk.now().getTime() / 1000), data: await Promise.all(data), usage });
}

async function contentOf(job: DoubleJob, index: number): Promise<Buffer> {
  const content = await makePicture(sizeOf(job), index);
  const fault = mediaFaultOf(job.behaviour.media, index);
  if (fault === undefined) job.delivered.add(index);
  if (fault === 'garbage') return GARBAGE;
  return fault === 'truncated' ? content.subarray(0, content.length / 2) : content;
}

function sizeOf({ input: { size } }: DoubleJob): { width: number; height: number } {
  const [width = 256, height = 256] = typeof size === 'string' ? size.split('x').map(Number) : [];
  return { width, height };
}
