// A purge removes what its generation made and what was sent with it, and no file that it only named.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { fromPublicId } from '../../src/database/index.ts';
import { createInputFiles, createOutputStore } from '../../src/generation/index.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';

const REQUEST = '{ requests(first: 1) { nodes { id } } }';
const PURGE = 'mutation ($id: ID!) { purgeRequest(input: { id: $id }) { purged } }';
/** It works from a picture. */
const EDITOR = 'byteplus/seededit-3-0-i2i';

describe('a purge', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway();
  });

  afterAll(() => gateway.stop());

  /** The generation once it has ended. */
  const made = async (key: string, input: object): Promise<Record<string, unknown>> => {
    const { data } = await gateway.ask(GENERATE, { input: generateInput({ ...input }) }, { key });
    expect(data.generate.userErrors).toEqual([]);
    return gateway.ended(data.generate.generation.id, key);
  };

  const purgeLast = async (key: string): Promise<void> => {
    const { data } = await gateway.ask(REQUEST, {}, { key });
    const purged = await gateway.ask(PURGE, { id: data.requests.nodes[0].id }, { key });
    expect(purged.data).toEqual({ purgeRequest: { purged: true } });
  };

  const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;

  it('leaves what another generation made, of another account too', async () => {
    const [owner, other] = [await gateway.newAccount('5'), await gateway.newAccount('5')];
    const { outputs } = (await made(owner.key, {})) as { outputs: { url: string }[] };
    const picture = outputs[0]?.url ?? '';
    for (const { key } of [other, owner]) {
      await made(key, { model: EDITOR, parameters: { image_url: picture } });
      await purgeLast(key);
      expect(await statusOf(picture)).toBe(200);
    }
  });

  it('takes what was sent with it, and leaves it when another names it', async () => {
    const { id, key } = await gateway.newAccount('5');
    const store = createOutputStore({ dataDir: gateway.dataDir, baseUrl: () => gateway.url });
    const inputs = createInputFiles({
      ...{ store, dataDir: gateway.dataDir, reach: 'PUBLIC' },
      generationOf: () => Promise.resolve(undefined),
    });
    const content = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'blue' } })
      .png()
      .toBuffer();
    const place = { accountId: fromPublicId('acct', id) ?? '', idempotencyKey: 'sent', index: 0 };
    const sent = await inputs.keep(place, content);
    if (!sent.ok) throw new Error(sent.refusal.message);
    await made(key, { model: EDITOR, parameters: { image_url: sent.url }, idempotencyKey: 'sent' });
    await made(key, { model: EDITOR, parameters: { image_url: sent.url }, idempotencyKey: 'named' });
    await purgeLast(key);
    expect(await statusOf(sent.url)).toBe(200);
    const { data } = await gateway.ask('{ requests(first: 2) { nodes { id } } }', {}, { key });
    await gateway.ask(PURGE, { id: data.requests.nodes[1].id }, { key });
    expect(await statusOf(sent.url)).toBe(404);
  });

  it('is not needed for a refused request, which leaves what an accepted one was sent', async () => {
    const { key } = await gateway.newAccount('5');
    const content = await sharp({ create: { width: 3, height: 3, channels: 3, background: 'green' } })
      .png()
      .toBuffer();
    const send = (model: string): Promise<Response> => {
      const body = new FormData();
      body.set('model', model);
      body.set('prompt', 'greener');
      body.append('image', new Blob([new Uint8Array(content)]), 'a.png');
      const headers = { authorization: `Bearer ${key}`, 'idempotency-key': 'edit' };
      return fetch(`${gateway.url}/lumenfall/openai/v1/images/edits`, { method: 'POST', headers, body });
    };
    expect((await send(EDITOR)).status).toBe(200);
    const { data } = await gateway.ask('{ generations(first: 1) { nodes { parameters } } }', {}, { key });
    const sent = String(data.generations.nodes[0].parameters.image_url);
    expect(await statusOf(sent)).toBe(200);
    // The same file under the same key, for a model that is not sold.
    expect((await send('nobody/nothing')).status).toBe(404);
    expect(await statusOf(sent)).toBe(200);
  });
});
