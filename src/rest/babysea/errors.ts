// Refusals in this system's form: a code of its own, a type, and whether a repetition may succeed. Its pages list codes 1001 to 1009,
// 2001 to 2008, 2009, 2015 and 2016; older ones 2010, 3001 to 3003 and 4001, too. What it has no code for has the nearest one, and
// `details.reason` says exactly what it was.
import { z } from 'zod';
import { type AnyUserError, type IdentityProblem, type UserErrorCode } from '../../callers/index.ts';
import { formatCredits } from '../../money/index.ts';
import { SPENT_LIMITS } from '../describe-problem.ts';
import type { Dialect, RefusalFacts } from '../dialect.ts';
import type { Problem } from '../problem.ts';
import { type Answer, json } from '../route.ts';

export const ERROR = z.object({
  status: z.literal('error'),
  request_id: z.string(),
  error: z.object({
    code: z.string().regex(/^BSE\d{4}$/),
    type: z.string(),
    message: z.string(),
    retryable: z.boolean(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});

interface Code {
  readonly code: string;
  readonly type: string;
}

const code = (number: number, type: string): Code => ({ code: `BSE${number}`, type });

const AUTHENTICATION_REQUIRED = code(1001, 'authentication_required');
const AUTHENTICATION_FAILED = code(1002, 'authentication_failed');
const INSUFFICIENT_PERMISSIONS = code(1003, 'insufficient_permissions');
const INSUFFICIENT_CREDITS = code(1004, 'insufficient_credits');
const RATE_LIMIT_EXCEEDED = code(1005, 'rate_limit_exceeded');
const AUTH_RATE_LIMITED = code(1006, 'auth_rate_limited');
const IP_NOT_ALLOWED = code(1007, 'ip_not_allowed');
const CONCURRENCY_LIMIT_EXCEEDED = code(1009, 'concurrency_limit_exceeded');
const INVALID_INPUT = code(2001, 'invalid_input');
const MODEL_NOT_FOUND = code(2001, 'model_not_found');
const FILE_TOO_LARGE = code(2002, 'file_too_large');
const UNSUPPORTED_FILE_FORMAT = code(2004, 'unsupported_file_format');
const FILE_DOWNLOAD_ERROR = code(2009, 'file_download_error');
const PARAMETER_OUT_OF_RANGE = code(2008, 'parameter_out_of_range');
const PAYLOAD_TOO_LARGE = code(2010, 'payload_too_large');
const IDEMPOTENCY_MISMATCH = code(2015, 'idempotency_key_mismatch');
const PROVIDER_ERROR = code(3001, 'provider_error');
const ALL_PROVIDERS_FAILED = code(3003, 'all_providers_failed');
const GENERATION_NOT_FOUND = code(4001, 'generation_not_found');
const INTERNAL_ERROR = code(5001, 'internal_error');

/** Statuses, and whether a repetition may succeed, are those of the refusal itself, but for spent limits. */
const CODE_OF = {
  INSUFFICIENT_CREDITS,
  CREDIT_LIMIT_REACHED: INSUFFICIENT_CREDITS,
  KEY_DAILY_LIMIT_REACHED: RATE_LIMIT_EXCEEDED,
  KEY_WEEKLY_LIMIT_REACHED: RATE_LIMIT_EXCEEDED,
  KEY_MONTHLY_LIMIT_REACHED: RATE_LIMIT_EXCEEDED,
  END_USER_LIMIT_REACHED: RATE_LIMIT_EXCEEDED,
  CONCURRENCY_LIMIT_REACHED: CONCURRENCY_LIMIT_EXCEEDED,
  MODEL_NOT_FOUND,
  MODEL_UNAVAILABLE: PROVIDER_ERROR,
  PRICE_UNKNOWN: INVALID_INPUT,
  INVALID_PARAMETER: PARAMETER_OUT_OF_RANGE,
  QUOTE_EXPIRED: INVALID_INPUT,
  QUOTE_MISMATCH: INVALID_INPUT,
  MAX_COST_EXCEEDED: INVALID_INPUT,
  IDEMPOTENCY_KEY_PARAMETER_MISMATCH: IDEMPOTENCY_MISMATCH,
  PACK_NOT_FOUND: INVALID_INPUT,
  PURCHASE_NOT_FOUND: INVALID_INPUT,
  PURCHASE_NOT_REFUNDABLE: INVALID_INPUT,
  PURCHASE_NOT_ALLOWED: INSUFFICIENT_PERMISSIONS,
  PAYMENT_DECLINED: INSUFFICIENT_CREDITS,
  PAYMENT_PROVIDER_UNAVAILABLE: PROVIDER_ERROR,
  PAYMENT_METHOD_MISSING: INVALID_INPUT,
  GENERATION_NOT_FOUND,
  REQUEST_NOT_FOUND: GENERATION_NOT_FOUND,
  REQUEST_NOT_ENDED: INVALID_INPUT,
  NOT_HELD: INVALID_INPUT,
  NOT_CANCELABLE: INVALID_INPUT,
  EMAIL_TAKEN: INVALID_INPUT,
  API_KEY_NOT_FOUND: INVALID_INPUT,
  WEBHOOK_ENDPOINT_NOT_FOUND: INVALID_INPUT,
  WEBHOOK_ENDPOINT_LIMIT_REACHED: INVALID_INPUT,
  EXPORT_LIMIT_REACHED: RATE_LIMIT_EXCEEDED,
  EXPORT_FORM_NOT_OFFERED: INVALID_INPUT,
  POSTPAID_NOT_OFFERED: INVALID_INPUT,
  CREDITS_OWED: INSUFFICIENT_CREDITS,
  INPUT_FILE_TOO_LARGE: FILE_TOO_LARGE,
  INPUT_FILE_UNSUPPORTED: UNSUPPORTED_FILE_FORMAT,
  INPUT_FILE_UNREACHABLE: FILE_DOWNLOAD_ERROR,
  ACCOUNT_SUSPENDED: INSUFFICIENT_PERMISSIONS,
} as const satisfies Record<UserErrorCode, Code>;

interface Refusal extends Code {
  readonly status: number;
  readonly retryable: boolean;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export const refuse: Dialect['refuse'] = (problem, facts) => toAnswer(refusalOf(problem), facts);

function toAnswer({ status, headers, ...error }: Refusal, { requestId }: RefusalFacts): Answer {
  const { code: number, type, message, retryable, details } = error;
  // `x-should-retry` is what OpenAI's clients go by.
  const all = { 'x-should-retry': String(retryable), ...headers };
  const said = { code: number, type, message, retryable, ...(details === undefined ? {} : { details }) };
  return json(status, { status: 'error', request_id: requestId, error: said }, all);
}

function refusalOf(problem: Problem): Refusal {
  const { kind } = problem;
  const message = 'message' in problem ? problem.message : problem.error.message;
  switch (kind) {
    case 'IDENTITY':
      return { ...identityCode(problem.problem), retryable: false, message, details: { reason: problem.problem } };
    case 'KEYS_SLOWED':
      return { ...AUTH_RATE_LIMITED, status: 429, ...again(problem.retryAfterSeconds), message };
    case 'RATE_LIMITED':
      return { ...RATE_LIMIT_EXCEEDED, status: 429, ...again(problem.allowance.resetSeconds), message };
    case 'SCOPE':
      return {
        ...INSUFFICIENT_PERMISSIONS,
        status: 403,
        retryable: false,
        message,
        details: { scopes: problem.scopes },
      };
    case 'INPUT':
      return { ...INVALID_INPUT, status: 400, retryable: false, message, details: { path: problem.path } };
    case 'BODY': {
      const { status } = problem;
      return { ...(status === 413 ? PAYLOAD_TOO_LARGE : INVALID_INPUT), status, retryable: false, message };
    }
    case 'NO_ROUTE':
      return { ...INVALID_INPUT, status: problem.allow === undefined ? 404 : 405, retryable: false, message };
    case 'NOT_FOUND':
      return { ...notFoundCode(problem.what), status: 404, retryable: false, message };
    case 'REFUSED':
      return refusalOfRooms(problem.error);
    case 'UNAVAILABLE':
      return { ...PROVIDER_ERROR, status: 503, ...again(problem.retryAfterSeconds), message };
    case 'GENERATION_FAILED':
      return { ...ALL_PROVIDERS_FAILED, status: 502, retryable: false, message, details: { reason: problem.code } };
    case 'FAILED':
      // A POST without an idempotency key that is repeated may be a second generation.
      return { ...INTERNAL_ERROR, status: 500, retryable: false, message };
    default:
      return problem satisfies never;
  }
}

function again(seconds: number): Pick<Refusal, 'retryable' | 'headers'> {
  return { retryable: true, headers: { 'retry-after': String(seconds) } };
}

function identityCode(problem: IdentityProblem): Code & Pick<Refusal, 'status'> {
  if (problem === 'MISSING') return { ...AUTHENTICATION_REQUIRED, status: 401 };
  if (problem === 'ADDRESS_NOT_ALLOWED') return { ...IP_NOT_ALLOWED, status: 403 };
  return { ...AUTHENTICATION_FAILED, status: 401 };
}

const NOT_FOUND_CODES: ReadonlyMap<string, Code> = new Map([
  ['generation', GENERATION_NOT_FOUND],
  ['model', MODEL_NOT_FOUND],
]);

const notFoundCode = (what: string): Code => NOT_FOUND_CODES.get(what) ?? INVALID_INPUT;

function refusalOfRooms(error: AnyUserError): Refusal {
  const { status, message } = error;
  const retryable = error.retryable && !SPENT_LIMITS.has(error.code);
  return { ...CODE_OF[error.code], status, retryable, message, details: { reason: error.code, ...numbersOf(error) } };
}

/** Amounts are decimal texts: exact, whatever a client's numbers can hold. */
function numbersOf(error: AnyUserError): Readonly<Record<string, unknown>> {
  const path = error.path === undefined ? {} : { path: error.path };
  switch (error.__typename) {
    case 'InsufficientCreditsError': {
      const { required, available, shortfall } = error;
      return {
        required: formatCredits(required),
        available: formatCredits(available),
        shortfall: formatCredits(shortfall),
      };
    }
    case 'SpendLimitError':
    case 'EndUserLimitError': {
      const { limit, remaining, period, resetsAt } = error;
      const numbers = { limit: formatCredits(limit), remaining: formatCredits(remaining) };
      return { ...numbers, period, resets_at: resetsAt.toISOString() };
    }
    case 'ParameterError':
      return { ...path, ...(error.allowed === undefined ? {} : { allowed: error.allowed }) };
    case 'PaymentDeclinedError':
    case 'GeneralError':
      return path;
    default:
      return error satisfies never;
  }
}
