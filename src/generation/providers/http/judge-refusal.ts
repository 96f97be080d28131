// What a provider's HTTP status says of a submission: whose fault it is, whether another may try. Pure.
import type { ProviderFailure } from '../../provider.ts';
import type { ProviderAnswer } from './provider-http.ts';

/** What one provider's error body says beyond the status. */
export interface RefusalDetail {
  /** In the provider's words, for the customer where it is about the customer's input. */
  readonly message: string | undefined;
  readonly kind?: 'policy' | 'ours' | 'overload';
}

/**
 * The failure, when it is certain that no work was started; undefined when that is unknown, as when something between us and
 * the provider answered (502, 504, Cloudflare's 52x) or the answer is no error at all.
 */
export function judgeRefusal(answer: ProviderAnswer, detail: RefusalDetail): ProviderFailure | undefined {
  const { status } = answer;
  if (status < 400 || isFromBetween(status)) return undefined;
  switch (detail.kind ?? kindOf(status)) {
    case 'policy':
      return contentPolicy(detail.message);
    case 'overload':
      return overloaded(answer);
    case 'ours':
      return UNAVAILABLE;
    case 'input':
      return invalidInput(detail.message);
    case 'other':
      return providerError(`The provider refused the work with status ${status}.`);
    default:
      throw new Error('No such kind of refusal.');
  }
}

function kindOf(status: number): 'overload' | 'ours' | 'input' | 'other' {
  if (isOurs(status)) return 'ours';
  if (isOverload(status)) return 'overload';
  return [400, 413, 422].includes(status) ? 'input' : 'other';
}

/** An unknown model or address is our configuration, as credentials are. */
function isOurs(status: number): boolean {
  return [401, 403, 404, 405, 410].includes(status);
}

/** 402: our account there is out of money; 529: "overloaded" of several vendors. */
function isOverload(status: number): boolean {
  return [402, 425, 429, 500, 503, 529].includes(status);
}

function isFromBetween(status: number): boolean {
  return status === 408 || status === 502 || status === 504 || (status >= 520 && status <= 527);
}

const UNAVAILABLE: ProviderFailure = {
  code: 'PROVIDER_UNAVAILABLE',
  message: 'The provider does not accept work from this gateway at the moment.',
  retryable: true,
};

/** The storefront's name for the upstream model cannot be one of this provider. */
export function misconfigured(model: string): ProviderFailure {
  return { ...UNAVAILABLE, message: `The provider has no model that could be called ${model}.` };
}

export function unreachable(): ProviderFailure {
  return { code: 'PROVIDER_UNAVAILABLE', message: 'The provider cannot be reached.', retryable: true };
}

function overloaded(answer: ProviderAnswer): ProviderFailure {
  const retryAfterSeconds = readRetryAfter(answer.headers['retry-after']);
  const failure = {
    code: 'PROVIDER_OVERLOADED',
    message: 'The provider takes no more work at the moment.',
    retryable: true,
  };
  return retryAfterSeconds === undefined ? failure : { ...failure, retryAfterSeconds };
}

/** RFC 9110, 10.2.3: seconds. The other form, a date, depends on two clocks and is not used by these providers. */
function readRetryAfter(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,6}$/.test(value.trim()) ? Number(value) : undefined;
}

export function contentPolicy(message: string | undefined): ProviderFailure {
  return {
    code: 'CONTENT_POLICY',
    message: inWords(message) ?? 'The provider refused the request for its content.',
    retryable: false,
  };
}

export function invalidInput(message: string | undefined): ProviderFailure {
  return {
    code: 'INVALID_INPUT',
    message: inWords(message) ?? 'The provider does not accept this input.',
    retryable: false,
  };
}

export function providerError(message: string | undefined): ProviderFailure {
  return {
    code: 'PROVIDER_ERROR',
    message: inWords(message) ?? 'The provider could not do the work.',
    retryable: true,
  };
}

/** Work that may have been done, whose outcome nobody can ask about any more: never charged, and never done twice. */
export function answerLost(): ProviderFailure {
  return {
    code: 'PROVIDER_ANSWER_LOST',
    message: 'The connection to the provider broke before it delivered, and it cannot be asked again.',
    retryable: false,
    mayBeBilled: true,
  };
}

/** The model's deadline came before the call: it was not made. */
export function noTimeLeft(): ProviderFailure {
  return { code: 'PROVIDER_TIMEOUT', message: 'There was no time left to ask the provider.', retryable: true };
}

const LONGEST_MESSAGE = 300;

/** A provider's own words go to customers: one line, not long, and nothing that looks like a key. */
function inWords(message: string | undefined): string | undefined {
  const words = message
    ?.replaceAll(/[\p{C}\s]+/gu, ' ')
    .replaceAll(/\b(sk|r8|xi|key|Bearer)[-_ ][A-Za-z0-9_*-]{8,}/g, '…')
    .trim();
  return words === undefined || words === '' ? undefined : words.slice(0, LONGEST_MESSAGE);
}
