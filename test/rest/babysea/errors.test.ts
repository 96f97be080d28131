import { describe, expect, it } from '@jest/globals';
import {
  generalError,
  IDENTITY_PROBLEMS,
  type IdentityProblem,
  invalidParameter,
  USER_ERROR_CODES,
  type UserErrorCode,
} from '../../../src/callers/index.ts';
import { spendLimitReached } from '../../../src/callers/user-errors.ts';
import { parseCredits, ZERO } from '../../../src/money/index.ts';
import { ERROR, refuse } from '../../../src/rest/babysea/errors.ts';
import type { Problem } from '../../../src/rest/problem.ts';

const FACTS = { requestId: 'req-1', now: new Date(0) };

function answerTo(problem: Problem) {
  const { status, headers = {}, body } = refuse(problem, FACTS);
  if (body.kind !== 'json') throw new Error('a refusal is JSON');
  const { error } = ERROR.parse(body.value);
  return { status, headers, ...error };
}

const SPENT = [
  'KEY_DAILY_LIMIT_REACHED',
  'KEY_WEEKLY_LIMIT_REACHED',
  'KEY_MONTHLY_LIMIT_REACHED',
  'END_USER_LIMIT_REACHED',
];

describe('refusals of BabySea', () => {
  it.each(Object.keys(USER_ERROR_CODES) as UserErrorCode[])('%s keeps its status, and says its own name', (code) => {
    const answer = answerTo({ kind: 'REFUSED', error: generalError({ code, message: 'No.' }) });
    const { status, retryable } = USER_ERROR_CODES[code];
    expect(answer).toMatchObject({
      status,
      message: 'No.',
      retryable: retryable && !SPENT.includes(code),
      details: { reason: code },
      headers: { 'x-should-retry': String(retryable && !SPENT.includes(code)) },
    });
    expect(answer.headers).not.toHaveProperty('retry-after');
  });

  it.each([
    ['INSUFFICIENT_CREDITS', 'BSE1004', 'insufficient_credits', 402],
    ['CONCURRENCY_LIMIT_REACHED', 'BSE1009', 'concurrency_limit_exceeded', 429],
    ['KEY_DAILY_LIMIT_REACHED', 'BSE1005', 'rate_limit_exceeded', 429],
    ['IDEMPOTENCY_KEY_PARAMETER_MISMATCH', 'BSE2015', 'idempotency_key_mismatch', 409],
    ['INVALID_PARAMETER', 'BSE2008', 'parameter_out_of_range', 422],
    ['INPUT_FILE_TOO_LARGE', 'BSE2002', 'file_too_large', 422],
    ['INPUT_FILE_UNSUPPORTED', 'BSE2004', 'unsupported_file_format', 422],
    ['INPUT_FILE_UNREACHABLE', 'BSE2009', 'file_download_error', 422],
    ['GENERATION_NOT_FOUND', 'BSE4001', 'generation_not_found', 404],
    ['MODEL_NOT_FOUND', 'BSE2001', 'model_not_found', 404],
    ['ACCOUNT_SUSPENDED', 'BSE1003', 'insufficient_permissions', 403],
  ] as const)('%s is %s, %s', (reason, code, type, status) => {
    const error = generalError({ code: reason, message: 'No.' });
    expect(answerTo({ kind: 'REFUSED', error })).toMatchObject({ code, type, status });
  });

  it.each(Object.keys(IDENTITY_PROBLEMS) as IdentityProblem[])('%s is a matter of the key', (problem) => {
    const answer = answerTo({ kind: 'IDENTITY', problem, message: IDENTITY_PROBLEMS[problem] });
    const codes: Partial<Record<IdentityProblem, readonly [string, number]>> = {
      MISSING: ['BSE1001', 401],
      ADDRESS_NOT_ALLOWED: ['BSE1007', 403],
    };
    expect([answer.code, answer.status]).toEqual(codes[problem] ?? ['BSE1002', 401]);
    expect(answer.retryable).toBe(false);
  });

  const allowance = { status: 'refused', limit: 600, remaining: 0, resetSeconds: 17 } as const;

  it.each([
    [{ kind: 'KEYS_SLOWED', retryAfterSeconds: 9, message: 'm' }, 429, 'BSE1006', true, '9'],
    [{ kind: 'RATE_LIMITED', allowance, message: 'm' }, 429, 'BSE1005', true, '17'],
    [{ kind: 'UNAVAILABLE', retryAfterSeconds: 3, message: 'm' }, 503, 'BSE3001', true, '3'],
    [{ kind: 'SCOPE', scopes: ['ACCOUNT_READ'], message: 'm' }, 403, 'BSE1003', false, undefined],
    [{ kind: 'INPUT', path: ['days'], message: 'm' }, 400, 'BSE2001', false, undefined],
    [{ kind: 'BODY', status: 413, message: 'm' }, 413, 'BSE2010', false, undefined],
    [{ kind: 'BODY', status: 400, message: 'm' }, 400, 'BSE2001', false, undefined],
    [{ kind: 'BODY', status: 415, message: 'm' }, 415, 'BSE2001', false, undefined],
    [{ kind: 'NO_ROUTE', message: 'm' }, 404, 'BSE2001', false, undefined],
    [{ kind: 'NO_ROUTE', allow: ['GET'], message: 'm' }, 405, 'BSE2001', false, undefined],
    [{ kind: 'NOT_FOUND', what: 'generation', message: 'm' }, 404, 'BSE4001', false, undefined],
    [{ kind: 'NOT_FOUND', what: 'model', message: 'm' }, 404, 'BSE2001', false, undefined],
    [{ kind: 'GENERATION_FAILED', code: 'PROVIDER_ERROR', message: 'm' }, 502, 'BSE3003', false, undefined],
    [{ kind: 'FAILED', message: 'm' }, 500, 'BSE5001', false, undefined],
  ] as const satisfies readonly (readonly [Problem, number, string, boolean, string | undefined])[])(
    '%j is %d, %s, and worth a repetition: %s, after %s s',
    (problem, status, code, retryable, retryAfter) => {
      const answer = answerTo(problem);
      expect([answer.status, answer.code, answer.retryable, answer.message]).toEqual([status, code, retryable, 'm']);
      expect(answer.headers['retry-after']).toBe(retryAfter);
      expect(answer.headers['x-should-retry']).toBe(String(retryable));
    },
  );

  it('of a spent limit have its numbers, and no moment to sleep until', () => {
    const error = spendLimitReached({
      apiKeyId: 'key_1',
      limit: parseCredits('2.5') ?? ZERO,
      period: 'DAY',
      used: parseCredits('2.45') ?? ZERO,
      remaining: parseCredits('0.05') ?? ZERO,
      resetsAt: new Date('2026-12-01T00:00:00Z'),
    });
    const answer = answerTo({ kind: 'REFUSED', error });
    expect(answer.headers).toEqual({ 'x-should-retry': 'false' });
    expect(answer.details).toEqual({
      reason: 'KEY_DAILY_LIMIT_REACHED',
      limit: '2.5',
      remaining: '0.05',
      period: 'DAY',
      resets_at: '2026-12-01T00:00:00.000Z',
    });
  });

  it('of a parameter say where it is and what would be accepted', () => {
    const error = invalidParameter(['parameters', 'duration'], 'No.', ['5', '10']);
    expect(answerTo({ kind: 'REFUSED', error }).details).toEqual({
      reason: 'INVALID_PARAMETER',
      path: ['parameters', 'duration'],
      allowed: ['5', '10'],
    });
  });
});
