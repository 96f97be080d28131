// Pictures: rows L06 to L08 and L11 to L14 over real HTTP against a real gateway.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { BALANCE } from '../../support/gateway-operations.ts';
import { type AskOptions, askLumenfall, EDITS, IMAGE, IMAGES } from './ask-lumenfall.ts';

let gateway: TestGateway;
let key: string;

beforeAll(async () => {
  // What is named by its address is fetched: here, from this machine.
  gateway = await startTestGateway({ environment: { WEBHOOKS_ALLOW_INSECURE: 'true' } });
  ({ key } = await gateway.newAccount('10'));
});
afterAll(() => gateway.stop());

const ask = (what: string, body?: object, options: AskOptions = {}) =>
  askLumenfall(gateway, what, { key, ...(body === undefined ? {} : { body }), ...options });
const available = async (): Promise<string> => (await gateway.ask(BALANCE, {}, { key })).data.balance.available;

describe('pictures', () => {
  it('are made while the call waits, with what they cost and who made them', async () => {
    const before = await available();
    const { status, headers, body } = await ask(IMAGES, { ...IMAGE, n: 2, size: '512x256' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ size: '512x256', output_format: 'png', data: [{}, {}] });
    const { metadata } = body;
    expect(metadata).toMatchObject({
      model: 'bfl/flux-1.1-pro',
      executed_model: 'sandbox/bfl/flux-1.1-pro',
      provider: 'sandbox',
      cost: 0.104,
      cost_currency: 'USD',
      attempts: [{ provider: 'sandbox', status: 'succeeded', error: null }],
    });
    expect(metadata.upstream_id).toEqual(expect.any(String));
    expect('cost_estimate' in metadata).toBe(false);
    expect(headers.get('x-lumenfall-provider')).toBe('sandbox');
    expect(headers.get('x-lumenfall-model')).toBe('sandbox/bfl/flux-1.1-pro');
    expect(headers.get('x-lumenfall-request-id')).toMatch(/^req_/);
    expect([before, await available()]).toEqual(['10', '9.896']);
    const picture = await fetch(body.data[0].url);
    expect(await sharp(Buffer.from(await picture.arrayBuffer())).metadata()).toMatchObject({ width: 512, height: 256 });
  });

  it('come in the answer itself when they are asked for so', async () => {
    const { body } = await ask(IMAGES, { ...IMAGE, response_format: 'b64_json', output_format: 'jpg' });
    const picture = Buffer.from(body.data[0].b64_json, 'base64');
    expect(await sharp(picture).metadata()).toMatchObject({ format: 'jpeg', width: 1024 });
    expect(body.output_format).toBe('jpeg');
  });

  it('a short name is the model that ends so; a provider before it pins it', async () => {
    const { body } = await ask(IMAGES, { ...IMAGE, model: 'sandbox/gpt-image-1' });
    expect(body.metadata.executed_model).toBe('sandbox/openai/gpt-image-1');
    const two = await ask(IMAGES, { ...IMAGE, model: 'flux-1.1-pro' });
    expect([two.status, two.body.error.allowed]).toEqual([400, expect.arrayContaining(['bfl/flux-1.1-pro'])]);
    const failing = { ...IMAGE, sandbox: { outcome: 'fail' } };
    const pinned = await ask(IMAGES, { ...failing, model: `sandbox/${IMAGE.model}` });
    expect([pinned.status, pinned.body.error.code]).toEqual([502, 'UPSTREAM_ERROR']);
    const wrong = await ask(IMAGES, { ...IMAGE, model: `nobody/${IMAGE.model}` });
    expect([wrong.status, wrong.body.error.code]).toEqual([400, 'INVALID_REQUEST']);
  });

  it('a dry run prices to the last millionth, and touches nothing', async () => {
    const before = await available();
    const { status, body } = await ask(`${IMAGES}?dryRun=true`, { ...IMAGE, n: 3 });
    expect(status).toBe(200);
    expect(body).toEqual({
      estimated: true,
      model: 'bfl/flux-1.1-pro',
      provider: 'sandbox',
      total_cost_micros: 156_000,
      currency: 'USD',
      components: [
        { type: 'output', metric: 'image', quantity: 3, billable_quantity: 3, unit_price: 0.052, total_cost: 156_000 },
      ],
    });
    expect(await available()).toBe(before);
  });

  it('the example of the documents comes to 80000', async () => {
    const { body } = await ask(`${IMAGES}?dryRun=true`, { ...IMAGE, model: 'dall-e-3', size: '1024x1024', n: 2 });
    expect([body.total_cost_micros, body.components[0].unit_price]).toEqual([80_000, 0.04]);
  });

  it('whom it is for, and of which session, is in the log', async () => {
    const metadata = { sessionId: 'a session', traceId: 'a trace' };
    const { headers } = await ask(IMAGES, { ...IMAGE, user: 'a user', metadata });
    const line = await ask(`GET /v1/requests/${headers.get('x-lumenfall-request-id')}`);
    expect(line.body).toMatchObject({ user: 'a user', session_id: 'a session', trace_id: 'a trace', cost: 0.052 });
  });
});

describe('refused', () => {
  it.each([
    ['no prompt', { model: IMAGE.model }, 400, 'INVALID_REQUEST', 'prompt'],
    ['too many', { ...IMAGE, n: 11 }, 400, 'INVALID_REQUEST', 'n'],
    ['half of one', { ...IMAGE, n: 0.5 }, 400, 'INVALID_REQUEST', 'n'],
    ['a size that is none', { ...IMAGE, size: 'large' }, 400, 'INVALID_REQUEST', 'size'],
    ['a size that it does not have', { ...IMAGE, size: '64x64' }, 400, 'INVALID_REQUEST', 'width'],
    ['a parameter that it does not have', { ...IMAGE, colour: 'red' }, 400, 'INVALID_REQUEST', 'colour'],
    ['labels that are none', { ...IMAGE, metadata: 'red' }, 400, 'INVALID_REQUEST', 'metadata'],
    ['a stream', { ...IMAGE, stream: true }, 400, 'INVALID_REQUEST', 'stream'],
    ['no such model', { ...IMAGE, model: 'nobody/nothing' }, 404, 'MODEL_NOT_FOUND', 'model'],
    ['a model of sounds', { ...IMAGE, model: 'higgsfield/voice-sound' }, 400, 'INVALID_REQUEST', 'model'],
    ['a model of videos', { ...IMAGE, model: 'sora-2' }, 400, 'INVALID_REQUEST', 'model'],
    ['its content', { ...IMAGE, sandbox: { outcome: 'reject' } }, 400, 'CONTENT_POLICY_VIOLATION', null],
    ['by all providers', { ...IMAGE, sandbox: { outcome: 'fail' } }, 502, 'ALL_PROVIDERS_EXHAUSTED', null],
  ])('%s', async (_, body, status, code, param) => {
    const before = await available();
    const answer = await ask(IMAGES, body);
    expect([answer.status, answer.body.error.code, answer.body.error.param]).toEqual([status, code, param]);
    expect(answer.headers.get('x-should-retry')).toBe(String(status === 502));
    expect(await available()).toBe(before);
  });

  it('before it runs when the balance does not cover it, with both amounts', async () => {
    const poor = await gateway.newAccount('0.02');
    const { status, body, headers } = await ask(IMAGES, IMAGE, { key: poor.key });
    expect(status).toBe(402);
    expect(body.error).toMatchObject({
      code: 'INSUFFICIENT_BALANCE',
      type: 'insufficient_quota',
      message: 'Insufficient balance: $0.052 required, $0.02 available',
      ...{ required: 0.052, available: 0.02, currency: 'USD', retryable: false },
    });
    expect(headers.get('x-should-retry')).toBe('false');
    const { body: log } = await ask('GET /v1/requests?status=pending', undefined, { key: poor.key });
    expect(log.data).toEqual([]);
  });

  it('with a body that is none, and on a path that is none', async () => {
    const broken = await fetch(`${gateway.localUrl}/lumenfall/openai/v1/images/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: '{"model":',
    });
    expect([broken.status, (await broken.json()) as object]).toMatchObject([
      400,
      { error: { code: 'INVALID_REQUEST' } },
    ]);
    expect((await ask('GET /openai/v1/nowhere')).status).toBe(404);
    const wrongMethod = await ask('GET /openai/v1/images/generations');
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('without a key, or with one that is none', async () => {
    const none = await ask(IMAGES, IMAGE, { key: undefined });
    expect([none.status, none.body.error]).toMatchObject([401, { code: 'AUTHENTICATION_FAILED' }]);
    expect((await ask(IMAGES, IMAGE, { key: 'lmnfl_wrong.key' })).status).toBe(401);
  });
});

describe('edits', () => {
  const model = 'fal-ai/flux-pro/kontext';
  const drawn = () =>
    sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
      .png()
      .toBuffer();

  function form(fields: Readonly<Record<string, string | Blob>>): FormData {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.append(name, value);
    return data;
  }

  it('begin with a file that is sent', async () => {
    const image = new Blob([new Uint8Array(await drawn())], { type: 'image/png' });
    const sent = form({ model, prompt: 'add a red hat', n: '1', image });
    const { status, body } = await ask(EDITS, undefined, { form: sent });
    expect([status, body.data]).toMatchObject([200, [{ url: expect.stringMatching(/\/outputs\//) }]]);
    expect(body.metadata.cost).toBe(0.04);
  });

  it('begin with a file in the text of an address', async () => {
    const image = `data:image/png;base64,${(await drawn()).toString('base64')}`;
    const { status } = await ask(EDITS, { model, prompt: 'add a red hat', image: { image_url: image } });
    expect(status).toBe(200);
  });

  it('begin with the address of a picture', async () => {
    const { body: made } = await ask(IMAGES, IMAGE);
    const [{ url: image }] = made.data;
    expect((await ask(EDITS, { model, prompt: 'add a red hat', image })).status).toBe(200);
    expect(
      (await ask(`${EDITS}?dryRun=true`, undefined, { form: form({ model, prompt: 'hat', image }) })).body,
    ).toMatchObject({ total_cost_micros: 40_000 });
  });

  it.each([
    ['with nothing to begin with', { model, prompt: 'hat' }, 'image'],
    ['with a file that is no picture', { model, prompt: 'hat', image: new Blob(['words']) }, null],
    ['with a mask', { model, prompt: 'hat', mask: new Blob(['words']) }, 'mask'],
    ['with a model that makes without', { model: 'dall-e-3', prompt: 'hat', image: new Blob(['words']) }, 'image'],
  ])('are refused %s', async (_, fields, param) => {
    const { status, body } = await ask(EDITS, undefined, { form: form(fields) });
    expect([status, body.error.code, body.error.param]).toEqual([400, 'INVALID_REQUEST', param]);
  });

  it('are refused with a mask, as a file and as an address, beside a picture: it is not sold', async () => {
    const mask = 'https://example.com/mask.png';
    const picture = new Blob(['words']);
    const answers = [
      await ask(EDITS, { model, prompt: 'hat', image: mask, mask }),
      await ask(EDITS, undefined, { form: form({ model, prompt: 'hat', image: picture, mask: picture }) }),
    ];
    for (const { status, body } of answers) {
      expect([status, body.error.code, body.error.param]).toEqual([400, 'INVALID_REQUEST', 'mask']);
      expect(body.error.message).toMatch(/^Masks are not taken: no model that is sold here/);
    }
  });
});
