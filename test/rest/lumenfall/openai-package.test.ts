// The official openai package for JavaScript, with nothing changed but its address and its key.
/* eslint-disable @typescript-eslint/no-deprecated -- OpenAI gives its videos up, and one way of asking for pictures; Lumenfall does not. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI, { toFile } from 'openai';
import sharp from 'sharp';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { IMAGE, VIDEO } from './ask-lumenfall.ts';

let gateway: TestGateway;
let client: OpenAI;

beforeAll(async () => {
  gateway = await startTestGateway();
  client = clientOf((await gateway.newAccount('10')).key);
});
afterAll(() => gateway.stop());

const clientOf = (apiKey: string): OpenAI => new OpenAI({ apiKey, baseURL: `${gateway.localUrl}/lumenfall/openai/v1` });

/** How often it asked, as the log of the gateway has it. */
const asked = (): number => gateway.logs().split('/lumenfall/openai/v1/images/generations').length - 1;

describe('the openai package', () => {
  it('images.generate', async () => {
    const made = await client.images.generate({ ...IMAGE, size: '1024x1024', n: 2, response_format: 'b64_json' });
    expect(made.data).toHaveLength(2);
    const picture = Buffer.from(made.data?.[0]?.b64_json ?? '', 'base64');
    expect(await sharp(picture).metadata()).toMatchObject({ width: 1024, height: 1024 });
    expect(made).toMatchObject({ metadata: { cost: 0.104, cost_currency: 'USD' } });
  });

  it('images.generate with ?dryRun=true', async () => {
    const priced = await client.images.generate(IMAGE, { query: { dryRun: 'true' } });
    expect(priced).toMatchObject({ estimated: true, total_cost_micros: 52_000 });
  });

  it('images.edit with a file', async () => {
    const drawn = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const image = await toFile(drawn, 'drawn.png', { type: 'image/png' });
    const edited = await client.images.edit({ model: 'fal-ai/flux-pro/kontext', prompt: 'add a red hat', image });
    expect(edited.data?.[0]?.url).toMatch(/\/outputs\//);
  });

  it('videos.create, retrieve, downloadContent and delete', async () => {
    const { seconds, size, ...body } = VIDEO;
    const created = await client.videos.create({ ...body, seconds: seconds as '12', size: size as '1280x720' });
    expect(created).toMatchObject({ object: 'video', status: 'queued', seconds: '10' });
    await waitUntil('it is completed', async () => (await client.videos.retrieve(created.id)).status === 'completed');
    const content = await client.videos.downloadContent(created.id);
    // The sandbox films in pictures that move.
    expect(content.headers.get('content-type')).toBe('image/webp');
    expect((await content.arrayBuffer()).byteLength).toBeGreaterThan(1_000);
    expect(await client.videos.delete(created.id)).toEqual({ id: created.id, object: 'video.deleted', deleted: true });
    await expect(client.videos.retrieve(created.id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  it('models.list and retrieve', async () => {
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(ids).toContain(IMAGE.model);
    expect(await client.models.retrieve(IMAGE.model)).toMatchObject({ id: IMAGE.model, owned_by: 'bfl' });
  });

  it('an insufficient balance is an error with its code, asked once', async () => {
    const poor = clientOf((await gateway.newAccount('0.02')).key);
    const before = asked();
    const refusal = poor.images.generate(IMAGE);
    await expect(refusal).rejects.toMatchObject({
      status: 402,
      code: 'INSUFFICIENT_BALANCE',
      type: 'insufficient_quota',
    });
    await expect(refusal).rejects.toBeInstanceOf(OpenAI.APIError);
    expect(asked() - before).toBe(1);
  });

  it('a wrong key, a wrong model and a wrong value are the errors that it knows', async () => {
    await expect(clientOf('lmnfl_wrong.key').models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    const unknown = client.images.generate({ ...IMAGE, model: 'nobody/nothing' });
    await expect(unknown).rejects.toMatchObject({ status: 404, code: 'MODEL_NOT_FOUND', param: 'model' });
    const wrong = client.images.generate({ ...IMAGE, size: 'huge' });
    await expect(wrong).rejects.toMatchObject({ status: 400, code: 'INVALID_REQUEST', param: 'size' });
  });

  it('a spent limit of a key is an error at once: it neither waits for midnight nor asks again', async () => {
    const create = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }`;
    const { key } = await gateway.newAccount('10');
    const input = { name: 'Little', scopes: ['GENERATION_WRITE', 'GENERATION_READ'], dailyLimit: '0.01' };
    const { data } = await gateway.ask(create, { input }, { key });
    const before = asked();
    const refusal = clientOf(data.createApiKey.secret).images.generate(IMAGE);
    await expect(refusal).rejects.toMatchObject({ status: 429, code: 'SPENDING_LIMIT_REACHED' });
    expect(asked() - before).toBe(1);
  });

  it('another body under its idempotency key is an error, asked once, though it repeats conflicts', async () => {
    const options = { idempotencyKey: 'the same' };
    const named = { ...options, headers: { 'Idempotency-Key': 'the same' } };
    await client.images.generate(IMAGE, named);
    const before = asked();
    await expect(client.images.generate({ ...IMAGE, n: 2 }, named)).rejects.toBeInstanceOf(OpenAI.ConflictError);
    expect(asked() - before).toBe(1);
  });
});
