// V05, V06: the form of Vyro's errors, and its codes with their statuses (docs.imagine.art/troubleshooting/error-documentation).
import { describe, expect, it } from '@jest/globals';
import {
  generalError,
  IDENTITY_PROBLEMS,
  type IdentityProblem,
  USER_ERROR_CODES,
  type UserErrorCode,
} from '../../../src/callers/index.ts';
import type { Problem } from '../../../src/rest/problem.ts';
import { refuse, vyroError } from '../../../src/rest/vyro/errors.ts';

/** The vendor's table, without captchas. */
const DOCUMENTED: Readonly<Record<number, number>> = {
  1000: 400,
  1001: 401,
  1002: 406,
  1005: 401,
  1006: 401,
  1007: 401,
  1100: 400,
  1101: 402,
  1200: 503,
  1201: 503,
  1202: 429,
};

function refusal(problem: Problem) {
  const { status, headers = {}, body } = refuse(problem, { requestId: 'r1', now: new Date(0) });
  if (body.kind !== 'json') throw new Error('a refusal is JSON');
  return { status, headers, body: vyroError.parse(body.value) };
}

const codeOf = (problem: Problem): [number, number] => {
  const { status, body } = refusal(problem);
  return [body.code, status];
};
const ofKey = (problem: IdentityProblem): Problem => ({ kind: 'IDENTITY', problem, message: 'm' });
const ofUser = (code: UserErrorCode): Problem => ({ kind: 'REFUSED', error: generalError({ code, message: 'm' }) });
const allowance = { status: 'refused', limit: 2, remaining: 0, resetSeconds: 7 } as const;

describe("Vyro's code", () => {
  it.each<[string, Problem, number, number]>([
    ['no bearer', ofKey('MISSING'), 1000, 400],
    ['a malformed key', ofKey('MALFORMED'), 1001, 401],
    ['an unknown key', ofKey('UNKNOWN'), 1001, 401],
    ['a revoked key', ofKey('REVOKED'), 1001, 401],
    ['an expired key', ofKey('EXPIRED'), 1002, 406],
    ['an expired client token', ofKey('TOKEN_EXPIRED'), 1002, 406],
    ['a replaced secret', ofKey('REPLACED'), 1002, 406],
    ['a token for another gateway', ofKey('TOKEN_NOT_ACCEPTED'), 1005, 401],
    ['a key without the scope', { kind: 'SCOPE', scopes: ['GENERATION_WRITE'], message: 'm' }, 1005, 401],
    ['a key from another address', ofKey('ADDRESS_NOT_ALLOWED'), 1006, 401],
    ['a suspended account', ofUser('ACCOUNT_SUSPENDED'), 1007, 401],
    ['a wrong value', { kind: 'INPUT', path: ['prompt'], message: 'm' }, 1100, 400],
    ['an unknown style', ofUser('INVALID_PARAMETER'), 1100, 400],
    ['a style without a price', ofUser('PRICE_UNKNOWN'), 1100, 400],
    ['what a provider refuses for its content', failed('CONTENT_POLICY'), 1100, 400],
    ['too few tokens', ofUser('INSUFFICIENT_CREDITS'), 1101, 402],
    ['a credit limit that is reached', ofUser('CREDIT_LIMIT_REACHED'), 1101, 402],
    ['a provider that fails', failed('PROVIDER_ERROR'), 1200, 503],
    ['a model that cannot be used now', ofUser('MODEL_UNAVAILABLE'), 1200, 503],
    ['an issuer that is away', { kind: 'UNAVAILABLE', retryAfterSeconds: 3, message: 'm' }, 1201, 503],
    ['too many requests', { kind: 'RATE_LIMITED', allowance, message: 'm' }, 1202, 429],
    ['too many wrong keys', { kind: 'KEYS_SLOWED', retryAfterSeconds: 3, message: 'm' }, 1202, 429],
    ['a spent limit of the key', ofUser('KEY_DAILY_LIMIT_REACHED'), 1202, 429],
    ['too many in flight', ofUser('CONCURRENCY_LIMIT_REACHED'), 1202, 429],
  ])('for %s', (...[, problem, code, status]) => {
    expect(codeOf(problem)).toEqual([code, status]);
    expect(DOCUMENTED[code]).toBe(status);
  });

  it('is one of the documented for everything that a room or a key may be refused with', () => {
    const keys = (Object.keys(IDENTITY_PROBLEMS) as IdentityProblem[]).map(ofKey);
    const users = (Object.keys(USER_ERROR_CODES) as UserErrorCode[]).map(ofUser);
    for (const problem of [...keys, ...users]) expect(Object.keys(DOCUMENTED)).toContain(String(codeOf(problem)[0]));
  });

  it('keeps the status of what Vyro has no code for', () => {
    expect(codeOf({ kind: 'NO_ROUTE', message: 'm' })).toEqual([1100, 404]);
    expect(codeOf({ kind: 'NO_ROUTE', allow: ['GET'], message: 'm' })).toEqual([1100, 405]);
    expect(codeOf({ kind: 'BODY', status: 413, message: 'm' })).toEqual([1100, 413]);
    expect(codeOf(ofUser('IDEMPOTENCY_KEY_PARAMETER_MISMATCH'))).toEqual([1100, 409]);
    expect(codeOf({ kind: 'FAILED', message: 'm' })).toEqual([1200, 500]);
  });
});

describe("Vyro's form", () => {
  it('has its four fields, and what a program needs beside', () => {
    const error = generalError({ code: 'INSUFFICIENT_CREDITS', message: '5 are needed.' });
    const { headers, body } = refusal({ kind: 'REFUSED', error });
    expect(body).toEqual({
      status: 'error',
      code: 1101,
      error: 'PaymentRequired',
      message: 'Not enough tokens. 5 are needed.',
      reason: 'INSUFFICIENT_CREDITS',
      retryable: false,
      request_id: 'r1',
    });
    expect(headers).toEqual({ 'x-should-retry': 'false' });
  });

  it('says when to try again only where that is soon', () => {
    expect(refusal({ kind: 'RATE_LIMITED', allowance, message: 'm' }).headers).toEqual({ 'retry-after': '7' });
    expect(refusal(ofUser('KEY_DAILY_LIMIT_REACHED')).headers).toEqual({ 'x-should-retry': 'false' });
  });
});

function failed(code: string): Problem {
  return { kind: 'GENERATION_FAILED', code, message: 'm' };
}
