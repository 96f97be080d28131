// C13 to C15: the form of CheapAI's errors and their statuses (cheapaiapi.com/docs/error-handling).
import { describe, expect, it } from '@jest/globals';
import {
  generalError,
  IDENTITY_PROBLEMS,
  type IdentityProblem,
  USER_ERROR_CODES,
  type UserErrorCode,
} from '../../../src/callers/index.ts';
import { cheapaiError, refuse } from '../../../src/rest/cheapai/errors.ts';
import type { Problem } from '../../../src/rest/problem.ts';

function refusal(problem: Problem) {
  const { status, headers = {}, body } = refuse(problem, { requestId: 'r1', now: new Date(0) });
  if (body.kind !== 'json') throw new Error('a refusal is JSON');
  return { status, headers, body: cheapaiError.parse(body.value) };
}

const ofKey = (problem: IdentityProblem): Problem => ({
  ...{ kind: 'IDENTITY', problem },
  message: IDENTITY_PROBLEMS[problem],
});
const ofUser = (code: UserErrorCode): Problem => ({ kind: 'REFUSED', error: generalError({ code, message: 'm' }) });

describe("CheapAI's status", () => {
  it.each<[string, Problem, number]>([
    ['a bad body', { kind: 'INPUT', path: ['prompt'], message: 'm' }, 400],
    ['a value that the model does not take', ofUser('INVALID_PARAMETER'), 400],
    ['a model that there is not', ofUser('MODEL_NOT_FOUND'), 400],
    ['no key', ofKey('MISSING'), 401],
    ['an expired key', ofKey('EXPIRED'), 401],
    ['a key from another address', ofKey('ADDRESS_NOT_ALLOWED'), 403],
    ['too few credits', ofUser('INSUFFICIENT_CREDITS'), 402],
    ['a key without the scope', { kind: 'SCOPE', scopes: ['ACCOUNT_READ'], message: 'm' }, 403],
    ['a suspended account', ofUser('ACCOUNT_SUSPENDED'), 403],
    ['a task of nobody', { kind: 'NOT_FOUND', what: 'task', message: 'm' }, 404],
    ['the daily cap of the key', ofUser('KEY_DAILY_LIMIT_REACHED'), 429],
    ['too many in flight', ofUser('CONCURRENCY_LIMIT_REACHED'), 429],
    ['too many wrong keys', { kind: 'KEYS_SLOWED', retryAfterSeconds: 3, message: 'm' }, 429],
    ['a bug', { kind: 'FAILED', message: 'm' }, 500],
    ['a provider that fails', { kind: 'GENERATION_FAILED', code: 'PROVIDER_ERROR', message: 'm' }, 502],
    ['a model that cannot be used now', ofUser('MODEL_UNAVAILABLE'), 503],
  ])('for %s', (...[, problem, status]) => {
    expect(refusal(problem).status).toBe(status);
  });

  it('is there for everything that a room or a key may be refused with', () => {
    const keys = (Object.keys(IDENTITY_PROBLEMS) as IdentityProblem[]).map(ofKey);
    const users = (Object.keys(USER_ERROR_CODES) as UserErrorCode[]).map(ofUser);
    for (const problem of [...keys, ...users]) {
      const { status } = refusal(problem);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(504);
    }
  });
});

describe("CheapAI's form", () => {
  it("begins with the vendor's words for every key that is not good (C13)", () => {
    const { body } = refusal(ofKey('EXPIRED'));
    expect(body).toEqual({
      success: false,
      error: 'Invalid API key. This API key has expired.',
      code: 'KEY_EXPIRED',
      retryable: false,
      request_id: 'r1',
    });
  });

  it('does not let a program wait for midnight (C12)', () => {
    const { headers, body } = refusal(ofUser('KEY_DAILY_LIMIT_REACHED'));
    expect([headers, body.retryable]).toEqual([{ 'x-should-retry': 'false' }, false]);
    const soon = refusal(ofUser('CONCURRENCY_LIMIT_REACHED'));
    expect([soon.headers, soon.body.retryable]).toEqual([{ 'retry-after': '1' }, true]);
  });
});
