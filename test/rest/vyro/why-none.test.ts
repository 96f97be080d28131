import { describe, expect, it } from '@jest/globals';
import type { Generation } from '../../../src/generation/index.ts';
import { refuse } from '../../../src/rest/vyro/errors.ts';
import { whyNone } from '../../../src/rest/vyro/generate-image.ts';

const error = (code: string) => ({ code, message: 'Said by the provider.', retryable: false });

describe('a call without an image', () => {
  it.each<[string, Partial<Generation>, number, RegExp]>([
    ['goes on', { status: 'RUNNING' }, 503, /gen_1 goes on\. Ask again with the same Idempotency-Key/],
    ['was refused for its content', { status: 'FAILED', error: error('CONTENT_POLICY') }, 400, /costs nothing/],
    ['failed', { status: 'FAILED', error: error('PROVIDER_ERROR') }, 503, /Said by the provider\. gen_1 costs nothing/],
    ['was canceled', { status: 'CANCELED' }, 400, /gen_1 was canceled/],
    ['was erased', { status: 'SUCCEEDED', purgedAt: new Date(0) }, 404, /gen_1 was erased/],
  ])('that %s says so', (...[, generation, status, says]) => {
    const answer = refuse(whyNone(generation as Generation, 'gen_1'), { requestId: 'r1', now: new Date(0) });
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toMatch(says);
  });
});
