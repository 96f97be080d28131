// What the client does when answers are lost, over a real line that breaks: what moves money is done once, what is not safe is not repeated.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createClient,
  type TollgateClient,
  TollgateError,
  type TypedDocument,
} from '../../../packages/client/src/index.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { openLine, type UnreliableLine } from './unreliable-line.ts';

const REQUEST = { model: 'bfl/flux-1.1-pro', prompt: 'a gate' };
/** A document of the application's own. */
const NEW_KEY: TypedDocument<unknown, { readonly input: object }> = {
  toString: () => `# one more
    mutation New($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret userErrors { message } } }`,
};
const FAST = { firstPauseMilliseconds: 1 };

let gateway: TestGateway;
let line: UnreliableLine;
let client: TollgateClient;
let key: string;

beforeAll(async () => {
  gateway = await startTestGateway();
});

beforeEach(async () => {
  ({ key } = await gateway.newAccount('10'));
  line = await openLine(gateway.url);
  client = createClient({ url: line.url, credential: key, retry: FAST });
});

afterEach(async () => {
  client.close();
  await line.close();
});

afterAll(() => gateway.stop());

describe('a generate request whose answers are lost', () => {
  it('is one generation and one charge', async () => {
    line.loseAnswers('mutation Generate', 2);
    const answer = await client.generate(REQUEST);
    expect(line.arrived('mutation Generate')).toBe(3);
    expect(answer).toMatchObject({ status: 'accepted', replayed: true });
    if (answer.status === 'refused') throw new Error(answer.refusal.message);
    await client.endedGeneration(answer.generation.id);
    expect((await client.generations()).nodes).toHaveLength(1);
    const { nodes } = await client.transactions();
    expect(nodes.map(({ type }) => type)).toEqual(['CHARGE', 'RESERVE', 'ADD']);
    expect((await client.balance()).available).toBe('9.948');
  });

  it('is given up after the tries that are allowed, with what can be asked again', async () => {
    line.loseAnswers('mutation Generate', 4);
    const idempotencyKey = 'order-17';
    const given = await client.generate({ ...REQUEST, idempotencyKey }).catch((error: unknown) => error);
    expect(given).toBeInstanceOf(TollgateError);
    expect(given).toMatchObject({ code: 'NETWORK_ERROR', retryable: true });
    expect(line.arrived('mutation Generate')).toBe(4);
    expect(await client.generate({ ...REQUEST, idempotencyKey })).toMatchObject({ replayed: true, idempotencyKey });
  });
});

describe('a purchase whose answer is lost', () => {
  it('is one purchase', async () => {
    const [pack] = await client.creditPacks();
    line.loseAnswers('mutation BuyCreditPack', 1);
    expect(await client.buyCreditPack({ packId: pack!.id })).toMatchObject({ status: 'begun', replayed: true });
    expect((await client.purchases()).nodes).toHaveLength(1);
  });
});

describe('a query whose answer is lost', () => {
  it('is asked again', async () => {
    line.loseAnswers('query Balance', 3);
    expect((await client.balance()).available).toBe('10');
    expect(line.arrived('query Balance')).toBe(4);
  });
});

describe('a mutation without a key', () => {
  it('is not sent again', async () => {
    line.loseAnswers('mutation New', 1);
    const create = client.request(NEW_KEY, { input: { name: 'one', scopes: ['ACCOUNT_READ'] } });
    await expect(create).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(line.arrived('mutation New')).toBe(1);
    const { data } = await gateway.ask('{ apiKeys { name } }', {}, { key });
    expect(data.apiKeys.filter(({ name }: { name: string }) => name === 'one')).toHaveLength(1);
  });
});
