// Models, the balance and the log of requests: rows L05, L15 to L17 and L21 over real HTTP against a real gateway.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import type { Answer } from '../../support/gateway-client.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type Answered, type AskOptions, askLumenfall, IMAGE, IMAGES, VIDEO, VIDEOS } from './ask-lumenfall.ts';

let gateway: TestGateway;
let key: string;
let accountId: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  ({ key, id: accountId } = await gateway.newAccount('10'));
});
afterAll(() => gateway.stop());

const ask = (what: string, body?: object, options: AskOptions = {}) =>
  askLumenfall(gateway, what, { key, ...(body === undefined ? {} : { body }), ...options });

/** Of a request that made no generation the line is written a moment after the answer. */
async function logged(search: string, count: number): Promise<Answered> {
  let answered: Answered | undefined;
  await waitUntil(`${count} lines for ${search}`, async () => {
    answered = await ask(`GET /v1/requests${search}`);
    return answered.body.data.length >= count;
  });
  if (answered === undefined) throw new Error('nothing was answered');
  return answered;
}

describe('models', () => {
  it('are listed as OpenAI lists them, with what they cost in words', async () => {
    const { status, body } = await ask('GET /openai/v1/models');
    expect([status, body.object]).toEqual([200, 'list']);
    const flux = body.data.find(({ id }: { id: string }) => id === IMAGE.model);
    expect(flux).toMatchObject({ object: 'model', owned_by: 'bfl', modality: 'image', providers: expect.any(Array) });
    expect(flux.pricing).toContain('0.052');
  });

  it('are found by their ids, slashes and all, also when these are escaped', async () => {
    for (const id of [IMAGE.model, encodeURIComponent(IMAGE.model)]) {
      expect((await ask(`GET /openai/v1/models/${id}`)).body.id).toBe(IMAGE.model);
    }
    const none = await ask('GET /openai/v1/models/nobody/nothing');
    expect([none.status, none.body.error]).toMatchObject([404, { code: 'MODEL_NOT_FOUND' }]);
  });
});

describe('the balance', () => {
  it('is a number of dollars', async () => {
    const { key: rich } = await gateway.newAccount('12.5');
    const { body } = await ask('GET /v1/balance', undefined, { key: rich });
    expect(body).toEqual({ object: 'balance', billing_type: 'prepaid', available: { amount: 12.5, currency: 'usd' } });
  });

  it('of a postpaid account is null', async () => {
    const asOperator = async (query: string, input: object): Promise<Answer> => {
      const { data, errors } = await gateway.ask(query, { input }, { key: gateway.operatorKey });
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return Object.values(data as object)[0];
    };
    const create = `mutation ($input: CreateAccountInput!) {
      createAccount(input: $input) { account { id } secret userErrors { code } }
    }`;
    const opening = { name: 'Later', planId: 'scale', email: 'later@example.com' };
    const { account, secret: later } = await asOperator(create, opening);
    const change = `mutation ($input: SetBillingModeInput!) { setBillingMode(input: $input) { userErrors { code } } }`;
    const mode = { accountId: account.id, mode: 'POSTPAID', creditLimit: '5' };
    expect((await asOperator(change, mode)).userErrors).toEqual([]);
    const { body } = await ask('GET /v1/balance', undefined, { key: later });
    expect(body).toEqual({ object: 'balance', billing_type: 'postpaid', available: { amount: null, currency: 'usd' } });
    expect((await ask(IMAGES, IMAGE, { key: later })).status).toBe(200);
    const beyond = await ask(
      VIDEOS,
      { ...VIDEO, model: 'fal-ai/veo3', seconds: 8, size: undefined, n: 4 },
      { key: later },
    );
    expect([beyond.status, beyond.body.error.code]).toEqual([402, 'CREDIT_LIMIT_REACHED']);
  });
});

describe('the log of requests', () => {
  it('has what was made, refused and priced, newest first, with the sum of all that match', async () => {
    const made = await ask(IMAGES, { ...IMAGE, user: 'somebody' });
    await ask(IMAGES, { ...IMAGE, size: 'large' });
    await ask(`${IMAGES}?dryRun=true`, IMAGE);
    const { body } = await logged('?summary=true&limit=2', 2);
    const all = await logged('', 3);
    expect(all.body.data.map((line: { endpoint: string }) => line.endpoint).toSorted()).toEqual([
      'generate',
      'generate',
      'generate_dry_run',
    ]);
    expect(body.data).toHaveLength(2);
    const summary = await waitForSummary(3);
    expect(summary).toEqual({ total_cost: 0.052, currency: 'usd', count: 3 });
    const line = await ask(`GET /v1/requests/${made.headers.get('x-lumenfall-request-id')}`);
    expect(line.body).toMatchObject({
      ...{ object: 'request', model: IMAGE.model, modality: 'image', endpoint: 'generate', status: 'completed' },
      ...{ cost: 0.052, currency: 'usd', user: 'somebody', error_code: null },
    });
    expect(line.body.response_size_bytes).toBeGreaterThan(1_000);
    const refused = await ask('GET /v1/requests?status=rejected');
    expect(refused.body.data[0]).toMatchObject({ error_code: 'INVALID_REQUEST', cost: 0, status: 'rejected' });
  });

  it('is read page by page in both directions, with its filters in the addresses of the pages', async () => {
    await logged('', 3);
    const ids = (answered: Answered): string[] => answered.body.data.map(({ id }: { id: string }) => id);
    const first = await ask('GET /v1/requests?limit=2&summary=true');
    expect(first.body.previous_page_url).toBeNull();
    expect(first.body.next_page_url).toContain('limit=2');
    const second = await ask(`GET ${first.body.next_page_url}`);
    expect(second.body.next_page_url).toBeNull();
    const back = await ask(`GET ${second.body.previous_page_url}`);
    expect(ids(back)).toEqual(ids(first));
    expect(back.body.previous_page_url).toBeNull();
    expect([...ids(first), ...ids(second)]).toEqual(ids(await ask('GET /v1/requests')));
  });

  it('is narrowed by time and key', async () => {
    const { body } = await logged('', 3);
    const [{ created_at: at, key_id: keyId }] = body.data;
    const count = async (search: string) => (await ask(`GET /v1/requests?${search}`)).body.data.length;
    expect(await count(`created_after=${at}&key_id=${keyId}`)).toBeGreaterThanOrEqual(1);
    // That moment is part of both.
    expect(await count(`created_before=${at}`)).toBe(body.data.length);
    expect(await count(`created_after=${new Date(Date.parse(at) + 60_000).toISOString()}`)).toBe(0);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['status=good', 'status'],
    ['created_after=yesterday', 'created_after'],
    ['key_id=none', 'key_id'],
    ['starting_after=none', 'starting_after'],
    ['starting_after=req_00000000000000000000000000&ending_before=req_00000000000000000000000000', 'ending_before'],
  ])('refuses %s', async (search, param) => {
    const { status, body } = await ask(`GET /v1/requests?${search}`);
    expect([status, body.error.code, body.error.param]).toEqual([400, 'INVALID_REQUEST', param]);
  });

  it('shows what is under way, and erases it only once it has ended', async () => {
    const { body: video, headers } = await ask(VIDEOS, { ...VIDEO, sandbox: { delayMilliseconds: 60_000 } });
    const id = String(headers.get('x-lumenfall-request-id'));
    const line = await ask(`GET /v1/requests/${id}`);
    expect(['pending', 'processing']).toContain(line.body.status);
    expect([line.body.duration_ms, line.body.cost]).toEqual([null, 0]);
    const early = await ask(`DELETE /v1/requests/${id}/payloads`);
    expect([early.status, early.body.error.reason]).toEqual([409, 'REQUEST_NOT_ENDED']);
    await ask(`DELETE /openai/v1/videos/${video.id}`);
    await waitUntil('it is canceled', async () => (await ask(`GET /v1/requests/${id}`)).body.status === 'cancelled');
  });

  it('erases what was said and made, and says so when it is asked again', async () => {
    const made = await ask(IMAGES, { ...IMAGE, n: 2, user: 'somebody' });
    const id = String(made.headers.get('x-lumenfall-request-id'));
    const purge = () => ask(`DELETE /v1/requests/${id}/payloads`);
    expect((await purge()).body).toEqual({ id, purged: true, already_purged: false, media_deleted: 2 });
    expect((await purge()).body).toEqual({ id, purged: true, already_purged: true, media_deleted: 0 });
    expect((await fetch(made.body.data[0].url)).status).toBe(404);
    expect((await ask(`GET /v1/requests/${id}`)).body).toMatchObject({ user: null, cost: 0.104 });
    expect((await ask('DELETE /v1/requests/none/payloads')).status).toBe(404);
    expect((await ask('DELETE /v1/requests/req_00000000000000000000000000/payloads')).status).toBe(404);
  });

  it('is that of GraphQL', async () => {
    const { data } = await gateway.ask('{ requests(first: 100) { nodes { id } } }', {}, { key });
    const { body } = await ask('GET /v1/requests?limit=100');
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual(
      data.requests.nodes.map(({ id }: { id: string }) => id),
    );
    expect(accountId).toMatch(/^acct_/);
  });
});

async function waitForSummary(count: number): Promise<unknown> {
  let summary: { readonly count: number } | undefined;
  await waitUntil(`a sum of ${count}`, async () => {
    ({ summary } = (await ask('GET /v1/requests?summary=true')).body as { summary?: { count: number } });
    return (summary?.count ?? 0) >= count;
  });
  return summary;
}
