// Refusals in CheapAI's form (cheapaiapi.com/docs/error-handling). Its documentation has two; the one here is that of its service
// errors, on every route, with a code for programs beside it.
import { z } from 'zod';
import type { IdentityProblem, UserErrorCode } from '../../callers/index.ts';
import { describeProblem, retryHeaders } from '../describe-problem.ts';
import type { RefusalFacts } from '../dialect.ts';
import type { Problem } from '../problem.ts';
import { type Answer, json } from '../route.ts';

export const cheapaiError = z.object({
  success: z.literal(false),
  error: z.string(),
  /** Which refusal it is, for programs. */
  code: z.string(),
  retryable: z.boolean(),
  request_id: z.string(),
});

/** CheapAI knows 400, 401, 402, 403, 429, 500, 502 and 503; what is none of these keeps its own status. */
const STATUS_OF = {
  INSUFFICIENT_CREDITS: 402,
  KEY_DAILY_LIMIT_REACHED: 429,
  KEY_WEEKLY_LIMIT_REACHED: 429,
  KEY_MONTHLY_LIMIT_REACHED: 429,
  END_USER_LIMIT_REACHED: 429,
  CREDIT_LIMIT_REACHED: 402,
  CONCURRENCY_LIMIT_REACHED: 429,
  MODEL_NOT_FOUND: 400,
  MODEL_UNAVAILABLE: 503,
  PRICE_UNKNOWN: 400,
  INVALID_PARAMETER: 400,
  QUOTE_EXPIRED: 409,
  QUOTE_MISMATCH: 409,
  MAX_COST_EXCEEDED: 400,
  IDEMPOTENCY_KEY_PARAMETER_MISMATCH: 409,
  PACK_NOT_FOUND: 404,
  PURCHASE_NOT_FOUND: 404,
  PURCHASE_NOT_REFUNDABLE: 409,
  PURCHASE_NOT_ALLOWED: 403,
  PAYMENT_DECLINED: 402,
  PAYMENT_PROVIDER_UNAVAILABLE: 503,
  PAYMENT_METHOD_MISSING: 409,
  GENERATION_NOT_FOUND: 404,
  REQUEST_NOT_FOUND: 404,
  REQUEST_NOT_ENDED: 409,
  NOT_HELD: 409,
  NOT_CANCELABLE: 409,
  EMAIL_TAKEN: 409,
  API_KEY_NOT_FOUND: 404,
  WEBHOOK_ENDPOINT_NOT_FOUND: 404,
  WEBHOOK_ENDPOINT_LIMIT_REACHED: 409,
  EXPORT_LIMIT_REACHED: 429,
  EXPORT_FORM_NOT_OFFERED: 409,
  POSTPAID_NOT_OFFERED: 409,
  CREDITS_OWED: 409,
  INPUT_FILE_TOO_LARGE: 400,
  INPUT_FILE_UNSUPPORTED: 400,
  INPUT_FILE_UNREACHABLE: 400,
  ACCOUNT_SUSPENDED: 403,
} as const satisfies Record<UserErrorCode, number>;

/** An expired key is 401 though its account has credits. */
const STATUS_OF_IDENTITY = {
  MISSING: 401,
  MALFORMED: 401,
  UNKNOWN: 401,
  EXPIRED: 401,
  REVOKED: 401,
  REPLACED: 401,
  ADDRESS_NOT_ALLOWED: 403,
  TOKEN_UNKNOWN: 401,
  TOKEN_EXPIRED: 401,
  TOKEN_NOT_YET_VALID: 401,
  TOKEN_NOT_ACCEPTED: 401,
} as const satisfies Record<IdentityProblem, number>;

function statusOf(problem: Problem, usual: number): number {
  switch (problem.kind) {
    case 'IDENTITY':
      return STATUS_OF_IDENTITY[problem.problem];
    case 'REFUSED':
      return STATUS_OF[problem.error.code];
    case 'KEYS_SLOWED':
    case 'RATE_LIMITED':
    case 'SCOPE':
    case 'INPUT':
    case 'BODY':
    case 'NO_ROUTE':
    case 'NOT_FOUND':
    case 'UNAVAILABLE':
    case 'GENERATION_FAILED':
    case 'FAILED':
      return usual;
    default:
      return problem satisfies never;
  }
}

/** The vendor's own words first, which programs may look for. */
const INVALID_KEY = 'Invalid API key';

export function refuse(problem: Problem, { requestId }: RefusalFacts): Answer {
  const described = describeProblem(problem);
  const status = statusOf(problem, described.status);
  const body: z.output<typeof cheapaiError> = {
    success: false,
    error: status === 401 ? `${INVALID_KEY}. ${described.message}` : described.message,
    code: described.reason,
    retryable: described.retryable,
    request_id: requestId,
  };
  return json(status, body, retryHeaders(described));
}
