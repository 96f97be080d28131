// A key that may generate and not read, and repeats the idempotency key of another one, sees nothing of who worked on it.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { newKey } from '../dialect-client.ts';
import { type AskBabySea, babySeaAt } from './babysea-client.ts';

let gateway: TestGateway;
let ask: AskBabySea;

beforeAll(async () => {
  gateway = await startTestGateway();
  ask = babySeaAt(gateway.localUrl);
});
afterAll(() => gateway.stop());

it('shows the id at the provider to keys that may read, and the id of the generation to others', async () => {
  const { key } = await gateway.newAccount('10');
  const writer = await newKey(gateway, key, { scopes: ['GENERATION_WRITE'] });
  const generate = async (by: string) => {
    const headers = { 'idempotency-key': 'the-same' };
    const body = { generation_prompt: 'a lighthouse' };
    const answer = await ask('POST /v1/generate/image/bfl/flux-1.1-pro', body, { key: by, headers });
    return { ...answer.body.data, replayed: answer.headers.get('idempotency-replayed') };
  };
  const { generation_id: id } = await generate(key);
  await gateway.ended(id, key);
  const content = (await ask(`GET /v1/content/${id}`, undefined, { key })).body.data;
  const upstream: string = content.generation_prediction_id;
  expect(upstream).not.toBe(id);
  expect(await generate(key)).toMatchObject({ generation_prediction_id: upstream, replayed: 'true' });
  const seen = await generate(writer);
  expect(seen).toMatchObject({ generation_id: id, generation_prediction_id: id, replayed: 'true' });
  expect(JSON.stringify(seen)).not.toContain(upstream);
});
