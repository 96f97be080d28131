// Refusals as OpenAI's API has them, with Lumenfall's codes (docs.lumenfall.ai/api-reference/errors). Which code, type and status a
// refusal has stands in tables; `reason` is Tollgate's own code, and `x-should-retry` keeps OpenAI's clients from repeating by status.
import { z } from 'zod';
import type { AnyUserError, UserErrorCode } from '../../callers/index.ts';
import { type DescribedProblem, describeProblem, retryHeaders } from '../describe-problem.ts';
import type { Problem } from '../problem.ts';
import { type Answer, json } from '../route.ts';
import { inWords, toAmount, type Worth } from './worth.ts';

export const errorShape = z.strictObject({
  error: z.strictObject({
    message: z.string(),
    type: z.string(),
    code: z.string(),
    /** The field that is wrong. */
    param: z.string().nullable(),
    /** Whether the same request may succeed within moments. */
    retryable: z.boolean(),
    /** The refusal in Tollgate's own words, as GraphQL has them. */
    reason: z.string(),
    /** What would be accepted. */
    allowed: z.array(z.string()).optional(),
    /** INSUFFICIENT_BALANCE: in `currency`. */
    required: z.number().optional(),
    available: z.number().optional(),
    currency: z.string().optional(),
    /** A spent limit: when its next period begins. */
    resets_at: z.iso.datetime().optional(),
  }),
});

interface Form {
  readonly code: string;
  readonly type: string;
  readonly status: number;
}

const form = (code: string, type: string, status: number): Form => ({ code, type, status });

const INVALID = form('INVALID_REQUEST', 'invalid_request_error', 400);
const CONFLICT = form('INVALID_REQUEST', 'invalid_request_error', 409);
const NOT_FOUND = form('NOT_FOUND', 'invalid_request_error', 404);
const DISABLED = form('MODEL_DISABLED', 'invalid_request_error', 404);
const NO_MODEL = form('MODEL_NOT_FOUND', 'invalid_request_error', 404);
const NO_BALANCE = form('INSUFFICIENT_BALANCE', 'insufficient_quota', 402);
const SPENT = form('SPENDING_LIMIT_REACHED', 'insufficient_quota', 429);
const SLOWER = form('RATE_LIMITED', 'rate_limit_error', 429);
const FORBIDDEN = form('PERMISSION_DENIED', 'permission_error', 403);
const PAYMENT = form('PAYMENT_FAILED', 'billing_error', 402);
const AWAY = form('SERVICE_UNAVAILABLE', 'api_error', 503);
const NOBODY = form('AUTHENTICATION_FAILED', 'authentication_error', 401);
const EXHAUSTED = form('ALL_PROVIDERS_EXHAUSTED', 'api_error', 502);

/** Of refusals of the rooms. Those of purchases, keys and exports are asked for by no route here, and have a form all the same. */
const OF_ROOMS = {
  INSUFFICIENT_CREDITS: NO_BALANCE,
  CREDIT_LIMIT_REACHED: form('CREDIT_LIMIT_REACHED', 'insufficient_quota', 402),
  KEY_DAILY_LIMIT_REACHED: SPENT,
  KEY_WEEKLY_LIMIT_REACHED: SPENT,
  KEY_MONTHLY_LIMIT_REACHED: SPENT,
  END_USER_LIMIT_REACHED: SPENT,
  CONCURRENCY_LIMIT_REACHED: SLOWER,
  MODEL_NOT_FOUND: NO_MODEL,
  MODEL_UNAVAILABLE: DISABLED,
  PRICE_UNKNOWN: DISABLED,
  INVALID_PARAMETER: INVALID,
  QUOTE_EXPIRED: CONFLICT,
  QUOTE_MISMATCH: CONFLICT,
  MAX_COST_EXCEEDED: INVALID,
  IDEMPOTENCY_KEY_PARAMETER_MISMATCH: CONFLICT,
  PACK_NOT_FOUND: NOT_FOUND,
  PURCHASE_NOT_FOUND: NOT_FOUND,
  PURCHASE_NOT_REFUNDABLE: CONFLICT,
  PURCHASE_NOT_ALLOWED: FORBIDDEN,
  PAYMENT_DECLINED: PAYMENT,
  PAYMENT_PROVIDER_UNAVAILABLE: AWAY,
  PAYMENT_METHOD_MISSING: CONFLICT,
  GENERATION_NOT_FOUND: NOT_FOUND,
  REQUEST_NOT_FOUND: NOT_FOUND,
  REQUEST_NOT_ENDED: CONFLICT,
  NOT_HELD: CONFLICT,
  NOT_CANCELABLE: CONFLICT,
  EMAIL_TAKEN: CONFLICT,
  API_KEY_NOT_FOUND: NOT_FOUND,
  WEBHOOK_ENDPOINT_NOT_FOUND: NOT_FOUND,
  WEBHOOK_ENDPOINT_LIMIT_REACHED: CONFLICT,
  EXPORT_LIMIT_REACHED: SLOWER,
  EXPORT_FORM_NOT_OFFERED: CONFLICT,
  POSTPAID_NOT_OFFERED: CONFLICT,
  CREDITS_OWED: CONFLICT,
  INPUT_FILE_TOO_LARGE: INVALID,
  INPUT_FILE_UNSUPPORTED: INVALID,
  INPUT_FILE_UNREACHABLE: INVALID,
  ACCOUNT_SUSPENDED: form('ACCOUNT_SUSPENDED', 'permission_error', 403),
} as const satisfies Record<UserErrorCode, Form>;

/** Of generations that were accepted and failed; every other code is the providers'. */
const OF_FAILURES: ReadonlyMap<string, Form> = new Map([
  ['CONTENT_POLICY', form('CONTENT_POLICY_VIOLATION', 'invalid_request_error', 400)],
  ['INVALID_INPUT', INVALID],
  ['UNSUPPORTED_REQUEST', INVALID],
  ['CANCELED', form('CANCELLED', 'invalid_request_error', 409)],
  // Of one that had a single provider to run it.
  ['UPSTREAM_ERROR', form('UPSTREAM_ERROR', 'api_error', 502)],
]);

const formOfFailure = (code: string): Form => OF_FAILURES.get(code) ?? EXHAUSTED;

/** In a video's `error` and in the log of requests, where there is no status. */
export const codeOfFailure = (code: string): string => formOfFailure(code).code;

/** The same of what was refused; what no room refused keeps its code. */
export const codeOfRefusal = (code: string): string =>
  Object.hasOwn(OF_ROOMS, code) ? OF_ROOMS[code as UserErrorCode].code : code;

export interface RefusalOptions {
  /** Without it, amounts stay in words. */
  readonly worth?: Worth;
  /** False where a repetition would do harm, or be in vain, though the problem may pass. */
  readonly mayRepeat?: boolean;
}

export function refuse(problem: Problem, { worth, mayRepeat = true }: RefusalOptions = {}): Answer {
  const described = describeProblem(problem);
  const { status, code, type } = formOf(problem);
  const retryable = mayRepeat && described.retryable && status !== 404 && problem.kind !== 'FAILED';
  const error = {
    ...{ message: messageOf(problem, described, worth), type, code, param: paramOf(problem), retryable },
    ...{ reason: described.reason, ...numbersOf(problem, worth) },
  };
  return json(status, { error }, headersOf({ ...described, retryable }));
}

/** Said where it is true, too: OpenAI's clients go by this header first. */
const headersOf = (described: Pick<DescribedProblem, 'retryable' | 'retryAfterSeconds'>) => ({
  'x-should-retry': String(described.retryable),
  ...retryHeaders(described),
});

function formOf(problem: Problem): Form {
  const { kind } = problem;
  switch (kind) {
    case 'IDENTITY':
      return NOBODY;
    case 'KEYS_SLOWED':
    case 'RATE_LIMITED':
      return SLOWER;
    case 'SCOPE':
      return FORBIDDEN;
    case 'INPUT':
      return INVALID;
    case 'BODY':
      return { ...INVALID, status: problem.status };
    case 'NO_ROUTE':
      return { ...NOT_FOUND, status: problem.allow === undefined ? 404 : 405 };
    case 'NOT_FOUND':
      return problem.what === 'model' ? NO_MODEL : NOT_FOUND;
    case 'REFUSED':
      return OF_ROOMS[problem.error.code];
    case 'UNAVAILABLE':
      return AWAY;
    case 'GENERATION_FAILED':
      return formOfFailure(problem.code);
    case 'FAILED':
      return form('INTERNAL_ERROR', 'api_error', 500);
    default:
      return problem satisfies never;
  }
}

function messageOf(problem: Problem, { message }: DescribedProblem, worth: Worth | undefined): string {
  if (worth === undefined || problem.kind !== 'REFUSED') return message;
  const { error } = problem;
  if (error.__typename !== 'InsufficientCreditsError' || error.code !== 'INSUFFICIENT_CREDITS') return message;
  return `Insufficient balance: ${inWords(error.required, worth)} required, ${inWords(error.available, worth)} available`;
}

/** What Tollgate names otherwise. */
const THEIR_NAMES: ReadonlyMap<string, string> = new Map([
  ['count', 'n'],
  ['duration', 'seconds'],
  ['idempotencyKey', 'idempotency_key'],
  ['providerOrder', 'model'],
  ['webhookUrl', 'webhook_url'],
]);

/** The field as the caller named it. */
function paramOf(problem: Problem): string | null {
  const path = problem.kind === 'INPUT' ? problem.path : problem.kind === 'REFUSED' ? problem.error.path : undefined;
  const [first, ...rest] = path ?? [];
  const own = first === 'parameters' && rest.length > 0 ? rest : (path ?? []);
  if (own.length === 0) return null;
  const [name = '', ...members] = own;
  return [THEIR_NAMES.get(name) ?? name, ...members].join('.');
}

function numbersOf(problem: Problem, worth: Worth | undefined) {
  if (problem.kind !== 'REFUSED') return {};
  const { error } = problem;
  return { ...allowedBy(error), ...(worth === undefined ? {} : amountsOf(error, worth)), ...endOf(error) };
}

const allowedBy = (error: AnyUserError) =>
  error.__typename === 'ParameterError' && error.allowed !== undefined ? { allowed: [...error.allowed] } : {};

function amountsOf(error: AnyUserError, worth: Worth) {
  if (error.__typename !== 'InsufficientCreditsError') return {};
  const { required, available } = error;
  return {
    required: toAmount(required, worth),
    available: toAmount(available, worth),
    currency: worth.currency,
  };
}

const endOf = (error: AnyUserError) => ('resetsAt' in error ? { resets_at: error.resetsAt.toISOString() } : {});
