// Tollgate as a part of a supergraph: composed with another team's subgraph by a composition library, and asked through a gateway
// that is not ours, over HTTP, with the caller's key.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { ask, type GraphqlAnswer } from '../support/gateway-client.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { close, listen, SHOP_SDL, type Shop, startShop } from '../support/shop-subgraph.ts';

const SUBGRAPH = readFileSync(join(import.meta.dirname, '../../schema/subgraph.graphql'), 'utf8');

let tollgate: TestGateway;
let shop: Shop;
let front: { readonly url: string; stop(): Promise<void> };

function compose(tollgateUrl: string, shopUrl: string): string {
  const { supergraphSdl, errors } = composeServices([
    { name: 'tollgate', typeDefs: parse(SUBGRAPH), url: tollgateUrl },
    { name: 'shop', typeDefs: parse(SHOP_SDL), url: shopUrl },
  ]);
  if (supergraphSdl === undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

async function openFront(supergraph: string): Promise<typeof front> {
  const runtime = createGatewayRuntime({
    supergraph,
    logging: false,
    maskedErrors: false,
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) => {
        const authorization = request.headers.get('authorization');
        return authorization === null ? {} : { authorization };
      },
    },
  });
  const server: Server = createServer((request, response) => void runtime(request, response));
  const url = await listen(server);
  const stop = async (): Promise<void> => {
    await close(server);
    await runtime[Symbol.asyncDispose]();
  };
  return { url: url.replace(/\/graphql$/, ''), stop };
}

beforeAll(async () => {
  tollgate = await startTestGateway({ environment: { FEDERATION: 'on' } });
  shop = await startShop();
  front = await openFront(compose(`${tollgate.url}/graphql`, shop.url));
});

afterAll(async () => {
  await front.stop();
  await shop.stop();
  await tollgate.stop();
});

const through = (query: string, key: string | undefined, variables = {}): Promise<GraphqlAnswer> =>
  ask(front.url, { query, variables }, { key });

const ORDERS = `{
  orders { id buyer { id name points } generation { id status cost transactions { id type } } }
}`;

describe('through a gateway of a supergraph', () => {
  it('an account has what Tollgate knows of it and what the other subgraph does', async () => {
    const { id, key } = await tollgate.newAccount('10');
    const { data, errors } = await through('{ account { id name points } balance { available } }', key);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ account: { id, name: 'Tested', points: 42 }, balance: { available: '10' } });
  });

  it('what the other subgraph refers to is found for its owner, and for nobody else', async () => {
    const owner = await tollgate.newAccount('10');
    const stranger = await tollgate.newAccount('10');
    const made = await through(GENERATE, owner.key, { input: generateInput() });
    const { id } = made.data.generate.generation;
    await tollgate.ended(id, owner.key);
    shop.orders.splice(0, Infinity, { id: 'order-1', generation: id, buyer: owner.id });
    const [own] = (await through(ORDERS, owner.key)).data.orders;
    expect(own).toMatchObject({ buyer: { id: owner.id, name: 'Tested', points: 42 } });
    expect(own.generation).toMatchObject({ id, status: 'SUCCEEDED' });
    expect(own.generation.transactions.map(({ type }: { type: string }) => type)).toEqual(['RESERVE', 'CHARGE']);
    const foreign = await through(ORDERS, stranger.key);
    const shown = JSON.stringify([foreign.data, foreign.errors]);
    expect(foreign.data).toEqual({ orders: [{ id: 'order-1', buyer: null, generation: null }] });
    expect(shown).not.toMatch(/SUCCEEDED|CHARGE|Tested/);
  });

  it('a key that may not read it, or no key, is refused with our words', async () => {
    const { id, key } = await tollgate.newAccount('10');
    shop.orders.splice(0, Infinity, { id: 'order-2', generation: 'gen_x', buyer: id });
    const narrow = await through(
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret userErrors { message } } }',
      key,
      { input: { name: 'Narrow', scopes: ['GENERATION_READ'] } },
    );
    const { secret } = narrow.data.createApiKey;
    const refused = await through('{ orders { id buyer { name } } }', secret);
    expect([JSON.stringify(refused.data), JSON.stringify(refused.errors)]).toEqual([
      expect.not.stringContaining('Tested'),
      expect.stringContaining('FORBIDDEN_SCOPE'),
    ]);
    const nobody = await through('{ account { id name } }', undefined);
    expect(JSON.stringify(nobody.errors)).toContain('UNAUTHENTICATED');
  });
});

describe('the committed subgraph', () => {
  it('is what a gateway with FEDERATION=on says that it serves', async () => {
    const { data } = await tollgate.ask('{ _service { sdl } }');
    expect(data._service.sdl.trim()).toBe(SUBGRAPH.trim());
  });

  it('is not served without it', async () => {
    const plain = await startTestGateway();
    const { status } = await plain.ask('{ _service { sdl } }');
    await plain.stop();
    expect(status).toBe(400);
  });
});
