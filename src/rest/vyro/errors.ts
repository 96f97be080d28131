// Refusals in Vyro's form, and which of its codes says what (docs.imagine.art/troubleshooting/error-documentation).
import { z } from 'zod';
import type { IdentityProblem, UserErrorCode } from '../../callers/index.ts';
import { describeProblem, retryHeaders } from '../describe-problem.ts';
import type { RefusalFacts } from '../dialect.ts';
import type { Problem } from '../problem.ts';
import { type Answer, json } from '../route.ts';

export const vyroError = z.object({
  status: z.literal('error'),
  /** Vyro's. */
  code: z.int(),
  /** Name of the status. */
  error: z.string(),
  message: z.string(),
  /** Which refusal it is, for programs: finer than `code`. */
  reason: z.string(),
  retryable: z.boolean(),
  request_id: z.string(),
});

/**
 * Vyro's codes with their statuses. 1003 and 1004 (captchas) and 1208 (of an example, where the table has 1001) are never answered;
 * 1201 is what stands behind the gateway and cannot be reached.
 */
const CODES = {
  TOKEN_MISSING: { code: 1000, status: 400 },
  TOKEN_INVALID: { code: 1001, status: 401 },
  TOKEN_EXPIRED: { code: 1002, status: 406 },
  APPLICATION: { code: 1005, status: 401 },
  DEVICE: { code: 1006, status: 401 },
  ACCOUNT: { code: 1007, status: 401 },
  INVALID: { code: 1100, status: 400 },
  NOT_ENOUGH_TOKENS: { code: 1101, status: 402 },
  NOT_AVAILABLE: { code: 1200, status: 503 },
  NOT_CONNECTED: { code: 1201, status: 503 },
  TOO_MANY: { code: 1202, status: 429 },
} as const;

type Named = keyof typeof CODES;

const OF_IDENTITY = {
  MISSING: 'TOKEN_MISSING',
  MALFORMED: 'TOKEN_INVALID',
  UNKNOWN: 'TOKEN_INVALID',
  EXPIRED: 'TOKEN_EXPIRED',
  REVOKED: 'TOKEN_INVALID',
  REPLACED: 'TOKEN_EXPIRED',
  ADDRESS_NOT_ALLOWED: 'DEVICE',
  TOKEN_UNKNOWN: 'TOKEN_INVALID',
  TOKEN_EXPIRED: 'TOKEN_EXPIRED',
  TOKEN_NOT_YET_VALID: 'TOKEN_INVALID',
  TOKEN_NOT_ACCEPTED: 'APPLICATION',
} as const satisfies Record<IdentityProblem, Named>;

/** AS_IT_IS: 1100 with the status that the refusal has by itself, where 400 would hide what it is. */
const OF_USER_ERROR = {
  INSUFFICIENT_CREDITS: 'NOT_ENOUGH_TOKENS',
  CREDIT_LIMIT_REACHED: 'NOT_ENOUGH_TOKENS',
  KEY_DAILY_LIMIT_REACHED: 'TOO_MANY',
  KEY_WEEKLY_LIMIT_REACHED: 'TOO_MANY',
  KEY_MONTHLY_LIMIT_REACHED: 'TOO_MANY',
  END_USER_LIMIT_REACHED: 'TOO_MANY',
  CONCURRENCY_LIMIT_REACHED: 'TOO_MANY',
  EXPORT_LIMIT_REACHED: 'TOO_MANY',
  MODEL_NOT_FOUND: 'INVALID',
  MODEL_UNAVAILABLE: 'NOT_AVAILABLE',
  PRICE_UNKNOWN: 'INVALID',
  INVALID_PARAMETER: 'INVALID',
  QUOTE_EXPIRED: 'AS_IT_IS',
  QUOTE_MISMATCH: 'AS_IT_IS',
  MAX_COST_EXCEEDED: 'INVALID',
  IDEMPOTENCY_KEY_PARAMETER_MISMATCH: 'AS_IT_IS',
  PACK_NOT_FOUND: 'AS_IT_IS',
  PURCHASE_NOT_FOUND: 'AS_IT_IS',
  PURCHASE_NOT_REFUNDABLE: 'AS_IT_IS',
  PURCHASE_NOT_ALLOWED: 'ACCOUNT',
  PAYMENT_DECLINED: 'NOT_ENOUGH_TOKENS',
  PAYMENT_PROVIDER_UNAVAILABLE: 'NOT_CONNECTED',
  PAYMENT_METHOD_MISSING: 'AS_IT_IS',
  GENERATION_NOT_FOUND: 'AS_IT_IS',
  REQUEST_NOT_FOUND: 'AS_IT_IS',
  REQUEST_NOT_ENDED: 'AS_IT_IS',
  NOT_HELD: 'AS_IT_IS',
  NOT_CANCELABLE: 'AS_IT_IS',
  EMAIL_TAKEN: 'AS_IT_IS',
  API_KEY_NOT_FOUND: 'AS_IT_IS',
  WEBHOOK_ENDPOINT_NOT_FOUND: 'AS_IT_IS',
  WEBHOOK_ENDPOINT_LIMIT_REACHED: 'AS_IT_IS',
  EXPORT_FORM_NOT_OFFERED: 'AS_IT_IS',
  POSTPAID_NOT_OFFERED: 'AS_IT_IS',
  CREDITS_OWED: 'AS_IT_IS',
  INPUT_FILE_TOO_LARGE: 'INVALID',
  INPUT_FILE_UNSUPPORTED: 'INVALID',
  INPUT_FILE_UNREACHABLE: 'INVALID',
  ACCOUNT_SUSPENDED: 'ACCOUNT',
} as const satisfies Record<UserErrorCode, Named | 'AS_IT_IS'>;

function nameOf(problem: Problem): Named | 'AS_IT_IS' {
  switch (problem.kind) {
    case 'IDENTITY':
      return OF_IDENTITY[problem.problem];
    case 'KEYS_SLOWED':
    case 'RATE_LIMITED':
      return 'TOO_MANY';
    case 'SCOPE':
      return 'APPLICATION';
    case 'INPUT':
      return 'INVALID';
    case 'BODY':
    case 'NO_ROUTE':
    case 'NOT_FOUND':
      return 'AS_IT_IS';
    case 'REFUSED':
      return OF_USER_ERROR[problem.error.code];
    case 'UNAVAILABLE':
      return 'NOT_CONNECTED';
    case 'GENERATION_FAILED':
      return describeProblem(problem).retryable ? 'NOT_AVAILABLE' : 'INVALID';
    case 'FAILED':
      // With its own status, 500: a bug is none of Vyro's states.
      return 'AS_IT_IS';
    default:
      return problem satisfies never;
  }
}

export function refuse(problem: Problem, { requestId }: RefusalFacts): Answer {
  const described = describeProblem(problem);
  const { code, status } = codeOf(nameOf(problem), described.status);
  const body: z.output<typeof vyroError> = {
    status: 'error',
    code,
    error: NAMES.get(status) ?? 'Error',
    message: messageOf(code, described.message),
    reason: described.reason,
    retryable: described.retryable,
    request_id: requestId,
  };
  return json(status, body, retryHeaders(described));
}

function codeOf(name: Named | 'AS_IT_IS', status: number): { readonly code: number; readonly status: number } {
  if (name !== 'AS_IT_IS') return CODES[name];
  return { code: status >= 500 ? CODES.NOT_AVAILABLE.code : CODES.INVALID.code, status };
}

/** Vyro's own words first, where programs may look for them. */
const messageOf = (code: number, message: string): string =>
  code === CODES.NOT_ENOUGH_TOKENS.code ? `Not enough tokens. ${message}` : message;

/** As Vyro writes the names of statuses. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [400, 'BadRequest'],
  [401, 'Unauthorized'],
  [402, 'PaymentRequired'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [405, 'MethodNotAllowed'],
  [406, 'NotAcceptable'],
  [409, 'Conflict'],
  [413, 'PayloadTooLarge'],
  [415, 'UnsupportedMediaType'],
  [422, 'UnprocessableEntity'],
  [429, 'TooManyRequests'],
  [500, 'InternalServerError'],
  [503, 'ServiceUnavailable'],
]);
