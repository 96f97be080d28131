// What an error of fal means, both when work is submitted and when a finished piece of work turns out to have failed. Pure.
// Sources: https://fal.ai/docs/documentation/model-apis/errors (types) and …/request-errors (`error_type`, 499 when canceled).
import type { ProviderFailure } from '../../provider.ts';
import { contentPolicy, invalidInput, providerError, type RefusalDetail } from '../http/judge-refusal.ts';
import type { ProviderAnswer } from '../http/provider-http.ts';
import { parseJson } from '../http/read-json.ts';
import { errorShape } from './queue-shapes.ts';

interface FalError {
  readonly types: readonly string[];
  readonly message: string | undefined;
  /** It comes from fal itself, not from something between. */
  readonly isStructured: boolean;
}

const POLICY = /content_policy|nsfw|safety/;
/** Types that come with 4xx and are not about the input. */
const NOT_THE_INPUT =
  /^(internal_server_error|generation_timeout|downstream_service_.*|no_media_generated|feature_not_supported|runner_.*|request_timeout|startup_timeout|internal_error)$/;

function readError(answer: ProviderAnswer): FalError {
  const error = errorShape.safeParse(parseJson(answer.body)).data;
  const header = answer.headers['x-fal-error-type'];
  const details = Array.isArray(error?.detail) ? error.detail : [];
  const types = [...details.map(({ type }) => type), error?.error_type, header].filter((type) => type !== undefined);
  const message = typeof error?.detail === 'string' ? error.detail : details.map(({ msg }) => msg ?? '').join('; ');
  const isStructured = types.length > 0 || error?.detail !== undefined;
  return { types, message: message === '' ? undefined : message, isStructured };
}

export function describeFalError(answer: ProviderAnswer): RefusalDetail {
  const { types, message } = readError(answer);
  return types.some((type) => POLICY.test(type)) ? { message, kind: 'policy' } : { message };
}

/** Of a finished piece of work; undefined when this error says nothing of it, as when our key was refused or nobody answered. */
export function judgeFalResult(answer: ProviderAnswer): 'canceled' | ProviderFailure | undefined {
  const { status } = answer;
  const { types, message, isStructured } = readError(answer);
  if (status === 499 || types.includes('client_cancelled')) return 'canceled';
  if (!isStructured || [401, 403, 404, 408, 429].includes(status)) return undefined;
  if (types.some((type) => POLICY.test(type))) return contentPolicy(message);
  const isInput = (status === 400 || status === 422) && !types.some((type) => NOT_THE_INPUT.test(type));
  return isInput ? invalidInput(message) : providerError(message);
}
