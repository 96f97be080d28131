import { describe, expect, it } from '@jest/globals';
import { generalError, USER_ERROR_CODES, type UserErrorCode } from '../../src/callers/index.ts';
import { describeProblem, retryHeaders } from '../../src/rest/describe-problem.ts';
import type { Problem } from '../../src/rest/problem.ts';

const refusedWith = (code: UserErrorCode): Problem => ({
  kind: 'REFUSED',
  error: generalError({ code, message: 'm' }),
});
const CODES = Object.keys(USER_ERROR_CODES) as UserErrorCode[];

describe('a refusal', () => {
  it.each([
    'KEY_DAILY_LIMIT_REACHED',
    'KEY_WEEKLY_LIMIT_REACHED',
    'KEY_MONTHLY_LIMIT_REACHED',
    'END_USER_LIMIT_REACHED',
  ] as const)('for %s is 429 and sends nobody to sleep', (code) => {
    const described = describeProblem(refusedWith(code));
    expect(described).toMatchObject({ reason: code, status: 429, retryable: false });
    expect(retryHeaders(described)).toEqual({ 'x-should-retry': 'false' });
  });

  it('for lack of a place among the generations in flight is worth another try in a moment', () => {
    const described = describeProblem(refusedWith('CONCURRENCY_LIMIT_REACHED'));
    expect(described).toMatchObject({ status: 429, retryable: true });
    expect(retryHeaders(described)).toEqual({ 'retry-after': '1' });
  });

  it.each(CODES)('for %s says its code, its status and its words', (code) => {
    const described = describeProblem(refusedWith(code));
    expect(described).toMatchObject({ reason: code, status: USER_ERROR_CODES[code].status, message: 'm' });
    // What is never retryable by itself does not become so here.
    expect(described.retryable && !USER_ERROR_CODES[code].retryable).toBe(false);
  });

  it('for too many requests says when the minute is over', () => {
    const allowance = { status: 'refused', limit: 2, remaining: 0, resetSeconds: 7 } as const;
    const described = describeProblem({ kind: 'RATE_LIMITED', allowance, message: 'm' });
    expect(described).toMatchObject({ reason: 'RATE_LIMITED', status: 429, retryable: true });
    expect(retryHeaders(described)).toEqual({ 'retry-after': '7' });
  });

  it.each([
    ['CONTENT_POLICY', 422, false],
    ['INVALID_INPUT', 422, false],
    ['CANCELED', 422, false],
    ['PROVIDER_ERROR', 502, true],
    ['PROVIDER_TIMEOUT', 502, true],
  ])('of a generation that failed with %s is %d, retryable %s', (code, status, retryable) => {
    expect(describeProblem({ kind: 'GENERATION_FAILED', code, message: 'm' })).toMatchObject({
      ...{ reason: code, status, retryable },
    });
  });

  it('of a key says what is wrong with it', () => {
    const reasons = (['MISSING', 'EXPIRED', 'TOKEN_EXPIRED'] as const).map(
      (problem) => describeProblem({ kind: 'IDENTITY', problem, message: 'm' }).reason,
    );
    expect(reasons).toEqual(['KEY_MISSING', 'KEY_EXPIRED', 'TOKEN_EXPIRED']);
  });
});
