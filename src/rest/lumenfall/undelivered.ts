// How a call that has waited for its pictures is answered when there are none.
import type { Generation } from '../../generation/index.ts';
import type { Problem } from '../problem.ts';
import type { Call } from '../route.ts';

export const ERASED: Problem = {
  ...{ kind: 'NOT_FOUND', what: 'image' },
  message: 'What it made was erased, or is not kept any more.',
};

/** What a generation made is shown to keys that may read it: by the idempotency key of another key's request any could see it otherwise. */
export const maySee = ({ viewer }: Pick<Call, 'viewer'>): boolean => viewer.key.scopes.includes('GENERATION_READ');

export const BLIND: Problem = {
  kind: 'SCOPE',
  scopes: ['GENERATION_READ'],
  message: 'The answer has the pictures: this API key needs the scope GENERATION_READ, too.',
};

/** Undefined for one that was delivered, and still is there. `pinned`: the only provider that might run it. */
export function problemOf(generation: Generation, pinned: string | undefined): Problem | undefined {
  const { status, purgedAt } = generation;
  switch (status) {
    case 'SUCCEEDED':
      return purgedAt === undefined ? undefined : ERASED;
    case 'CANCELED':
      return { kind: 'GENERATION_FAILED', code: 'CANCELED', message: 'It was canceled.' };
    case 'FAILED':
      return failureOf(generation, pinned);
    case 'QUEUED':
    case 'RUNNING': {
      // Whoever asked has hung up, or the gateway stops: it goes on without this call.
      const message = 'It is under way. Send the same Idempotency-Key again, or look for it in /v1/requests.';
      return { kind: 'UNAVAILABLE', retryAfterSeconds: 1, message };
    }
    default:
      return status satisfies never;
  }
}

const OF_THE_REQUEST: ReadonlySet<string> = new Set(['CONTENT_POLICY', 'INVALID_INPUT', 'UNSUPPORTED_REQUEST']);

function failureOf({ error }: Generation, pinned: string | undefined): Problem {
  const code = error?.code ?? 'PROVIDER_ERROR';
  const isTheirs = pinned !== undefined && !OF_THE_REQUEST.has(code);
  const message = error?.message ?? 'No provider delivered.';
  return { kind: 'GENERATION_FAILED', code: isTheirs ? 'UPSTREAM_ERROR' : code, message };
}

/**
 * Of what goes on, a repetition without a key of the client's own would be a second one, to be paid for, too; of what has failed, one
 * with such a key is answered with the same failure for ever.
 */
export const mayRepeat = ({ kind }: Problem, isNamedByClient: boolean): boolean =>
  kind === 'UNAVAILABLE' ? isNamedByClient : !isNamedByClient;
