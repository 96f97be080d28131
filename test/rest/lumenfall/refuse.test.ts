// Every refusal has a code, a type and a status, and says in a header whether to come back.
import { describe, expect, it } from '@jest/globals';
import { generalError, USER_ERROR_CODES, type UserErrorCode } from '../../../src/callers/index.ts';
import type { Answer, Problem } from '../../../src/rest/index.ts';
import { LUMENFALL } from '../../../src/rest/lumenfall/dialect.ts';
import { codeOfFailure, codeOfRefusal, errorShape, refuse } from '../../../src/rest/lumenfall/refuse.ts';

const allowance = { status: 'refused', limit: 20, remaining: 0, resetSeconds: 7 } as const;

const errorOf = ({ body }: Answer) => errorShape.parse(body.kind === 'json' ? body.value : undefined).error;

const message = 'in words';
const PROBLEMS: readonly (readonly [Problem, number, string, string])[] = [
  [{ kind: 'IDENTITY', problem: 'MISSING', message }, 401, 'AUTHENTICATION_FAILED', 'false'],
  [{ kind: 'KEYS_SLOWED', retryAfterSeconds: 3, message }, 429, 'RATE_LIMITED', 'true'],
  [{ kind: 'RATE_LIMITED', allowance, message }, 429, 'RATE_LIMITED', 'true'],
  [{ kind: 'SCOPE', scopes: ['GENERATION_READ'], message }, 403, 'PERMISSION_DENIED', 'false'],
  [{ kind: 'INPUT', path: ['n'], message }, 400, 'INVALID_REQUEST', 'false'],
  [{ kind: 'BODY', status: 413, message }, 413, 'INVALID_REQUEST', 'false'],
  [{ kind: 'NO_ROUTE', message }, 404, 'NOT_FOUND', 'false'],
  [{ kind: 'NO_ROUTE', allow: ['GET'], message }, 405, 'NOT_FOUND', 'false'],
  [{ kind: 'NOT_FOUND', what: 'video', message }, 404, 'NOT_FOUND', 'false'],
  [{ kind: 'NOT_FOUND', what: 'model', message }, 404, 'MODEL_NOT_FOUND', 'false'],
  [{ kind: 'UNAVAILABLE', retryAfterSeconds: 2, message }, 503, 'SERVICE_UNAVAILABLE', 'true'],
  [{ kind: 'GENERATION_FAILED', code: 'CONTENT_POLICY', message }, 400, 'CONTENT_POLICY_VIOLATION', 'false'],
  [{ kind: 'GENERATION_FAILED', code: 'PROVIDER_ERROR', message }, 502, 'ALL_PROVIDERS_EXHAUSTED', 'true'],
  [{ kind: 'GENERATION_FAILED', code: 'UPSTREAM_ERROR', message }, 502, 'UPSTREAM_ERROR', 'true'],
  [{ kind: 'GENERATION_FAILED', code: 'CANCELED', message }, 409, 'CANCELLED', 'false'],
  [{ kind: 'FAILED', message }, 500, 'INTERNAL_ERROR', 'false'],
];

describe('a refusal', () => {
  it.each(PROBLEMS)('%j', (problem, status, code, shouldRetry) => {
    const answer = LUMENFALL.refuse(problem, { requestId: 'r', now: new Date() });
    expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
    expect(answer.headers?.['x-should-retry']).toBe(shouldRetry);
    expect(errorOf(answer).retryable).toBe(shouldRetry === 'true');
  });

  it('says when, where that is known, and never for what is not to be repeated', () => {
    expect(refuse({ kind: 'RATE_LIMITED', allowance, message }).headers?.['retry-after']).toBe('7');
    const goesOn: Problem = { kind: 'UNAVAILABLE', retryAfterSeconds: 1, message };
    expect(refuse(goesOn, { mayRepeat: false }).headers).toEqual({ 'x-should-retry': 'false' });
  });

  it.each(Object.keys(USER_ERROR_CODES) as UserErrorCode[])('%s of a room has a form', (code) => {
    const answer = refuse({ kind: 'REFUSED', error: generalError({ code, message }) });
    const error = errorOf(answer);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect([error.reason, codeOfRefusal(code)]).toEqual([code, error.code]);
  });

  it.each(['KEY_DAILY_LIMIT_REACHED', 'KEY_WEEKLY_LIMIT_REACHED', 'KEY_MONTHLY_LIMIT_REACHED'] as const)(
    '%s is nothing to wait for',
    (code) => {
      const answer = refuse({ kind: 'REFUSED', error: generalError({ code, message }) });
      expect([answer.status, errorOf(answer).retryable]).toEqual([429, false]);
      expect(answer.headers).toEqual({ 'x-should-retry': 'false' });
    },
  );

  it('a field is named as the caller named it', () => {
    const at = (path: readonly string[]) => {
      const error = generalError({ code: 'INVALID_PARAMETER', message, path });
      return errorOf(refuse({ kind: 'REFUSED', error })).param;
    };
    expect([at(['parameters', 'size']), at(['model']), at([]), at(['parameters'])]).toEqual([
      'size',
      'model',
      null,
      'parameters',
    ]);
  });

  it('codes in the log: those of providers are theirs, what nobody knows stays', () => {
    expect(codeOfFailure('PROVIDER_TIMEOUT')).toBe('ALL_PROVIDERS_EXHAUSTED');
    expect(['INSUFFICIENT_CREDITS', 'INTERNAL_SERVER_ERROR', 'toString'].map(codeOfRefusal)).toEqual([
      'INSUFFICIENT_BALANCE',
      'INTERNAL_SERVER_ERROR',
      'toString',
    ]);
  });
});
