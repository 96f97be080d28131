// Who may ask CheapAI's HTTP, with which key and which credits (C01, C09, C12 to C15), through a real gateway.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { submitAnswer } from '../../../src/rest/cheapai/submit-task.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { newKey } from '../dialect-client.ts';
import { accepted, cheapaiClient, picture, refused, SEEDREAM } from './cheapai-client.ts';

const HOUR = 3_600_000;

let gateway: TestGateway;
/** Ahead of the real clock, in milliseconds. */
let ahead = 0;

const { send, soundEffect, creditsOf, ended } = cheapaiClient(() => gateway);

beforeAll(async () => {
  const now = (): Date => new Date(Date.now() + ahead);
  gateway = await startTestGateway({ now, environment: { STOREFRONT: 'unit-credits' } });
});

afterAll(() => gateway.stop());

describe('a key', () => {
  it('that has expired is 401 though the account has credits (C13)', async () => {
    const { key: admin } = await gateway.newAccount('1000');
    const expiresAt = new Date(Date.now() + ahead + HOUR).toISOString();
    const key = await newKey(gateway, admin, { expiresAt });
    expect(await creditsOf(key)).toBe(1000);
    ahead += 2 * HOUR;
    const answer = refused(await send('GET', '/v1/credits', { key }));
    expect(answer).toMatchObject({ status: 401, code: 'KEY_EXPIRED', retryable: false });
    expect(answer.error).toMatch(/^Invalid API key/);
    expect(await creditsOf(admin)).toBe(1000);
  });

  it('that is none is 401', async () => {
    expect(refused(await send('GET', '/v1/credits', { key: null }))).toMatchObject({
      status: 401,
      code: 'KEY_MISSING',
    });
    expect(refused(await send('GET', '/v1/credits', { key: 'sk_wrong' }))).toMatchObject({ status: 401 });
  });

  it('whose cap is spent is 429 and does not wait for midnight (C12)', async () => {
    const { key: admin } = await gateway.newAccount('1000');
    const key = await newKey(gateway, admin, { spendingLimit: { amount: '300', period: 'DAY' } });
    accepted(await soundEffect({ key }));
    const answer = await soundEffect({ key });
    expect(refused(answer)).toMatchObject({ status: 429, code: 'KEY_DAILY_LIMIT_REACHED', retryable: false });
    expect([answer.headers.get('retry-after'), answer.headers.get('x-should-retry')]).toEqual([null, 'false']);
    accepted(await soundEffect({ key: admin }));
  });

  it('without the scope is 403, and what it may not see it is not shown', async () => {
    const { key: admin } = await gateway.newAccount('1000');
    const narrow = (...scopes: string[]) => newKey(gateway, admin, { scopes });
    const [writes, reads, sees] = [
      await narrow('GENERATION_WRITE'),
      await narrow('GENERATION_READ'),
      await narrow('ACCOUNT_READ'),
    ];
    const made = submitAnswer.parse((await soundEffect({ key: writes })).body);
    expect(made.ec_remain_credits).toBeNull();
    const wrong = [
      await send('GET', '/v1/credits', { key: writes }),
      await send('GET', `/v1/task/${made.task_id}`, { key: writes }),
      await send('GET', '/v1/credits', { key: reads }),
      await soundEffect({ key: reads }),
      await soundEffect({ key: sees }),
      await send('GET', `/v1/task/${made.task_id}`, { key: sees }),
    ];
    for (const answer of wrong) expect(refused(answer)).toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' });
    expect((await send('GET', `/v1/task/${made.task_id}`, { key: reads })).status).toBe(200);
  });
});

describe('credits', () => {
  it('that do not suffice are 402, and nothing is reserved', async () => {
    const { key } = await gateway.newAccount('199');
    const answer = refused(await soundEffect({ key }));
    expect(answer).toMatchObject({ status: 402, code: 'INSUFFICIENT_CREDITS', retryable: false });
    expect(answer.error).toMatch(/200 credits are needed and 199 are available/);
    expect(await creditsOf(key)).toBe(199);
  });

  it('for 5 of 20 requests at once make exactly 5 tasks', async () => {
    const { key } = await gateway.newAccount('1000');
    const answers = await Promise.all(Array.from({ length: 20 }, () => soundEffect({ key })));
    const ids = answers.filter(({ status }) => status === 200).map(accepted);
    expect([ids.length, new Set(ids).size]).toEqual([5, 5]);
    const others = answers.filter(({ status }) => status !== 200).map((answer) => refused(answer).status);
    expect(others).toEqual(Array(15).fill(402));
    for (const id of ids) expect(await ended(id, key)).toMatchObject({ status: 'done', credit_cost: 200 });
    expect(await creditsOf(key)).toBe(0);
  });
});

describe('a task', () => {
  it('asked for again under its Idempotency-Key is the same, with another body refused', async () => {
    const { key } = await gateway.newAccount('1000');
    const [first, again] = [
      await soundEffect({ key, idempotencyKey: 'k1' }),
      await soundEffect({ key, idempotencyKey: 'k1' }),
    ];
    expect(accepted(again)).toBe(accepted(first));
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    const other = await soundEffect({ key, idempotencyKey: 'k1' }, { text: 'Rain' });
    expect(refused(other)).toMatchObject({ status: 409, code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' });
    expect(await creditsOf(key)).toBe(800);
    expect(accepted(await soundEffect({ key }))).not.toBe(accepted(first));
  });

  it('with files asked for again is the same, with other files refused', async () => {
    const { key } = await gateway.newAccount('5000');
    const ask = async (color: string) =>
      send('POST', '/v1i/task/generate-image', {
        ...{ key, idempotencyKey: 'k2' },
        form: { prompt: '@img1', model_id: SEEDREAM, assets: await picture(color) },
      });
    const [first, again, other] = [await ask('red'), await ask('red'), await ask('blue')];
    expect(accepted(again)).toBe(accepted(first));
    expect(refused(other)).toMatchObject({ status: 409, code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' });
  });

  it('of another account is 404, as one that there is not', async () => {
    const { key } = await gateway.newAccount('1000');
    const id = accepted(await soundEffect());
    for (const other of [id, 'gen_01m8nvaeyyfh2baww2af5960gx', 'uuid_task_id', '__proto__']) {
      expect(refused(await send('GET', `/v1/task/${other}`, { key }))).toMatchObject({
        status: 404,
        code: 'NOT_FOUND',
      });
    }
    expect((await send('GET', `/v1/task/${id}`)).status).toBe(200);
  });

  it('for a path or a method that there is not is answered in the same form', async () => {
    expect(refused(await send('GET', '/v1/nothing'))).toMatchObject({ status: 404, code: 'NO_ROUTE' });
    expect(refused(await send('GET', '/v1i/task/price'))).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
  });
});
