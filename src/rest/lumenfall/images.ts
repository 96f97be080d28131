// Pictures, as OpenAI's Images API makes them: the call waits, and answers with what was made.
import { z } from 'zod';
import { invalidParameter } from '../../callers/index.ts';
import type { Generation } from '../../generation/index.ts';
import { replayedHeader } from '../idempotency-key.ts';
import { type Answer, type Call, json, type Route, route } from '../route.ts';
import { waitForEnd } from '../wait-for-end.ts';
import { type Asked, type AskedAnswer, ask, isNamed, refused } from './ask.ts';
import { addressesOf, editBody, imageBody, labelsOf, wishesOf } from './bodies.ts';
import { dryRunQuery, dryRunShape, toDryRun } from './dry-run.ts';
import { metadataOf, metadataShape, routingHeaders } from './metadata.ts';
import { nameOf, readOutput } from './outputs.ts';
import { refuse } from './refuse.ts';
import { ERASED, mayRepeat, problemOf } from './undelivered.ts';
import { worthOf } from './worth.ts';

export const imagesShape = z.strictObject({
  /** Unix seconds. */
  created: z.int(),
  /** Of the first one, in pixels. */
  size: z.string().optional(),
  output_format: z.string().optional(),
  data: z.array(z.strictObject({ url: z.url().optional(), b64_json: z.base64().optional() })),
  metadata: metadataShape,
});

const answers = { 200: z.union([imagesShape, dryRunShape]) };

type Query = z.output<typeof dryRunQuery>;

export const IMAGE_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/openai/v1/images/generations',
    name: 'generateImages',
    summary: 'Makes pictures, and answers with them. With ?dryRun=true: what they would cost.',
    scopes: ['GENERATION_WRITE'],
    query: dryRunQuery,
    body: imageBody,
    answers,
    handle: (call) => makeImages(call, call.body, { references: [], isEdit: false }),
  }),
  route({
    method: 'POST',
    path: '/openai/v1/images/edits',
    name: 'editImages',
    summary: 'Makes pictures out of pictures, which are given by their addresses.',
    scopes: ['GENERATION_WRITE'],
    query: dryRunQuery,
    body: editBody,
    bodyForms: ['multipart', 'json'],
    answers,
    handle: (call) => {
      const references = [...addressesOf(call.body.image), ...addressesOf(call.body.images)];
      return makeImages(call, call.body, { references, isEdit: true });
    },
  }),
];

type ImageBody = z.output<typeof imageBody> | z.output<typeof editBody>;

interface Beginning {
  /** Addresses of pictures. */
  readonly references: readonly string[];
  /** Without one, there is nothing to edit. */
  readonly isEdit: boolean;
}

async function makeImages(
  call: Call<unknown, Query>,
  body: ImageBody,
  { references, isEdit }: Beginning,
): Promise<Answer> {
  const asked: Asked = {
    kind: 'IMAGE',
    model: body.model,
    prompt: body.prompt ?? undefined,
    count: body.n ?? 1,
    wishes: wishesOf(body, references),
    labels: labelsOf(body),
    idempotencyKey: body.idempotency_key ?? undefined,
    webhookUrl: undefined,
    dryRun: call.query.dryRun === 'true',
  };
  const wrong = wrongWith(call, body, isEdit && references.length === 0);
  const answer = wrong === undefined ? await ask(call, asked) : refused(call, asked, wrong);
  return toAnswer(call, { asked, answer, inline: body.response_format === 'b64_json' });
}

function wrongWith({ files }: Pick<Call, 'files'>, body: ImageBody, lacksPicture: boolean) {
  const allowed = ['the address of a picture, as a text'];
  if (files.length > 0) {
    return invalidParameter(['image'], 'Files are not taken: send the address of the picture.', allowed);
  }
  if (lacksPicture) return invalidParameter(['image'], 'An edit begins with a picture.', allowed);
  return labelsOf(body) === undefined ? NO_LABELS : undefined;
}

const NO_LABELS = invalidParameter(['metadata'], 'metadata is an object of texts.', ['{ "name": "text" }']);

interface Made {
  readonly asked: Asked;
  readonly answer: AskedAnswer;
  /** The pictures themselves instead of their addresses. */
  readonly inline: boolean;
}

async function toAnswer(call: Call, { asked, answer, inline }: Made): Promise<Answer> {
  const { services } = call;
  switch (answer.status) {
    case 'refused':
      return refuse({ kind: 'REFUSED', error: answer.error }, { worth: worthOf(services.catalog.storefront) });
    case 'planned':
      return json(200, toDryRun(services, answer.plan, answer.pinned));
    case 'accepted': {
      const generation = await waitForEnd(call, answer.generation);
      const made = await toImages(call, generation, { asked, answer, inline });
      return { ...made, headers: { ...made.headers, ...replayedHeader(answer.replayed) } };
    }
    default:
      return answer satisfies never;
  }
}

async function toImages(call: Call, generation: Generation, { asked, answer, inline }: Made): Promise<Answer> {
  const metadata = await metadataOf(call.services, generation);
  const headers = routingHeaders(generation, metadata);
  const problem = problemOf(generation, answer.pinned);
  if (problem !== undefined) {
    const refusal = refuse(problem, { mayRepeat: mayRepeat(problem, isNamed(call, asked)) });
    return { ...refusal, headers: { ...refusal.headers, ...headers } };
  }
  const data = inline ? await contentsOf(call, generation) : generation.outputs.map(({ url }) => ({ url }));
  if (data === undefined) return refuse(ERASED);
  const [first] = generation.outputs;
  return json(
    200,
    {
      created: Math.trunc(generation.createdAt.getTime() / 1_000),
      ...(first?.width === undefined ? {} : { size: `${first.width}x${first.height}` }),
      ...(first === undefined ? {} : { output_format: first.mimeType.replace('image/', '') }),
      data,
      metadata,
    },
    headers,
  );
}

/** Undefined when one of them is gone. */
async function contentsOf({ services }: Call, { outputs }: Generation): Promise<{ b64_json: string }[] | undefined> {
  const contents: { b64_json: string }[] = [];
  for (const output of outputs) {
    const content = await readOutput(services.outputs, nameOf(output));
    if (content === undefined) return undefined;
    contents.push({ b64_json: content.toString('base64') });
  }
  return contents;
}
