// Pictures, as OpenAI's Images API makes them: the call waits, and answers with what was made.
import { z } from 'zod';
import { type AnyUserError, invalidParameter } from '../../callers/index.ts';
import type { Generation } from '../../generation/index.ts';
import { replayedHeader } from '../idempotency-key.ts';
import { type Answer, type Call, json, type Refused, type Route, refused as refusedWith, route } from '../route.ts';
import { waitForEnd } from '../wait-for-end.ts';
import { type Asked, type AskedAnswer, ask, isNamed, refused } from './ask.ts';
import { type Beginning, beginningOf, editBody, imageBody, labelsOf, NO_LABELS, wishesOf } from './bodies.ts';
import { asksByQuery, dryRunQuery, dryRunShape, toDryRun } from './dry-run.ts';
import { metadataOf, metadataShape, routingHeaders } from './metadata.ts';
import { nameOf, readOutput } from './outputs.ts';
import { refuse } from './refuse.ts';
import { BLIND, ERASED, mayRepeat, maySee, problemOf } from './undelivered.ts';
import { worthOf } from './worth.ts';

const imagesShape = z.strictObject({
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

const NOTHING: Beginning = { files: [], addresses: [] };

export const IMAGE_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/openai/v1/images/generations',
    name: 'generateImages',
    summary: 'Makes pictures, and answers with them. With ?dryRun=true: what they would cost.',
    scopes: ['GENERATION_WRITE'],
    asks: asksByQuery,
    query: dryRunQuery,
    body: imageBody,
    answers,
    handle: (call) => makeImages(call, call.body, { ...NOTHING, isEdit: false }),
  }),
  route({
    method: 'POST',
    path: '/openai/v1/images/edits',
    name: 'editImages',
    summary: 'Makes pictures out of pictures: files, or their addresses.',
    scopes: ['GENERATION_WRITE'],
    asks: asksByQuery,
    query: dryRunQuery,
    body: editBody,
    bodyForms: ['multipart', 'json'],
    answers,
    handle: (call) => {
      const { body } = call;
      const beginning = beginningOf([body.image, body.images], { body, form: 'image' });
      return makeImages(call, body, { ...beginning, isEdit: true });
    },
  }),
];

type ImageBody = z.output<typeof imageBody> | z.output<typeof editBody>;

interface Picture extends Beginning {
  /** Without something to begin with, there is nothing to edit. */
  readonly isEdit: boolean;
}

async function makeImages(
  call: Call<unknown, Query>,
  body: ImageBody,
  { files, addresses, isEdit }: Picture,
): Promise<Answer | Refused> {
  const asked: Asked = {
    kind: 'IMAGE',
    model: body.model,
    prompt: body.prompt ?? undefined,
    count: body.n ?? 1,
    wishes: wishesOf(body),
    files: [...call.files, ...files],
    addresses,
    labels: labelsOf(body),
    idempotencyKey: body.idempotency_key ?? undefined,
    webhookUrl: undefined,
    dryRun: call.query.dryRun === 'true',
  };
  if (!asked.dryRun && !maySee(call)) return refusedWith(BLIND);
  const wrong = wrongWith(asked, isEdit);
  const answer = wrong === undefined ? await ask(call, asked) : refused(call, asked, wrong);
  return toAnswer(call, { asked, answer, inline: body.response_format === 'b64_json' });
}

function wrongWith({ files, addresses, labels, wishes }: Asked, isEdit: boolean): AnyUserError | undefined {
  if (files.some(({ field }) => field === MASK) || MASK in wishes.others) return MASKED;
  const unknown = files.find(({ field }) => field !== 'image');
  if (unknown !== undefined) {
    return invalidParameter([unknown.field], `A file is taken as "image", not as "${unknown.field}".`, ['image']);
  }
  if (isEdit && files.length + addresses.length === 0) {
    return invalidParameter(['image'], 'An edit begins with a picture.', ['a file', 'the address of a picture']);
  }
  return labels === undefined ? NO_LABELS : undefined;
}

const MASK = 'mask';
const MASKED = invalidParameter(
  [MASK],
  'Masks are not taken: no model that is sold here changes a marked part of a picture only. Say in the prompt what is to change.',
  ['no mask'],
);

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
