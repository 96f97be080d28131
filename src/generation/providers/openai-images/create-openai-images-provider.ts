// OpenAI's image API, and any vendor's that has the same: one call that answers with the images.
// Source: github.com/openai/openai-openapi, openapi.yaml: POST /images/generations (CreateImageRequest, ImagesResponse).
import { collectOutputs, type OutputStore } from '../../outputs/index.ts';
import type { Provider, ProviderRequest, ProviderVerdict } from '../../provider.ts';
import { findSynchronous, timeFor } from '../find-synchronous.ts';
import { judgeRefusal, noTimeLeft, unreachable } from '../http/judge-refusal.ts';
import { CallNotSent, createProviderHttp, type ProviderHttp } from '../http/provider-http.ts';
import { parseJson, readShape } from '../http/read-json.ts';
import { mapInput } from '../map-input.ts';
import { outputSecret } from '../output-secret.ts';
import { describeImagesError, imagesShape, sourcesOf } from './images-shapes.ts';

export interface OpenAiImagesOptions {
  readonly apiKey: string;
  readonly outputStore: OutputStore;
  /** With the version: `https://api.openai.com/v1` when not given. */
  readonly baseUrl?: string | undefined;
  /** Name in storefronts and for people, when it is another vendor; `openai` and `OpenAI` when not given. */
  readonly name?: string;
  readonly displayName?: string;
  /** For one call, and never past the model's deadline. 4 minutes when not given: large images take up to two. */
  readonly timeoutMilliseconds?: number;
}

const OPENAI_BASE_URL = 'https://api.openai.com/v1';
const TIMEOUT_MILLISECONDS = 240_000;
/** Ten images of 4K as base64. */
const MAX_ANSWER_BYTES = 512 * 1024 * 1024;

interface Desk {
  readonly http: ProviderHttp;
  readonly options: OpenAiImagesOptions;
  readonly origin: string;
}

/**
 * There is neither an id to ask by nor a documented idempotency key, so an answer that was lost is lost: see `findSynchronous`.
 * A call cannot be canceled; one that is under way ends with what it delivers.
 */
export function createOpenAiImagesProvider(options: OpenAiImagesOptions): Provider {
  const { apiKey, outputStore, baseUrl = OPENAI_BASE_URL, name = 'openai', displayName = 'OpenAI' } = options;
  const http = createProviderHttp({
    baseUrl,
    headers: { authorization: `Bearer ${apiKey}` },
    maxAnswerBytes: MAX_ANSWER_BYTES,
  });
  const desk: Desk = { http, options, origin: new URL(baseUrl).origin };
  const upstreamIdFor = (attemptId: string): string => `${name}_${attemptId}`;
  return {
    name,
    displayName,
    upstreamIdFor,
    submit: (request) => submit(desk, request, upstreamIdFor(request.attemptId)),
    fetch: (upstreamId, expected) =>
      findSynchronous(outputStore, { upstreamId, secret: outputSecret(apiKey, upstreamId), expected }),
    cancel: () => Promise.reject(new Error('A call that is under way cannot be canceled.')),
  };
}

async function submit(desk: Desk, request: ProviderRequest, upstreamId: string): Promise<ProviderVerdict> {
  const mapped = mapInput(request, 'prompt');
  if (!mapped.ok) return { state: 'failed', upstreamId, failure: mapped.failure };
  const timeoutMilliseconds = timeFor(request, desk.options.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS);
  if (timeoutMilliseconds === undefined) return { state: 'failed', upstreamId, failure: noTimeLeft() };
  const body = { ...mapped.input, model: mapped.upstream.model };
  const headers = { 'idempotency-key': request.attemptId }; // not documented there; of use to vendors that have it
  try {
    const call = { method: 'POST', path: '/images/generations', headers, body, timeoutMilliseconds } as const;
    const answer = await desk.http.send(call);
    const failure = judgeRefusal(answer, describeImagesError(parseJson(answer.body)));
    if (failure !== undefined) return { state: 'failed', upstreamId, failure };
    return await collect(desk, { request, upstreamId, sources: sourcesOf(readShape(imagesShape, answer)) });
  } catch (error) {
    if (error instanceof CallNotSent) return { state: 'failed', upstreamId, failure: unreachable() };
    throw error;
  }
}

async function collect(
  { options: { outputStore, apiKey }, origin }: Desk,
  work: { request: ProviderRequest; upstreamId: string; sources: ReturnType<typeof sourcesOf> },
): Promise<ProviderVerdict> {
  const { request, upstreamId, sources } = work;
  const secret = outputSecret(apiKey, upstreamId);
  const place = { store: outputStore, secret, trustedOrigin: origin };
  const collected = await collectOutputs({ ...place, expected: request, sources });
  if (!collected.ok) return { state: 'failed', upstreamId, failure: collected.failure };
  return { state: 'succeeded', upstreamId, outputs: collected.outputs };
}
