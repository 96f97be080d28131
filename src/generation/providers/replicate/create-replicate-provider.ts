// Replicate (replicate.com): predictions of official models, asked about by id, announced by webhooks.
// Source: https://replicate.com/docs/reference/http: POST /v1/models/{owner}/{name}/predictions (201, or 202 while it runs),
// GET /v1/predictions/{id}, GET /v1/predictions?created_after=…, POST /v1/predictions/{id}/cancel; "Authorization: Bearer".
import { collectOutputs, type OutputStore } from '../../outputs/index.ts';
import type { ExpectedOutputs, Provider, ProviderRequest, ProviderVerdict } from '../../provider.ts';
import { judgeRefusal, misconfigured, providerError, unreachable } from '../http/judge-refusal.ts';
import { CallNotSent, createProviderHttp, type ProviderAnswer, type ProviderHttp } from '../http/provider-http.ts';
import { parseJson, readShape } from '../http/read-json.ts';
import { mapInput } from '../map-input.ts';
import { outputSecret } from '../output-secret.ts';
import { attemptOfPlaceholder, placeholderFor } from '../placeholder.ts';
import { findPrediction, markedWebhook } from './find-prediction.ts';
import { describeProblem, failureOf, type Prediction, predictionShape, urlsOf } from './prediction.ts';
import { verifyReplicateWebhook } from './verify-replicate-webhook.ts';

export interface ReplicateOptions {
  readonly apiToken: string;
  /** `whsec_…` of GET /v1/webhooks/default/secret; without it no webhook is believed. */
  readonly webhookSecret?: string | undefined;
  readonly outputStore: OutputStore;
  /** `https://api.replicate.com` when not given. */
  readonly baseUrl?: string | undefined;
}

const REPLICATE_BASE_URL = 'https://api.replicate.com';
/** "owner/name" of an official model, or "owner/name:version". */
const MODEL = /^[\w.-]+\/[\w.-]+(?::[0-9a-f]{64})?$/;

interface Desk {
  readonly http: ProviderHttp;
  readonly options: ReplicateOptions;
  readonly origin: string;
}

/**
 * Replicate has no idempotency key. Until its answer to a submission has come, the work is known by a placeholder that `fetch`
 * looks up in the list of predictions, by the mark on the attempt's webhook address; a verified webhook brings the id as well. Work
 * that is not (yet) in the list stays pending: nothing is submitted a second time on the strength of not having been found.
 */
export function createReplicateProvider(options: ReplicateOptions): Provider {
  const baseUrl = options.baseUrl ?? REPLICATE_BASE_URL;
  const http = createProviderHttp({ baseUrl, headers: { authorization: `Bearer ${options.apiToken}` } });
  const desk: Desk = { http, options, origin: new URL(baseUrl).origin };
  return {
    name: 'replicate',
    displayName: 'Replicate',
    upstreamIdFor: placeholderFor,
    submit: (request) => submit(desk, request),
    fetch: (upstreamId, expected) => fetchVerdict(desk, upstreamId, expected),
    cancel: (upstreamId) => cancel(desk, upstreamId),
    verifyWebhook: (delivery) => Promise.resolve(verifyReplicateWebhook(options.webhookSecret, delivery)),
  };
}

async function submit(desk: Desk, request: ProviderRequest): Promise<ProviderVerdict> {
  const upstreamId = placeholderFor(request.attemptId);
  const mapped = mapInput(request, 'prompt');
  if (!mapped.ok) return { state: 'failed', upstreamId, failure: mapped.failure };
  const { model } = mapped.upstream;
  if (!MODEL.test(model)) return { state: 'failed', upstreamId, failure: misconfigured(model) };
  try {
    const answer = await desk.http.send(submission(request, { model, input: mapped.input }));
    const failure = judgeRefusal(answer, describeProblem(parseJson(answer.body)));
    if (failure !== undefined) return { state: 'failed', upstreamId, failure };
    // Whatever its status is already: the id is to be written down before anything that could fail.
    return { state: 'pending', upstreamId: readShape(predictionShape, answer).id };
  } catch (error) {
    if (error instanceof CallNotSent) return { state: 'failed', upstreamId, failure: unreachable() };
    throw error;
  }
}

/** The webhook address also marks the prediction in the list, so it is sent even when no secret is set to verify webhooks. */
function submission({ attemptId, webhookUrl }: ProviderRequest, work: { model: string; input: object }) {
  const [name = '', version] = work.model.split(':');
  const path = version === undefined ? `/v1/models/${name}/predictions` : '/v1/predictions';
  const webhook =
    webhookUrl === undefined
      ? {}
      : { webhook: markedWebhook(webhookUrl, attemptId), webhook_events_filter: ['completed'] };
  const headers = { 'idempotency-key': attemptId }; // not documented there; harmless, and of use to proxies
  const body = { input: work.input, ...(version === undefined ? {} : { version }), ...webhook };
  return { method: 'POST', path, headers, body } as const;
}

async function fetchVerdict(
  desk: Desk,
  upstreamId: string,
  expected: ExpectedOutputs | undefined,
): Promise<ProviderVerdict> {
  const attemptId = attemptOfPlaceholder(upstreamId);
  if (attemptId === undefined) return judge(desk, readShape(predictionShape, await get(desk, upstreamId)), expected);
  const prediction = await findPrediction(desk.http, attemptId);
  return prediction === undefined ? { state: 'pending', upstreamId } : judge(desk, prediction, expected);
}

function get(desk: Desk, upstreamId: string): Promise<ProviderAnswer> {
  return desk.http.send({ method: 'GET', path: `/v1/predictions/${encodeURIComponent(upstreamId)}` });
}

async function judge(
  desk: Desk,
  prediction: Prediction,
  expected: ExpectedOutputs | undefined,
): Promise<ProviderVerdict> {
  const { id: upstreamId, status, error } = prediction;
  switch (status) {
    case 'starting':
    case 'processing':
      return { state: 'pending', upstreamId };
    case 'canceled':
      return { state: 'canceled', upstreamId };
    case 'aborted':
      return { state: 'failed', upstreamId, failure: providerError('The provider did not begin in time.') };
    case 'failed':
      return { state: 'failed', upstreamId, failure: failureOf(error) };
    case 'succeeded':
      return collect(desk, prediction, expected);
    default:
      throw new Error(`No such status: ${String(status satisfies never)}`);
  }
}

async function collect(
  { options, origin }: Desk,
  { id: upstreamId, output }: Prediction,
  expected: ExpectedOutputs | undefined,
): Promise<ProviderVerdict> {
  const result = await collectOutputs({
    store: options.outputStore,
    secret: outputSecret(options.apiToken, upstreamId),
    expected,
    sources: urlsOf(output).map((url) => ({ url })),
    trustedOrigin: origin,
  });
  if (!result.ok) return { state: 'failed', upstreamId, failure: result.failure };
  return { state: 'succeeded', upstreamId, outputs: result.outputs };
}

/** Asks; a prediction that has ended stays as it is. */
async function cancel(desk: Desk, upstreamId: string): Promise<void> {
  const attemptId = attemptOfPlaceholder(upstreamId);
  const id = attemptId === undefined ? upstreamId : (await findPrediction(desk.http, attemptId))?.id;
  if (id === undefined) throw new Error('Replicate does not list the prediction (yet).');
  const { status } = await desk.http.send({ method: 'POST', path: `/v1/predictions/${encodeURIComponent(id)}/cancel` });
  if (status >= 500 || status === 401 || status === 403 || status === 429) {
    throw new Error(`Replicate answered the cancel with status ${status}.`);
  }
}
