// Every route of BabySea's HTTP, asked over real HTTP: status, headers, and bodies by the routes' own schemas (the client reads each).
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BABYSEA } from '../../../src/rest/babysea/dialect.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { type AskBabySea, babySeaAt } from './babysea-client.ts';

const CREATE_KEY = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { secret userErrors { code message } } }`;
const IMAGE = 'POST /v1/generate/image/bfl/flux-schnell';
const PROMPT = { generation_prompt: 'A baby seal plays in the Arctic' };

describe("BabySea's routes", () => {
  let gateway: TestGateway;
  let account: { id: string; key: string };
  let ask: AskBabySea;

  beforeAll(async () => {
    gateway = await startTestGateway({ environment: { REQUEST_LIMITS: 'on' } });
    account = await gateway.newAccount('12.48');
    ask = babySeaAt(gateway.localUrl, account.key);
  });

  afterAll(() => gateway.stop());

  const dataOf = async (request: string) => (await ask(request)).body.data;

  it('wrap what they answer, and count the minute', async () => {
    const { status, headers, body } = await ask('GET /v1/status');
    expect([status, body.status, body.message]).toEqual([200, 'success', 'API is operational.']);
    expect(body.request_id).toBe(headers.get('x-request-id'));
    expect(headers.get('x-ratelimit-limit')).toBe('12000');
    expect(Number(headers.get('x-ratelimit-remaining'))).toBeLessThan(12_000);
    const inSeconds = Number(headers.get('x-ratelimit-reset')) - Date.now() / 1_000;
    expect(inSeconds).toBeGreaterThan(-1);
    expect(inSeconds).toBeLessThan(62);
    expect(body.data).toMatchObject({
      account_id: account.id,
      apikey_id: expect.stringMatching(/^key_/),
      apikey_prefix: account.key.slice(0, body.data.apikey_prefix.length),
      apikey_created_at: expect.any(String),
      apikey_expires_at: null,
    });
  });

  it('say whose account it is, and how it pays, by both paths', async () => {
    expect(await dataOf('GET /v1/user/account')).toMatchObject({ account_id: account.id, account_name: 'Tested' });
    const billing = await dataOf('GET /v1/user/billing');
    expect(billing).toMatchObject({
      account_id: account.id,
      billing_plan: 'scale',
      billing_credit_balance: 12.48,
      billing_subscription_status: null,
      billing_currency: 'usd',
    });
    expect(await dataOf('GET /v1/billing')).toEqual(billing);
  });

  it.each([
    ['flux-1.1-pro', 0.052, 240],
    ['flux-schnell', 0.005, 2496],
  ])('estimate bfl/%s: %d each, and how many there is money for, rounded down', async (name, cost, most) => {
    expect(await dataOf(`GET /v1/estimate/bfl/${name}`)).toEqual({
      model_identifier: `bfl/${name}`,
      model_type: 'image',
      assets_count: 1,
      cost_per_generation: cost,
      cost_total_consumed: cost,
      credit_balance: 12.48,
      credit_balance_can_afford: true,
      credit_balance_max_affordable: most,
    });
  });

  it.each([
    ['5', 5, 0.025],
    ['0', 1, 0.005],
    ['-3', 1, 0.005],
    ['1000', 100, 0.5],
    ['9'.repeat(40), 100, 0.5],
  ])('cut the count %s to %d, which cost %d', async (count, cut, total) => {
    const data = await dataOf(`GET /v1/estimate/bfl/flux-schnell?count=${count}`);
    expect([data.assets_count, data.cost_total_consumed]).toEqual([cut, total]);
  });

  it.each([
    ['bytedance/seedance-1-pro?duration=8&resolution=1080p', 0.122, 0.972],
    ['bytedance/seedance-1.5-pro?duration=5&resolution=1080p&audio=true', 0.117, 0.584],
    ['bytedance/seedance-1.5-pro?duration=5&resolution=1080p&audio=false', 0.059, 0.292],
    ['google/veo-2?duration=8', 0.5, 4],
  ])('estimate the video %s at %d a second, %d in all, rounded up', async (path, second, total) => {
    const data = await dataOf(`GET /v1/estimate/${path}`);
    expect([data.model_type, data.cost_per_second, data.cost_total_consumed]).toEqual(['video', second, total]);
  });

  it.each([
    ['nobody/nothing', 404, 'model_not_found'],
    ['openai/tts-1', 404, 'model_not_found'],
    ['google/veo-2?duration=9', 422, 'parameter_out_of_range'],
    ['kling/v1.5-pro?duration=10&audio=true', 422, 'parameter_out_of_range'],
    ['google/veo-2?duration=long', 400, 'invalid_input'],
    ['google/veo-2?audio=perhaps', 400, 'invalid_input'],
  ])('refuse the estimate %s with %d', async (path, status, type) => {
    const answer = await ask(`GET /v1/estimate/${path}`);
    expect([answer.status, answer.body.error.type]).toEqual([status, type]);
  });

  it('generate, and show it in the words that it was asked for in', async () => {
    const asked = { ...PROMPT, generation_ratio: '16:9', generation_output_format: 'jpg', generation_seed: 7 };
    const { generation_id: id } = (await ask(IMAGE, asked)).body.data;
    const path = `GET /v1/content/${id}`;
    await waitUntil('it is made', async () => (await dataOf(path)).generation_status === 'succeeded');
    const made = await dataOf(path);
    expect(made).toMatchObject({
      ...asked,
      generation_id: id,
      generation_output_number: 1,
      generation_input_file: null,
    });
    expect((await fetch(made.generation_output_file[0])).headers.get('content-type')).toBe('image/jpeg');
  });

  it.each([
    ['image/kling/v1.5-pro', PROMPT, 422, 'video'],
    ['video/bfl/flux-schnell', { ...PROMPT, generation_duration: 5 }, 422, 'image'],
    ['image/bfl/flux-schnell', {}, 400, 'generation_prompt'],
    ['video/google/veo-2', PROMPT, 400, 'generation_duration'],
    ['image/bfl/flux-schnell', { ...PROMPT, generation_output_number: 101 }, 400, 'generation_output_number'],
    ['image/bfl/flux-schnell', { ...PROMPT, generation_ratio: '7:1' }, 422, 'aspect_ratio'],
    ['image/bfl/flux-schnell', { ...PROMPT, generation_mood: 'happy' }, 422, 'mood'],
    ['image/nobody/nothing', PROMPT, 404, 'nobody/nothing'],
  ])('refuse %s with %j: %d, for %s', async (path, body, status, word) => {
    const answer = await ask(`POST /v1/generate/${path}`, body);
    expect([answer.status, answer.body.error.retryable]).toEqual([status, false]);
    expect(answer.body.error.message).toContain(word);
  });

  it('list generations by offset, newest first, with how many there are', async () => {
    const other = babySeaAt(gateway.localUrl, (await gateway.newAccount('1')).key);
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.unshift((await other(IMAGE, PROMPT)).body.data.generation_id);
    const pages = [await other('GET /v1/content/list?limit=2'), await other('GET /v1/content/list?limit=2&offset=3')];
    const shown = pages.map(({ body }) => ({
      ...{ total: body.total, limit: body.limit, offset: body.offset },
      ids: body.data.generations.map((one: { generation_id: string }) => one.generation_id),
    }));
    expect(shown).toEqual([
      { total: 5, limit: 2, offset: 0, ids: ids.slice(0, 2) },
      { total: 5, limit: 2, offset: 3, ids: ids.slice(3) },
    ]);
    expect((await other('GET /v1/content/list?limit=101')).status).toBe(400);
    // Whatever has ended meanwhile.
    await waitUntil('all have ended', async () => {
      const { body } = await other('GET /v1/content/list');
      return body.data.generations.every((one: { generation_status: string }) => one.generation_status === 'succeeded');
    });
    expect((await other('GET /v1/content/list?limit=1')).body.total).toBe(5);
  });

  it("keep one account's generations from another", async () => {
    const { generation_id: id } = (await ask(IMAGE, PROMPT)).body.data;
    const stranger = babySeaAt(gateway.localUrl, (await gateway.newAccount('1')).key);
    const requests = ['GET /v1/content/', 'DELETE /v1/content/', 'POST /v1/content/generation/cancel/'];
    for (const request of requests) {
      for (const name of [id, 'gen_nothing', '550e8400-e29b-41d4-a716-446655440000']) {
        const answer = await stranger(`${request}${String(name)}`);
        expect([answer.status, answer.body.error.code]).toEqual([404, 'BSE4001']);
      }
    }
    expect((await ask(`POST /v1/image-generation/${id}/cancel`)).status).not.toBe(404);
  });

  it('say what was used, by endpoint and by provider', async () => {
    const { key } = await gateway.newAccount('0.053');
    const own = babySeaAt(gateway.localUrl, key);
    const { generation_id: id } = (await own('POST /v1/generate/image/bfl/flux-1.1-pro', PROMPT)).body.data;
    await own('POST /v1/generate/image/bfl/flux-1.1-pro', PROMPT);
    await own('GET /v1/estimate/bfl/flux-1.1-pro');
    await own('GET /v1/estimate/nobody/nothing');
    const ended = async () => (await own(`GET /v1/content/${id}`)).body.data.generation_status === 'succeeded';
    await waitUntil('it has ended', ended);
    const usage = async () => (await own('GET /v1/usage?days=1')).body.data;
    await waitUntil('all is written', async () => (await usage()).usage_total_requests === 4);
    expect(await usage()).toMatchObject({
      usage_period_days: 1,
      usage_credit_balance: 0.001,
      usage_total_success: 2,
      usage_total_client_errors: 2,
      usage_total_server_errors: 0,
      usage_total_generations: 1,
      usage_total_provider_submissions: 1,
      usage_total_estimated_cost: 0.052,
      usage_endpoints: expect.arrayContaining([
        expect.objectContaining({ endpoint: '/v1/generate', error_codes: { INSUFFICIENT_CREDITS: 1 } }),
        expect.objectContaining({ endpoint: '/v1/estimate', error_codes: { MODEL_NOT_FOUND: 1 } }),
      ]),
      usage_providers: [
        expect.objectContaining({ provider: 'sandbox', used_count: 1, cancelled_count: 0, failed_count: 0 }),
      ],
    });
    expect((await own('GET /v1/usage?days=91')).status).toBe(400);
  });

  it('list models with a price as a number or a map, and what each takes', async () => {
    const { models, models_total: total } = await dataOf('GET /v1/library/models');
    expect(models).toHaveLength(total);
    const model = (name: string) => models.find((one: { model_identifier: string }) => one.model_identifier === name);
    expect(model('bfl/flux-1.1-pro')).toMatchObject({ model_type: 'image', model_pricing: 0.052 });
    expect(model('google/veo-2')).toMatchObject({ model_type: 'video', model_pricing: 0.5 });
    expect(model('bytedance/seedance-1-pro').model_pricing).toEqual({ '480p': 0.025, '720p': 0.054, '1080p': 0.122 });
    expect(model('bytedance/seedance-1.5-pro').model_pricing).toMatchObject({
      '720p_audio': 0.052,
      '720p_noaudio': 0.026,
    });
    expect(model('kling/v1.5-pro')).toMatchObject({
      model_pricing: { '720p_noaudio': 0.098, '1080p_noaudio': 0.098 },
      schema: { generation_duration: [5, 10], generation_generate_audio: false, generation_output_format: ['mp4'] },
    });
    // What the prompt or a number decides has none without it.
    const unpriced = models.filter((one: { model_pricing?: unknown }) => one.model_pricing === undefined);
    expect(unpriced.map((one: { model_identifier: string }) => one.model_identifier)).toEqual([
      'google/gemini-2.5-flash-image',
      'google/gemini-3-pro-image',
      'google/gemini-3.1-flash-image',
      'kling/resource-pack-credit',
    ]);
  });

  it.each(['0', '91', '1.5', 'x'])('say how many days usage may look back: %s', async (days) => {
    const { status, body } = await ask(`GET /v1/usage?days=${days}`);
    expect([status, body.error.code, body.error.retryable]).toEqual([400, 'BSE2001', false]);
    expect(body.error.message).toBe('"days": a whole number of days, from 1 to 90.');
  });

  it('name providers, and say how everything is', async () => {
    const { providers } = await dataOf('GET /v1/library/providers');
    // As BabySea's client reads it (ProviderProfile).
    expect(providers).toEqual([
      {
        ...{ provider_id: 'sandbox', provider_name: 'Tollgate sandbox', provider_status: 'healthy' },
        ...{ provider_description: expect.any(String), provider_website: '', provider_docs: '' },
        babysea_implementation: {
          ...{ delivery_method: 'polling', cancel_method: null, webhook_verification: null },
          ...{ error_mapping: 'bse_error_codes', cost_tracking: 'per_generation_usd' },
          ...{ schema_conversion: 'unified_to_native', failover_strategy: 'sequential_provider_chain' },
          health_monitoring: 'circuit_breaker',
          supported_media_types: ['image', 'video'],
          supported_models_total: expect.any(Number),
        },
      },
    ]);
    const health = await dataOf('GET /v1/health/inference/providers');
    expect(health).toMatchObject({
      healthy: true,
      providers: [{ provider: 'sandbox', status: 'healthy', failure_rate: 0 }],
    });
    expect(health.providers[0].window.successes).toBeGreaterThan(0);
    const { models } = await dataOf('GET /v1/health/inference/models');
    const flux = models.find((one: { model_identifier: string }) => one.model_identifier === 'bfl/flux-1.1-pro');
    expect(flux.providers).toMatchObject({
      fal: { available: false, raw_model_id: 'fal-ai/flux-pro/v1.1' },
      sandbox: { available: true, raw_model_id: null },
    });
    expect(await dataOf('GET /v1/health/storage')).toMatchObject({ service: 'storage', healthy: true });
    expect(await dataOf('GET /v1/health/cache')).toMatchObject({ service: 'postgresql', healthy: true });
  });

  it('refuse a key that lacks each of their scopes, and nobody without one', async () => {
    const all = ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ', 'BILLING_WRITE'];
    for (const { method, path, scopes } of BABYSEA.routes) {
      const others = all.filter((scope) => !(scopes as readonly string[]).includes(scope));
      const input = { name: 'Narrow', scopes: others };
      const { data } = await gateway.ask(CREATE_KEY, { input }, { key: account.key });
      const request = `${method} ${path.replace(/\{model\*\}/, 'bfl/flux-schnell').replace('{id}', 'gen_1')}`;
      const refused = await ask(request, undefined, { key: data.createApiKey.secret });
      expect([request, refused.status, refused.body.error.code]).toEqual([request, 403, 'BSE1003']);
      const nobody = await babySeaAt(gateway.localUrl)(request);
      expect([request, nobody.status, nobody.body.error.code]).toEqual([request, 401, 'BSE1001']);
    }
  });

  it('answer unknown keys, paths, methods and bodies in their own form', async () => {
    const wrong = await ask('GET /v1/status', undefined, { key: 'bye_wrong' });
    expect([wrong.status, wrong.body.error.code]).toEqual([401, 'BSE1002']);
    const nowhere = await ask('GET /v2/status');
    expect([nowhere.status, nowhere.body.error.code]).toEqual([404, 'BSE2001']);
    const method = await ask('POST /v1/status', {});
    expect([method.status, method.headers.get('allow')]).toEqual([405, 'GET']);
    const large = await ask(IMAGE, { generation_prompt: 'a'.repeat(100_000) });
    expect([large.status, large.body.error.code]).toEqual([413, 'BSE2010']);
  });
});
