// What is thrown and what is answered: typed errors, refusals as values, credentials that change, trusted documents.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pauseAfter, retryPolicy } from '../../../packages/client/src/back-off.ts';
import { createClient, type TollgateClient, TollgateError } from '../../../packages/client/src/index.ts';
import { isMutation } from '../../../packages/client/src/typed-document.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { startGatewayWithLimit } from './limited-gateway.ts';

const REQUEST = { model: 'bfl/flux-1.1-pro', prompt: 'a gate' };
const MANIFEST = join(import.meta.dirname, '../../../packages/client/src/gql/persisted-documents.json');

let gateway: TestGateway;
let trusting: TestGateway;
let client: TollgateClient;
let url: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  trusting = await startTestGateway({
    besides: gateway,
    environment: { TRUSTED_DOCUMENTS: 'only', TRUSTED_DOCUMENTS_FILES: MANIFEST },
  });
  url = `${gateway.url}/graphql`;
  client = createClient({ url, credential: gateway.demoKey });
});

afterAll(async () => {
  client.close();
  await trusting.stop();
  await gateway.stop();
});

describe('an error', () => {
  it('of a wrong key says so, names the request, and is not repeated', async () => {
    let asked = 0;
    const credential = 'tg_test_wrong';
    const counting: typeof fetch = (...parameters) => {
      asked += 1;
      return fetch(...parameters);
    };
    const given = await createClient({ url, credential, fetch: counting })
      .balance()
      .catch((error: unknown) => error);
    expect(given).toBeInstanceOf(TollgateError);
    expect(given).toMatchObject({ name: 'TollgateError', code: 'UNAUTHENTICATED', retryable: false, status: 401 });
    expect((given as TollgateError).requestId).toMatch(/./);
    expect(asked).toBe(1);
  });

  it('of a bad argument has the words and the code of the gateway', async () => {
    await expect(client.estimate({ model: 'none' })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      retryable: false,
    });
  });

  it('of what is no gateway says so', async () => {
    const lost = createClient({ url: `${gateway.url}/nothing/here`, credential: gateway.demoKey });
    await expect(lost.balance()).rejects.toMatchObject({ code: 'INVALID_ANSWER', status: 404, retryable: false });
  });

  it('of a request that takes too long is TIMEOUT, and an abort is its reason', async () => {
    const never: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      });
    const stuck = createClient({ url, credential: 'x', fetch: never, timeoutMilliseconds: 5, retry: { attempts: 1 } });
    await expect(stuck.balance()).rejects.toMatchObject({ code: 'TIMEOUT', retryable: true });
    const patient = createClient({ url, credential: 'x', fetch: never });
    const reason = new Error('the page was left');
    const controller = new AbortController();
    const waiting = patient.balance({ signal: controller.signal });
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  it('of too many requests says when to come back, and a longer pause than allowed is not waited for', async () => {
    const limited = await startGatewayWithLimit(3);
    try {
      const hurried = createClient({
        url: `${limited.gateway.url}/graphql`,
        credential: limited.gateway.demoKey,
        retry: { longestRetryAfterSeconds: 0 },
      });
      const asking = async () => {
        for (let asked = 0; asked < 10; asked += 1) await hurried.balance();
      };
      const given = (await asking().catch((error: unknown) => error)) as TollgateError;
      expect(given).toMatchObject({ code: 'RATE_LIMITED', retryable: true, status: 429 });
      expect(given.retryAfterSeconds).toBeGreaterThan(0);
    } finally {
      await limited.stop();
    }
  });
});

describe('the pause before another try', () => {
  const policy = retryPolicy({ firstPauseMilliseconds: 100, longestPauseMilliseconds: 1_000 });

  it('grows up to a ceiling, and is never shorter than what was asked for', () => {
    for (const [attempt, ceiling] of [
      [1, 100],
      [2, 200],
      [3, 400],
      [9, 1_000],
    ] as const) {
      const pause = pauseAfter(attempt, undefined, policy) ?? Number.NaN;
      expect(pause).toBeGreaterThanOrEqual(ceiling / 2);
      expect(pause).toBeLessThanOrEqual(ceiling);
    }
    expect(pauseAfter(1, 7, policy)).toBe(7_000);
    expect(pauseAfter(1, 61, policy)).toBeUndefined();
  });
});

describe('a document', () => {
  it.each([
    ['query A { a }', false],
    ['{ mutation { id } }', false],
    ['# mutation\nquery A($a: String = "mutation") { a }', false],
    ['fragment F on T { a } mutation B { b { ...F } }', true],
    ['\n  mutation { b }', true],
    ['query A { a } mutation B { b }', true],
    ['subscription S { s }', false],
  ])('%s changes something: %s', (text, changes) => {
    expect(isMutation(text)).toBe(changes);
  });
});

describe('a refusal', () => {
  it('is a value with its numbers, told apart by its type', async () => {
    const { key } = await gateway.newAccount('0.01');
    const poor = createClient({ url, credential: key });
    const answer = await poor.generate({ ...REQUEST, count: 2 });
    if (answer.status !== 'refused') throw new Error('it was accepted');
    const { refusal } = answer;
    if (refusal.__typename !== 'InsufficientCreditsError') throw new Error(refusal.message);
    expect([refusal.code, refusal.required, refusal.available, refusal.shortfall]).toEqual([
      'INSUFFICIENT_CREDITS',
      '0.104',
      '0.01',
      '0.094',
    ]);
    expect(refusal.suggestedPack?.price.currency).toBe('USD');
    const bad = await poor.generate({ ...REQUEST, parameters: { width: 'wide' } });
    expect(bad).toMatchObject({ refusal: { code: 'INVALID_PARAMETER', path: ['parameters', 'width'] } });
  });
});

describe('a credential that is a function', () => {
  it('is asked before every request, and once more when what it gave is not accepted', async () => {
    const given: boolean[] = [];
    const changing = createClient({
      url,
      credential: async ({ refused }) => {
        given.push(refused);
        return refused ? gateway.demoKey : 'tg_test_expired';
      },
    });
    expect((await changing.balance()).available).toBe('100');
    expect(given).toEqual([false, true]);
    expect(await changing.followBalance().next()).toMatchObject({ done: false, value: { available: '100' } });
    changing.close();
    expect(given).toEqual([false, true, false, true]);
  });

  it('that has none is asked twice, not for ever', async () => {
    let asked = 0;
    const hopeless = createClient({
      url,
      credential: () => {
        asked += 1;
        return undefined;
      },
    });
    await expect(hopeless.balance()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(hopeless.followBalance().next()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(asked).toBe(4);
  });
});

describe('a gateway that runs trusted documents only', () => {
  it('runs those of the client by their ids, over HTTP and WebSocket', async () => {
    const trusted = createClient({
      url: `${trusting.localUrl}/graphql`,
      credential: gateway.demoKey,
      sendsDocumentIds: true,
    });
    expect((await trusted.balance()).available).toBe('100');
    expect(await trusted.followBalance().next()).toMatchObject({ done: false, value: { available: '100' } });
    trusted.close();
  });

  it('refuses their texts', async () => {
    const texts = createClient({ url: `${trusting.localUrl}/graphql`, credential: gateway.demoKey });
    await expect(texts.balance()).rejects.toMatchObject({ code: 'DOCUMENT_NOT_TRUSTED', retryable: false });
  });
});
