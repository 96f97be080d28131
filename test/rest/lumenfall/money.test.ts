// No more is spent than there is, however many ask at once; a key, one effect; a spent limit is nothing to wait for.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPublicId } from '../../../src/callers/index.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { BALANCE } from '../../support/gateway-operations.ts';
import { withClient } from '../../support/postgres.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type AskOptions, askLumenfall, IMAGE, IMAGES, VIDEO, VIDEOS } from './ask-lumenfall.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const ask = (key: string, what: string, body?: object, options: AskOptions = {}) =>
  askLumenfall(gateway, what, { key, ...(body === undefined ? {} : { body }), ...options });
const balance = async (key: string) => (await gateway.ask(BALANCE, {}, { key })).data.balance;
const twenty = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 20 }, work));

describe('twenty at once with money for five', () => {
  it('pictures: five are made, fifteen are refused, nothing is left', async () => {
    const { key } = await gateway.newAccount('0.26');
    const answers = await twenty(() => ask(key, IMAGES, IMAGE));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([
      ...Array<number>(5).fill(200),
      ...Array<number>(15).fill(402),
    ]);
    expect(await balance(key)).toEqual({ available: '0', reserved: '0' });
  });

  it('videos: five are accepted, fifteen are refused, nothing is left', async () => {
    const { key } = await gateway.newAccount('1.05');
    const answers = await twenty(() => ask(key, VIDEOS, VIDEO));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(15);
    await waitUntil('all have ended', async () => (await balance(key)).reserved === '0');
    expect(await balance(key)).toEqual({ available: '0', reserved: '0' });
  });
});

describe('a key of the client', () => {
  it('is one picture, however often and however many at once it is sent', async () => {
    const { key } = await gateway.newAccount('1');
    const headers = { 'idempotency-key': 'the same' };
    const answers = await twenty(() => ask(key, IMAGES, IMAGE, { headers }));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter((one) => one.headers.get('idempotency-replayed') === 'true')).toHaveLength(19);
    expect((await balance(key)).available).toBe('0.948');
    const other = await ask(key, IMAGES, { ...IMAGE, n: 2 }, { headers });
    expect([other.status, other.body.error.reason]).toEqual([409, 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH']);
    expect((await balance(key)).available).toBe('0.948');
  });

  it('whose picture has failed is answered with that, and not to be sent again', async () => {
    const { key } = await gateway.newAccount('1');
    const body = { ...IMAGE, sandbox: { outcome: 'fail' }, idempotency_key: 'fails' };
    for (const replayed of [null, 'true']) {
      const { status, headers } = await ask(key, IMAGES, body);
      expect([status, headers.get('x-should-retry'), headers.get('idempotency-replayed')]).toEqual([
        502,
        'false',
        replayed,
      ]);
    }
    expect((await balance(key)).available).toBe('1');
  });

  it('is not asked for: without one, each is its own', async () => {
    const { key } = await gateway.newAccount('1');
    await Promise.all([ask(key, IMAGES, IMAGE), ask(key, IMAGES, IMAGE)]);
    expect((await balance(key)).available).toBe('0.896');
  });
});

it('a spent limit of a key is final until its day is over, and never says to wait that long', async () => {
  const { key } = await gateway.newAccount('10');
  const create = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret userErrors { code } } }`;
  const input = { name: 'Little', scopes: ['GENERATION_WRITE', 'GENERATION_READ'], dailyLimit: '0.06' };
  const { data } = await gateway.ask(create, { input }, { key });
  const { secret } = data.createApiKey;
  expect((await ask(secret, IMAGES, IMAGE)).status).toBe(200);
  const { status, body, headers } = await ask(secret, IMAGES, IMAGE);
  expect([status, body.error]).toMatchObject([
    429,
    { code: 'SPENDING_LIMIT_REACHED', reason: 'KEY_DAILY_LIMIT_REACHED', retryable: false },
  ]);
  expect(Date.parse(body.error.resets_at)).toBeGreaterThan(Date.now());
  expect([headers.get('x-should-retry'), headers.get('retry-after')]).toEqual(['false', null]);
});

it('a suspended account makes nothing, and still gets what it was answered before', async () => {
  const { id, key } = await gateway.newAccount('1');
  const headers = { 'idempotency-key': 'before' };
  const before = await ask(key, IMAGES, IMAGE, { headers });
  await withClient(gateway.databaseUrl, (client) =>
    client.query(`update account set status = 'SUSPENDED', suspension_reasons = '{OPERATOR}' where id = $1`, [
      fromPublicId('acct', id),
    ]),
  );
  const refused = await ask(key, IMAGES, IMAGE);
  expect([refused.status, refused.body.error.code]).toEqual([403, 'ACCOUNT_SUSPENDED']);
  expect((await ask(key, IMAGES, IMAGE, { headers })).body).toEqual(before.body);
});
