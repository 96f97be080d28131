// Whether providers accept their credentials, asked in ways that start no work and cost nothing.
import type { ProviderCredentials } from './configured-providers.ts';
import { AnswerLost, CallNotSent, createProviderHttp } from './http/provider-http.ts';

export interface CheckedCredential {
  /** Name in storefronts: `replicate`. */
  readonly provider: string;
  /** LIMITED: a key that the provider knows, and that may not ask for this. */
  readonly status: 'ACCEPTED' | 'LIMITED' | 'REFUSED' | 'UNREACHABLE' | 'UNCLEAR';
  /** HTTP status, where there was an answer. */
  readonly answer?: number;
}

interface Question {
  readonly provider: string;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string;
  /** Statuses besides 200 that only who has a good key is answered. */
  readonly alsoAccepted?: readonly number[];
}

const TIMEOUT_MILLISECONDS = 10_000;
/** Of work that was never submitted. */
const NO_REQUEST = '00000000-0000-4000-8000-000000000000';

/** In the order of the configuration. Never throws for what a provider does. */
export function checkCredentials(credentials: ProviderCredentials): Promise<CheckedCredential[]> {
  return Promise.all(questionsFor(credentials).map(ask));
}

/**
 * Sources: https://replicate.com/docs/reference/http#account.get (GET /v1/account);
 * https://docs.fal.ai/model-apis/model-endpoints/queue (GET …/requests/{id}/status: fal has no account route on the queue's host, and
 * a request that nobody made is not found by who may ask); openapi.yaml of github.com/openai/openai-openapi (GET /models);
 * https://elevenlabs.io/docs/api-reference/models/list (GET /v1/models).
 */
function questionsFor({ replicate, fal, openAi, elevenLabs }: ProviderCredentials): Question[] {
  return [
    replicate === undefined
      ? undefined
      : {
          provider: 'replicate',
          baseUrl: replicate.baseUrl ?? 'https://api.replicate.com',
          headers: { authorization: `Bearer ${replicate.apiToken}` },
          path: '/v1/account',
        },
    fal === undefined
      ? undefined
      : {
          provider: 'fal',
          baseUrl: fal.baseUrl ?? 'https://queue.fal.run',
          headers: { authorization: `Key ${fal.key}` },
          path: `/fal-ai/flux/requests/${NO_REQUEST}/status`,
          alsoAccepted: [400, 404, 422],
        },
    openAi === undefined
      ? undefined
      : {
          provider: 'openai',
          baseUrl: openAi.baseUrl ?? 'https://api.openai.com/v1',
          headers: { authorization: `Bearer ${openAi.apiKey}` },
          path: '/models',
        },
    elevenLabs === undefined
      ? undefined
      : {
          provider: 'elevenlabs',
          baseUrl: elevenLabs.baseUrl ?? 'https://api.elevenlabs.io',
          headers: { 'xi-api-key': elevenLabs.apiKey },
          path: '/v1/models',
        },
  ].filter((question) => question !== undefined);
}

async function ask({ provider, path, alsoAccepted = [], ...connection }: Question): Promise<CheckedCredential> {
  const http = createProviderHttp({ ...connection, timeoutMilliseconds: TIMEOUT_MILLISECONDS });
  try {
    const { status: answer, body } = await http.send({ method: 'GET', path });
    return { provider, status: verdictOn(answer, body.toString('utf8'), alsoAccepted), answer };
  } catch (error) {
    if (error instanceof CallNotSent || error instanceof AnswerLost) return { provider, status: 'UNREACHABLE' };
    throw error;
  }
}

/** ElevenLabs' word for a key that lacks this right, beside a status that a wrong key has, too. */
const LACKS_RIGHT = 'missing_permissions';

function verdictOn(status: number, body: string, alsoAccepted: readonly number[]): CheckedCredential['status'] {
  if (status === 200 || alsoAccepted.includes(status)) return 'ACCEPTED';
  if (status === 403 || (status === 401 && body.includes(LACKS_RIGHT))) return 'LIMITED';
  return status === 401 ? 'REFUSED' : 'UNCLEAR';
}
