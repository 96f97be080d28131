// Generations over BabySea's HTTP: the same rules about money and repetitions as everywhere.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type AskBabySea, type BabySeaAnswer, babySeaAt } from './babysea-client.ts';

const IMAGE = 'POST /v1/generate/image/bfl/flux-1.1-pro';
const PROMPT = { generation_prompt: 'A baby seal' };
/** Never comes to an end by itself. */
const ENDLESS = { ...PROMPT, sandbox: { outcome: 'timeout' } };

describe('money and repetitions at BabySea', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway();
  });

  afterAll(() => gateway.stop());

  async function newClient(credits: string): Promise<{ ask: AskBabySea; key: string }> {
    const { key } = await gateway.newAccount(credits);
    return { ask: babySeaAt(gateway.localUrl, key), key };
  }

  const count = (answers: readonly BabySeaAnswer[], status: number): number =>
    answers.filter((answer) => answer.status === status).length;

  it('of 20 at once with money for exactly 5, exactly 5 are accepted', async () => {
    const { ask } = await newClient('0.26');
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(IMAGE, ENDLESS)));
    expect([count(answers, 200), count(answers, 402)]).toEqual([5, 15]);
    expect(answers.find(({ status }) => status === 402)?.body.error).toMatchObject({
      code: 'BSE1004',
      type: 'insufficient_credits',
      retryable: false,
      details: { reason: 'INSUFFICIENT_CREDITS', required: '0.052', available: '0', shortfall: '0.052' },
    });
    expect((await ask('GET /v1/billing')).body.data.billing_credit_balance).toBe(0);
  });

  it('answers a repetition with the first generation, and says so', async () => {
    const { ask } = await newClient('1');
    const headers = { 'Idempotency-Key': 'order:1_a-b.c' };
    const first = await ask(IMAGE, PROMPT, { headers });
    const again = await ask(IMAGE, PROMPT, { headers });
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    expect(again.body.data.generation_id).toBe(first.body.data.generation_id);
    const other = await ask(IMAGE, { generation_prompt: 'Another seal' }, { headers });
    expect([other.status, other.body.error]).toEqual([
      409,
      expect.objectContaining({ code: 'BSE2015', retryable: false }),
    ]);
    expect((await ask('GET /v1/content/list')).body.total).toBe(1);
  });

  it('answers the second of two that are under way with the generation of the first', async () => {
    const { ask } = await newClient('1');
    const headers = { 'Idempotency-Key': 'at-once' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(IMAGE, PROMPT, { headers })));
    expect(count(answers, 200)).toBe(8);
    expect(new Set(answers.map(({ body }) => body.data.generation_id)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === 'true')).toHaveLength(7);
  });

  it('takes each request without a key for a new one, and refuses keys that are none', async () => {
    const { ask } = await newClient('1');
    const ids = [await ask(IMAGE, PROMPT), await ask(IMAGE, PROMPT)].map(({ body }) => body.data.generation_id);
    expect(new Set(ids).size).toBe(2);
    for (const key of ['two words', 'a'.repeat(256), 'a/b']) {
      const answer = await ask(IMAGE, PROMPT, { headers: { 'Idempotency-Key': key } });
      expect([answer.status, answer.body.error.code]).toEqual([400, 'BSE2001']);
    }
  });

  it('gives back what was canceled, and answers canceled', async () => {
    const { ask } = await newClient('1');
    const { generation_id: id } = (await ask(IMAGE, ENDLESS)).body.data;
    expect((await ask('GET /v1/user/billing')).body.data.billing_credit_balance).toBe(0.948);
    const canceled = await ask(`POST /v1/content/generation/cancel/${id}`);
    expect(canceled.body.data).toEqual({
      generation_id: id,
      generation_status: 'canceled',
      provider_cancel_sent: expect.any(Boolean),
      credits_refunded: true,
    });
    expect((await ask('GET /v1/user/billing')).body.data.billing_credit_balance).toBe(1);
    // By the older path, and again: the same answer.
    const again = await ask(`POST /v1/image-generation/${id}/cancel`);
    expect(again.body.data).toMatchObject({ generation_status: 'canceled', credits_refunded: true });
    expect((await ask(`GET /v1/content/${id}`)).body.data.generation_status).toBe('canceled');
  });

  it('refuses to cancel what has ended, and erases it with its files', async () => {
    const { ask } = await newClient('1');
    const { generation_id: id } = (await ask(IMAGE, { ...PROMPT, generation_output_number: 2 })).body.data;
    const path = `GET /v1/content/${id}`;
    await waitUntil('it has ended', async () => (await ask(path)).body.data.generation_status === 'succeeded');
    const cancel = await ask(`POST /v1/content/generation/cancel/${id}`);
    expect([cancel.status, cancel.body.error.details.reason]).toEqual([409, 'NOT_CANCELABLE']);
    const [file] = (await ask(path)).body.data.generation_output_file;
    const deleted = await ask(`DELETE /v1/content/${id}`);
    expect(deleted.body.data).toEqual({ generation_id: id, files_deleted: 2 });
    expect((await fetch(file)).status).toBe(404);
    const left = (await ask(path)).body.data;
    expect(left).toMatchObject({
      generation_removed: true,
      generation_output_file: null,
      generation_status: 'succeeded',
    });
    expect(left).not.toHaveProperty('generation_prompt');
    // What it cost stays.
    expect((await ask('GET /v1/usage')).body.data.usage_total_estimated_cost).toBe(0.104);
  });

  it('refuses to erase what is under way', async () => {
    const { ask } = await newClient('1');
    const { generation_id: id } = (await ask(IMAGE, ENDLESS)).body.data;
    const refused = await ask(`DELETE /v1/content/${id}`);
    expect([refused.status, refused.body.error.details.reason]).toEqual([409, 'REQUEST_NOT_ENDED']);
    await ask(`POST /v1/content/generation/cancel/${id}`);
    expect((await ask(`DELETE /v1/content/${id}`)).body.data).toEqual({ generation_id: id, files_deleted: 0 });
  });

  it('lets no client token erase anything', async () => {
    const { ask, key } = await newClient('1');
    const { generation_id: id } = (await ask(IMAGE, PROMPT)).body.data;
    const { data } = await gateway.ask(CREATE_TOKEN, {}, { key });
    const browser = babySeaAt(gateway.localUrl, data.createClientToken.token);
    const path = `GET /v1/content/${id}`;
    await waitUntil('it has ended', async () => (await browser(path)).body.data.generation_status === 'succeeded');
    const refused = await browser(`DELETE /v1/content/${id}`);
    expect([refused.status, refused.body.error.code]).toEqual([403, 'BSE1003']);
    expect((await browser(path)).body.data).not.toHaveProperty('generation_removed');
  });

  it('says of a spent key that no repetition helps', async () => {
    const { ask, key } = await newClient('10');
    const created = await gateway.ask(CREATE_KEY, { input: LIMITED }, { key });
    const limited = babySeaAt(gateway.localUrl, created.data.createApiKey.secret);
    expect((await limited(IMAGE, PROMPT)).status).toBe(200);
    const refused = await limited(IMAGE, PROMPT);
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('x-should-retry')]).toEqual([
      429,
      null,
      'false',
    ]);
    expect(refused.body.error).toMatchObject({
      code: 'BSE1005',
      retryable: false,
      details: { reason: 'KEY_DAILY_LIMIT_REACHED', limit: '0.06', remaining: '0.008' },
    });
    const estimate = await limited('GET /v1/estimate/bfl/flux-1.1-pro');
    expect(estimate.body.data).toMatchObject({
      credit_balance_can_afford: false,
      credit_balance_max_affordable: 0,
    });
    expect((await ask('GET /v1/estimate/bfl/flux-1.1-pro')).body.data.credit_balance_can_afford).toBe(true);
  });
});

const CREATE_TOKEN = 'mutation { createClientToken(input: {}) { token userErrors { message } } }';
const CREATE_KEY = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { secret userErrors { code message } } }`;
const LIMITED = {
  name: 'Limited',
  scopes: ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ'],
  spendingLimit: { amount: '0.06', period: 'DAY' },
};
