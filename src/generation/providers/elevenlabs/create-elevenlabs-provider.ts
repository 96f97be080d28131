// ElevenLabs: text to speech, one call that answers with the audio.
// Source: https://elevenlabs.io/docs/api-reference/text-to-speech/convert and github.com/elevenlabs/elevenlabs-python,
// src/elevenlabs/text_to_speech/raw_client.py (`convert`): POST /v1/text-to-speech/{voice_id}?output_format=…, header
// `xi-api-key`; 200 is audio/mpeg. Errors: https://help.elevenlabs.io, "API - Error Code 400 or 401" and "… 429".
import { z } from 'zod';
import { collectOutputs, type OutputStore } from '../../outputs/index.ts';
import type { Provider, ProviderRequest, ProviderVerdict } from '../../provider.ts';
import { findSynchronous, timeFor } from '../find-synchronous.ts';
import { judgeRefusal, misconfigured, noTimeLeft, type RefusalDetail, unreachable } from '../http/judge-refusal.ts';
import {
  AnswerLost,
  CallNotSent,
  createProviderHttp,
  type ProviderAnswer,
  type ProviderHttp,
} from '../http/provider-http.ts';
import { parseJson } from '../http/read-json.ts';
import { mapInput, type ProviderInput } from '../map-input.ts';
import { outputSecret } from '../output-secret.ts';

export interface ElevenLabsOptions {
  readonly apiKey: string;
  readonly outputStore: OutputStore;
  /** `https://api.elevenlabs.io` when not given. */
  readonly baseUrl?: string | undefined;
  /** For one call, and never past the model's deadline. 2 minutes when not given: 10,000 characters are ten minutes of speech. */
  readonly timeoutMilliseconds?: number;
}

const ELEVENLABS_BASE_URL = 'https://api.elevenlabs.io';
const TIMEOUT_MILLISECONDS = 120_000;
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

/** In the storefront's mapping the voice is a part of the input like others; in the API it is part of the path. */
const VOICE = 'voice_id';
const VOICE_ID = /^[A-Za-z0-9]{8,64}$/;

interface Desk {
  readonly http: ProviderHttp;
  readonly options: ElevenLabsOptions;
}

/**
 * There is neither an id to ask by (the history has ids of its own, which come with the answer) nor an idempotency key, so an
 * answer that was lost is lost: see `findSynchronous`. A call cannot be canceled; one that is under way ends with its audio.
 */
export function createElevenLabsProvider(options: ElevenLabsOptions): Provider {
  const { apiKey, outputStore, baseUrl = ELEVENLABS_BASE_URL } = options;
  const http = createProviderHttp({
    baseUrl,
    headers: { 'xi-api-key': apiKey },
    maxAnswerBytes: MAX_ANSWER_BYTES,
  });
  const upstreamIdFor = (attemptId: string): string => `elevenlabs_${attemptId}`;
  return {
    name: 'elevenlabs',
    displayName: 'ElevenLabs',
    upstreamIdFor,
    submit: (request) => submit({ http, options }, request, upstreamIdFor(request.attemptId)),
    fetch: (upstreamId, expected) =>
      findSynchronous(outputStore, { upstreamId, secret: outputSecret(apiKey, upstreamId), expected }),
    cancel: () => Promise.reject(new Error('A call that is under way cannot be canceled.')),
  };
}

async function submit({ http, options }: Desk, request: ProviderRequest, upstreamId: string): Promise<ProviderVerdict> {
  const mapped = mapInput(request, 'text');
  if (!mapped.ok) return { state: 'failed', upstreamId, failure: mapped.failure };
  const call = speechCall(mapped.upstream.model, mapped.input);
  if (call === undefined) return { state: 'failed', upstreamId, failure: misconfigured(mapped.upstream.model) };
  const timeoutMilliseconds = timeFor(request, options.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS);
  if (timeoutMilliseconds === undefined) return { state: 'failed', upstreamId, failure: noTimeLeft() };
  try {
    const headers = { accept: 'audio/mpeg', 'idempotency-key': request.attemptId }; // the key is not documented there
    const answer = await http.send({ ...call, headers, timeoutMilliseconds });
    const failure = judgeRefusal(answer, describeError(parseJson(answer.body)));
    if (failure !== undefined) return { state: 'failed', upstreamId, failure };
    return await keepSpeech(options, { request, upstreamId, content: readAudio(answer) });
  } catch (error) {
    if (error instanceof CallNotSent) return { state: 'failed', upstreamId, failure: unreachable() };
    throw error;
  }
}

/** Undefined when the storefront's mapping names no voice. */
function speechCall(model: string, input: ProviderInput) {
  const { [VOICE]: voice, output_format: outputFormat, ...body } = input;
  if (typeof voice !== 'string' || !VOICE_ID.test(voice)) return undefined;
  const query: Record<string, string> = typeof outputFormat === 'string' ? { output_format: outputFormat } : {};
  return { method: 'POST', path: `/v1/text-to-speech/${voice}`, query, body: { ...body, model_id: model } } as const;
}

/** A page or an error with a good status is not the audio that was asked for, and nobody knows what became of that. */
function readAudio({ status, headers, body }: ProviderAnswer): Buffer {
  const type = headers['content-type'] ?? '';
  if (status === 200 && /^(audio\/|application\/octet-stream)/.test(type)) return body;
  throw new AnswerLost(`an answer with status ${status} that is no audio`);
}

async function keepSpeech(
  { outputStore, apiKey, baseUrl = ELEVENLABS_BASE_URL }: ElevenLabsOptions,
  { request, upstreamId, content }: { request: ProviderRequest; upstreamId: string; content: Buffer },
): Promise<ProviderVerdict> {
  const collected = await collectOutputs({
    store: outputStore,
    secret: outputSecret(apiKey, upstreamId),
    expected: request,
    sources: [{ content }],
    trustedOrigin: new URL(baseUrl).origin,
  });
  if (!collected.ok) return { state: 'failed', upstreamId, failure: collected.failure };
  return { state: 'succeeded', upstreamId, outputs: collected.outputs };
}

/** `{ "detail": { "status": "quota_exceeded", "message": "…" } }`, or FastAPI's list of what is wrong with the input. */
const errorShape = z.object({
  detail: z.union([
    z.object({ status: z.string().optional(), code: z.string().optional(), message: z.string().optional() }),
    z.array(z.object({ msg: z.string().optional() })),
    z.string(),
  ]),
});

const POLICY = /policy|moderat|prohibited|unsafe/;
const OURS = /invalid_api_key|missing_permissions|voice_not_found|model_not_found|detected_unusual_activity/;
/** Comes with 401, and is neither about the key nor about the customer. */
const OVERLOAD = /quota_exceeded|too_many_concurrent_requests|system_busy/;

function describeError(body: unknown): RefusalDetail {
  const detail = errorShape.safeParse(body).data?.detail;
  if (detail === undefined || typeof detail === 'string') return { message: detail };
  if (Array.isArray(detail)) return { message: detail.map(({ msg }) => msg ?? '').join('; ') };
  const { message } = detail;
  const status = `${detail.status ?? ''} ${detail.code ?? ''}`;
  if (POLICY.test(status)) return { message, kind: 'policy' };
  if (OVERLOAD.test(status)) return { message, kind: 'overload' };
  return OURS.test(status) ? { message, kind: 'ours' } : { message };
}
