// POST /v2/image/generations (reference.imagine.art/apidoc/project-690253/api-10672910): the answer is the image itself. What Vyro does
// not say of it, its cost among that, is in headers.
import { z } from 'zod';
import { requestGeneration, toPublicId } from '../../callers/index.ts';
import type { Generation } from '../../generation/index.ts';
import { formatCredits } from '../../money/index.ts';
import { balanceShown } from '../balance-shown.ts';
import { idempotencyKeyOf, replayedHeader } from '../idempotency-key.ts';
import type { Problem } from '../problem.ts';
import { type Answer, asksToGenerate, type Call, type Refused, refused, route } from '../route.ts';
import { waitForEnd } from '../wait-for-end.ts';
import { wholeNumber } from '../whole-number.ts';

/** Which of Imagine's parameters a form may have; what they may be, and what they cost, its catalogue says. */
const IMAGINE = 'vyro/imagine';

const COST = 'x-tollgate-cost';
const BALANCE = 'x-tollgate-balance';
const GENERATION_ID = 'x-tollgate-generation-id';

const body = z.object({
  prompt: z.string().describe('What to draw.'),
  style: z.string().optional().describe('imagine-turbo when absent. The price is the price of the style.'),
  aspect_ratio: z.string().optional().describe('1:1 when absent.'),
  seed: wholeNumber.optional().describe('The same seed and prompt make the same picture.'),
});

export const generateImage = route({
  method: 'POST',
  path: '/v2/image/generations',
  name: 'generateImage',
  summary: `Draws one image and answers with it. Headers: ${COST} (tokens), ${BALANCE} (for keys that may see it), ${GENERATION_ID}.`,
  scopes: ['GENERATION_WRITE'],
  asks: asksToGenerate,
  body,
  bodyForms: ['multipart', 'json'],
  answers: { 200: 'media' },
  handle: async (call) => {
    const { prompt, ...parameters } = call.body;
    if (!call.viewer.key.scopes.includes('GENERATION_READ')) return refused(BLIND);
    if (call.files.length > 0) return refused(NO_FILES);
    const idempotencyKey = idempotencyKeyOf(call);
    const answer = await requestGeneration(call, { model: IMAGINE, prompt, parameters, idempotencyKey });
    if (answer.status === 'refused') return refused({ kind: 'REFUSED', error: answer.error });
    if (answer.status === 'planned') throw new Error('a request that was no dry run was only planned');
    return deliver(call, await waitForEnd(call, answer.generation), answer.replayed);
  },
});

/** What a generation made is shown to keys that may read it: a key of another might repeat its idempotency key otherwise. */
const BLIND: Problem = {
  kind: 'SCOPE',
  scopes: ['GENERATION_READ'],
  message: 'The answer is the image: this API key needs the scope GENERATION_READ, too.',
};

const NO_FILES: Problem = {
  kind: 'INPUT',
  path: [],
  message: 'Imagine takes no files, only prompt, style, aspect_ratio and seed.',
};

async function deliver(call: Call, generation: Generation, replayed: boolean): Promise<Answer | Refused> {
  const id = toPublicId('gen', generation.id);
  const name = nameOfImage(call, generation);
  if (name === undefined) return refused(whyNone(generation, id));
  const balance = await balanceShown(call);
  return {
    status: 200,
    headers: {
      [GENERATION_ID]: id,
      ...(generation.cost === undefined ? {} : { [COST]: formatCredits(generation.cost) }),
      ...(balance === undefined ? {} : { [BALANCE]: formatCredits(balance) }),
      ...replayedHeader(replayed),
    },
    body: { kind: 'output', name },
  };
}

function nameOfImage({ services }: Call, { outputs: [image] }: Generation): string | undefined {
  const name = image === undefined ? undefined : new URL(image.url).pathname.split('/').at(-1);
  return name !== undefined && services.outputs.owns(name) ? name : undefined;
}

/** Seconds, when the gateway stops before the image is there. */
const PAUSE_SECONDS = 5;

/** A failed one says so, and costs nothing; one that goes on can be asked for again under its key. */
export function whyNone({ status, error, purgedAt }: Generation, id: string): Problem {
  switch (status) {
    case 'QUEUED':
    case 'RUNNING': {
      const message = `${id} goes on. Ask again with the same Idempotency-Key, or see it in GraphQL under its id.`;
      return { kind: 'UNAVAILABLE', retryAfterSeconds: PAUSE_SECONDS, message };
    }
    case 'CANCELED':
      return { kind: 'GENERATION_FAILED', code: status, message: `${id} was canceled; it costs nothing.` };
    case 'FAILED': {
      const { code, message } = error ?? { code: 'PROVIDER_ERROR', message: 'No provider delivered it.' };
      return { kind: 'GENERATION_FAILED', code, message: `${message} ${id} costs nothing.` };
    }
    case 'SUCCEEDED': {
      const gone = purgedAt === undefined ? 'kept elsewhere' : 'erased';
      return { kind: 'NOT_FOUND', what: 'image', message: `The image of ${id} was ${gone}.` };
    }
    default:
      return status satisfies never;
  }
}
