// fal (fal.ai): a queue that work is submitted to and asked about by request id.
// Source: https://docs.fal.ai/model-apis/model-endpoints/queue: POST queue.fal.run/{model}?fal_webhook=…,
// GET …/{app}/requests/{id}/status, GET …/{app}/requests/{id}, PUT …/{app}/requests/{id}/cancel; "Authorization: Key".
import { collectOutputs, type OutputStore } from '../../outputs/index.ts';
import type { ExpectedOutputs, Provider, ProviderRequest, ProviderVerdict } from '../../provider.ts';
import { contentPolicy, judgeRefusal, misconfigured, providerError, unreachable } from '../http/judge-refusal.ts';
import {
  AnswerLost,
  CallNotSent,
  createProviderHttp,
  type ProviderAnswer,
  type ProviderHttp,
} from '../http/provider-http.ts';
import { parseJson, readShape } from '../http/read-json.ts';
import { mapInput } from '../map-input.ts';
import { outputSecret } from '../output-secret.ts';
import { attemptOfPlaceholder, placeholderFor } from '../placeholder.ts';
import { appOf, upstreamIdOf, workOf } from './fal-work.ts';
import { describeFalError, judgeFalResult } from './judge-fal-error.ts';
import { type FalResult, readResult, statusShape, submissionShape } from './queue-shapes.ts';
import { APP_PARAMETER, createFalKeys, verifyFalWebhook } from './verify-fal-webhook.ts';

export interface FalOptions {
  readonly key: string;
  readonly outputStore: OutputStore;
  /** `https://queue.fal.run` when not given. */
  readonly baseUrl?: string | undefined;
  /** Where fal publishes the keys of its webhooks. */
  readonly keysUrl?: string | undefined;
}

const FAL_BASE_URL = 'https://queue.fal.run';
const FAL_KEYS_URL = 'https://rest.fal.ai/.well-known/jwks.json';

interface Desk {
  readonly http: ProviderHttp;
  readonly options: FalOptions;
  readonly origin: string;
}

/**
 * fal has no idempotency key and gives the id in its answer. When that answer is lost the attempt stays pending until the
 * attempt's webhook brings the id, or the model's deadline passes; it is never submitted again.
 */
export function createFalProvider(options: FalOptions): Provider {
  const baseUrl = options.baseUrl ?? FAL_BASE_URL;
  const http = createProviderHttp({ baseUrl, headers: { authorization: `Key ${options.key}` } });
  const desk: Desk = { http, options, origin: new URL(baseUrl).origin };
  const keys = createFalKeys(createProviderHttp({ baseUrl: options.keysUrl ?? FAL_KEYS_URL, headers: {} }));
  return {
    name: 'fal',
    displayName: 'fal',
    upstreamIdFor: placeholderFor,
    submit: (request) => submit(desk, request),
    fetch: (upstreamId, expected) => fetchVerdict(desk, upstreamId, expected),
    cancel: (upstreamId) => cancel(desk, upstreamId),
    verifyWebhook: (delivery) => verifyFalWebhook(keys, delivery),
  };
}

async function submit({ http }: Desk, request: ProviderRequest): Promise<ProviderVerdict> {
  const none = { state: 'failed', upstreamId: placeholderFor(request.attemptId) } as const;
  const mapped = mapInput(request, 'prompt');
  if (!mapped.ok) return { ...none, failure: mapped.failure };
  const { model } = mapped.upstream;
  const app = appOf(model);
  if (app === undefined) return { ...none, failure: misconfigured(model) };
  const query: Record<string, string> =
    request.webhookUrl === undefined ? {} : { fal_webhook: webhookFor(request.webhookUrl, app) };
  const headers = { 'idempotency-key': request.attemptId }; // not documented there; harmless, and of use to proxies
  try {
    const answer = await http.send({ method: 'POST', path: `/${model}`, query, headers, body: mapped.input });
    const failure = judgeRefusal(answer, describeFalError(answer));
    if (failure !== undefined) return { ...none, failure };
    const { request_id: requestId } = readShape(submissionShape, answer);
    return { state: 'pending', upstreamId: upstreamIdOf({ app, requestId }) };
  } catch (error) {
    if (error instanceof CallNotSent) return { ...none, failure: unreachable() };
    throw error;
  }
}

function webhookFor(webhookUrl: string, app: string): string {
  const url = new URL(webhookUrl);
  url.searchParams.set(APP_PARAMETER, app);
  return url.href;
}

async function fetchVerdict(
  desk: Desk,
  upstreamId: string,
  expected: ExpectedOutputs | undefined,
): Promise<ProviderVerdict> {
  if (attemptOfPlaceholder(upstreamId) !== undefined) return { state: 'pending', upstreamId };
  const path = pathOf(upstreamId);
  const { status } = readShape(statusShape, await desk.http.send({ method: 'GET', path: `${path}/status` }));
  if (status !== 'COMPLETED') return { state: 'pending', upstreamId };
  const answer = await desk.http.send({ method: 'GET', path });
  const result = answer.status < 300 ? readResult(parseJson(answer.body)) : undefined;
  if (result !== undefined) return collect(desk, { upstreamId, result, expected });
  const judged = isResult(answer) ? NOTHING : judgeFalResult(answer);
  if (judged === undefined) throw new AnswerLost(`a result with status ${answer.status} that is not understood`);
  return judged === 'canceled' ? { state: 'canceled', upstreamId } : { state: 'failed', upstreamId, failure: judged };
}

/** JSON with a good status that has no media in it: the model ran, and made nothing that could be delivered. */
function isResult({ status, body }: ProviderAnswer): boolean {
  return status < 300 && typeof parseJson(body) === 'object';
}

const NOTHING = providerError('The provider finished and delivered nothing.');

interface Finished {
  readonly upstreamId: string;
  readonly result: FalResult;
  readonly expected: ExpectedOutputs | undefined;
}

async function collect(
  { options, origin }: Desk,
  { upstreamId, result, expected }: Finished,
): Promise<ProviderVerdict> {
  const { sources, withheld } = result;
  if (sources.length === 0 && withheld > 0) {
    return { state: 'failed', upstreamId, failure: contentPolicy('The provider withheld the result for its content.') };
  }
  const collected = await collectOutputs({
    store: options.outputStore,
    secret: outputSecret(options.key, upstreamId),
    expected,
    sources,
    trustedOrigin: origin,
  });
  if (!collected.ok) return { state: 'failed', upstreamId, failure: collected.failure };
  return { state: 'succeeded', upstreamId, outputs: collected.outputs };
}

/** 202 CANCELLATION_REQUESTED, 400 ALREADY_COMPLETED: either way `fetch` says how it ends. */
async function cancel({ http }: Desk, upstreamId: string): Promise<void> {
  const { status } = await http.send({ method: 'PUT', path: `${pathOf(upstreamId)}/cancel` });
  if (status >= 500 || status === 401 || status === 403 || status === 429) {
    throw new Error(`fal answered the cancel with status ${status}.`);
  }
}

function pathOf(upstreamId: string): string {
  const work = workOf(upstreamId);
  if (work === undefined) throw new Error('not an id of fal');
  return `/${upstreamIdOf(work)}`;
}
