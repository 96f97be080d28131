// Metadata and tags of a request: kept with the generation, and part of what its idempotency key stands for.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { generateInput } from '../support/gateway-operations.ts';

const GENERATE = `mutation ($input: GenerateInput!) {
  generate(input: $input) { generation { id requestMetadata tags } replayed userErrors { code path } }
}`;
const TOKEN = `mutation { createClientToken(input: { scopes: [GENERATION_WRITE, GENERATION_READ], endUser: "u-7" }) {
  token userErrors { code message } } }`;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway.stop());

async function asking(): Promise<{ key: string; generate: (input: object, key?: string) => Promise<Answer> }> {
  const { key } = await gateway.newAccount('10');
  const generate = async (input: object, by = key): Promise<Answer> =>
    (await gateway.ask(GENERATE, { input }, { key: by })).data.generate;
  return { key, generate };
}

describe('metadata and tags', () => {
  it('are kept with the generation and shown with it', async () => {
    const { key, generate } = await asking();
    const labels = { metadata: { userId: 'u-1', order: '7' }, tags: ['spring', 'shop', 'spring'] };
    const { generation } = await generate(generateInput(labels));
    expect(generation).toMatchObject({ requestMetadata: labels.metadata, tags: ['spring', 'shop'] });
    const query = '{ generations { nodes { requestMetadata tags } } }';
    const { data } = await gateway.ask(query, {}, { key });
    expect(data.generations.nodes).toEqual([{ requestMetadata: labels.metadata, tags: ['spring', 'shop'] }]);
  });

  it('are part of what an idempotency key stands for, in any order', async () => {
    const { generate } = await asking();
    const input = generateInput({ metadata: { a: '1', b: '2' }, tags: ['x', 'y'] });
    expect(await generate(input)).toMatchObject({ replayed: false, userErrors: [] });
    const again = { ...input, metadata: { b: '2', a: '1' }, tags: ['y', 'x', 'y'] };
    expect(await generate(again)).toMatchObject({ replayed: true, userErrors: [] });
    for (const other of [{ metadata: { a: '1' } }, { metadata: null }, { tags: ['x'] }, { tags: null }]) {
      const { userErrors } = await generate({ ...input, ...other });
      expect(userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' }]);
    }
  });

  it('that are empty are none', async () => {
    const { generate } = await asking();
    const input = generateInput({ metadata: {}, tags: [] });
    expect((await generate(input)).generation).toMatchObject({ requestMetadata: {}, tags: [] });
    const { metadata: _metadata, tags: _tags, ...bare } = input;
    expect(await generate(bare)).toMatchObject({ replayed: true });
  });

  it('of a client token name its end user', async () => {
    const { key, generate } = await asking();
    const { token } = (await gateway.ask(TOKEN, {}, { key })).data.createClientToken;
    const { generation } = await generate(generateInput({ metadata: { sessionId: 's' } }), token);
    expect(generation.requestMetadata).toEqual({ sessionId: 's', userId: 'u-7' });
    const other = await generate(generateInput({ metadata: { userId: 'u-8' } }), token);
    expect(other).toMatchObject({ generation: null, userErrors: [{ path: ['metadata', 'userId'] }] });
  });

  it('that are not as they should be are refused with their place', async () => {
    const { generate } = await asking();
    const { generation, userErrors } = await generate(generateInput({ metadata: { 'no name': 'x' } }));
    expect([generation, userErrors]).toEqual([null, [{ code: 'INVALID_PARAMETER', path: ['metadata'] }]]);
  });
});
