// What every dialect says of a refusal, whatever its form: a code for programs, whether a repetition may succeed, and when.
import { USER_ERROR_CODES, type UserErrorCode } from '../callers/index.ts';
import type { Problem } from './problem.ts';

export interface DescribedProblem {
  /** Stable, for programs: that of a user error, or of what was wrong before a room was asked. */
  readonly reason: string;
  readonly status: number;
  readonly message: string;
  /** Whether the same request may succeed within moments. */
  readonly retryable: boolean;
  /** Seconds; undefined where nobody knows. */
  readonly retryAfterSeconds: number | undefined;
}

/** Places become free when something ends. */
const CONCURRENCY_PAUSE_SECONDS = 1;

/**
 * A limit of a day or longer. Programs repeat what is retryable, and sleep for as long as Retry-After says: until midnight, if it
 * said so.
 */
export const SPENT_LIMITS: ReadonlySet<UserErrorCode> = new Set<UserErrorCode>([
  'KEY_DAILY_LIMIT_REACHED',
  'KEY_WEEKLY_LIMIT_REACHED',
  'KEY_MONTHLY_LIMIT_REACHED',
  'END_USER_LIMIT_REACHED',
]);

/** What a provider, or the caller itself, found wrong with what was asked: asked again it fails again. */
const OF_THE_REQUEST: ReadonlySet<string> = new Set([
  'CONTENT_POLICY',
  'INVALID_INPUT',
  'UNSUPPORTED_REQUEST',
  'CANCELED',
]);

export function describeProblem(problem: Problem): DescribedProblem {
  const { kind } = problem;
  switch (kind) {
    case 'IDENTITY': {
      const reason = problem.problem.startsWith('TOKEN_') ? problem.problem : `KEY_${problem.problem}`;
      return final(reason, 401, problem.message);
    }
    case 'KEYS_SLOWED':
      return passing({ ...problem, reason: 'RATE_LIMITED', status: 429 });
    case 'RATE_LIMITED':
      return passing({
        ...{ reason: kind, status: 429, message: problem.message },
        retryAfterSeconds: problem.allowance.resetSeconds,
      });
    case 'UNAVAILABLE':
      return passing({ ...problem, reason: 'SERVICE_UNAVAILABLE', status: 503 });
    case 'SCOPE':
      return final('INSUFFICIENT_SCOPE', 403, problem.message);
    case 'INPUT':
      return final('INVALID_PARAMETER', 400, problem.message);
    case 'BODY':
      return final('BAD_BODY', problem.status, problem.message);
    case 'NO_ROUTE':
      return problem.allow === undefined
        ? final('NO_ROUTE', 404, problem.message)
        : final('METHOD_NOT_ALLOWED', 405, problem.message);
    case 'NOT_FOUND':
      return final('NOT_FOUND', 404, problem.message);
    case 'REFUSED':
      return refusedBy(problem.error);
    case 'GENERATION_FAILED':
      return OF_THE_REQUEST.has(problem.code)
        ? final(problem.code, 422, problem.message)
        : passing({ reason: problem.code, status: 502, message: problem.message });
    case 'FAILED':
      return passing({ reason: 'INTERNAL_SERVER_ERROR', status: 500, message: problem.message });
    default:
      return problem satisfies never;
  }
}

function refusedBy({ code, message }: Extract<Problem, { kind: 'REFUSED' }>['error']): DescribedProblem {
  const { status, retryable } = USER_ERROR_CODES[code];
  if (!retryable || SPENT_LIMITS.has(code)) return final(code, status, message);
  const retryAfterSeconds = code === 'CONCURRENCY_LIMIT_REACHED' ? CONCURRENCY_PAUSE_SECONDS : undefined;
  return passing({ reason: code, status, message, retryAfterSeconds });
}

const final = (reason: string, status: number, message: string): DescribedProblem => ({
  ...{ reason, status, message },
  retryable: false,
  retryAfterSeconds: undefined,
});

interface Passing {
  readonly reason: string;
  readonly status: number;
  readonly message: string;
  readonly retryAfterSeconds?: number | undefined;
}

const passing = ({ reason, status, message, retryAfterSeconds }: Passing): DescribedProblem => ({
  ...{ reason, status, message, retryAfterSeconds },
  retryable: true,
});

/** How long to wait, where that is known; `x-should-retry: false` keeps programs that repeat by status from it. */
export function retryHeaders({
  retryable,
  retryAfterSeconds,
}: Pick<DescribedProblem, 'retryable' | 'retryAfterSeconds'>): Readonly<Record<string, string>> {
  if (!retryable) return { 'x-should-retry': 'false' };
  return retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
}
