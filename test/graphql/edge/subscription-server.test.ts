import { describe, expect, it } from '@jest/globals';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { toPublicId } from '../../../src/callers/ids.ts';
import type { Services } from '../../../src/callers/index.ts';
import { NO_REQUEST_LIMITS, type RequestLimits } from '../../../src/callers/index.ts';
import type { Generation } from '../../../src/generation/index.ts';
import { createSubscriptionServerOptions } from '../../../src/graphql/index.ts';
import { fakeGeneration, GENERATION_ID } from '../generations/fake-generation.ts';
import { ACCOUNT_ID, fakeServices, fakeViewer, schema, verificationOf } from '../open-edge.ts';

const SECRET = 'tg_secret';
const FOLLOW = 'subscription ($id: ID!) { generationUpdated(id: $id) { sequence terminal generation { status } } }';
const ID = toPublicId('gen', GENERATION_ID);

function open(
  rooms: Parameters<typeof fakeServices>[0] = {},
  scopes = fakeViewer().key.scopes,
  limits: RequestLimits = NO_REQUEST_LIMITS,
) {
  const viewer = fakeViewer({ scopes });
  const services = fakeServices({
    keys: { verify: async (secret) => verificationOf(secret === SECRET ? viewer.key : undefined) },
    accounts: { find: async () => viewer.account },
    ...rooms,
  });
  const log: object[] = [];
  const note = (details: object): number => log.push(details);
  const logger = { error: note, warn: note };
  const options = { schema, services, production: true, logger, limits, newRequestId: () => 'r1' };
  return { server: createSubscriptionServerOptions(options), log };
}

const socket = (authorization: string | undefined, subscriptions: object = {}, sent: string[] = []) => ({
  connectionParams: authorization === undefined ? {} : { authorization },
  subscriptions: subscriptions as Record<string, unknown>,
  extra: {
    socket: {
      close: () => undefined,
      send: (message: string) => {
        sent.push(message);
        return undefined;
      },
    },
  },
});
const KNOWN = socket(`Bearer ${SECRET}`);

async function* updates(...generations: readonly (Generation | Error)[]): AsyncGenerator<Generation> {
  for (const generation of generations) {
    if (generation instanceof Error) throw generation;
    yield generation;
  }
}

type Rules = ReturnType<typeof createSubscriptionServerOptions>;
type Follow = Services['generations']['follow'];

/** What a client would see of one operation. */
async function run(server: Rules, payload: { query: string; variables?: Record<string, unknown> }): Promise<unknown[]> {
  const sent: string[] = [];
  const asked = socket(`Bearer ${SECRET}`, {}, sent);
  const prepared = await server.onSubscribe(asked, '1', payload);
  if (!('schema' in prepared)) return [...server.onError(asked, '1', payload, prepared)];
  const args: ExecutionArgs = prepared;
  const result = await server.subscribe(args);
  const delivery = server.onOperation(asked, '1', payload, args, result);
  if (delivery === undefined) return [server.onNext(asked, '1', payload, args, result as ExecutionResult)];
  expect(await delivery.next()).toEqual({ done: true, value: undefined });
  return sent.map((message) => {
    const { id, type, payload: event } = JSON.parse(message) as Record<string, unknown>;
    expect({ id, type }).toEqual({ id: '1', type: 'next' });
    return event;
  });
}

describe('GraphQL over WebSocket', () => {
  it('opens for a good key, wherever it stands, and for no other', async () => {
    const { server } = open();
    const upgrade = { request: { headers: { authorization: `Bearer ${SECRET}` } } };
    expect(await server.onConnect(KNOWN)).toBe(true);
    expect(
      await server.onConnect({
        ...socket(undefined),
        connectionParams: { headers: { Authorization: `Bearer ${SECRET}` } },
      }),
    ).toBe(true);
    expect(await server.onConnect({ ...socket(undefined), extra: { ...socket(undefined).extra, ...upgrade } })).toBe(
      true,
    );
    expect(await server.onConnect(socket('Bearer tg_other'))).toBe(false);
    expect(await server.onConnect(socket(undefined))).toBe(false);
    expect(await server.onConnect(socket(SECRET))).toBe(false);
  });

  it('follows a generation of the account to its end', async () => {
    const asked: unknown[] = [];
    const follow: Follow = async (accountId, id) => {
      asked.push([accountId, id]);
      return updates(
        fakeGeneration({ status: 'RUNNING', sequence: 2 }),
        fakeGeneration({ status: 'SUCCEEDED', sequence: 3 }),
      );
    };
    const { server } = open({ generations: { follow } });
    expect(await run(server, { query: FOLLOW, variables: { id: ID } })).toEqual([
      { data: { generationUpdated: { sequence: 2, terminal: false, generation: { status: 'RUNNING' } } } },
      { data: { generationUpdated: { sequence: 3, terminal: true, generation: { status: 'SUCCEEDED' } } } },
    ]);
    expect(asked).toEqual([[ACCOUNT_ID, GENERATION_ID]]);
  });

  it.each([ID, 'gen_x', ''])('knows no generation %j of this account', async (id) => {
    const { server } = open({ generations: { follow: async () => undefined } });
    const [answer] = await run(server, { query: FOLLOW, variables: { id } });
    expect(answer).toMatchObject({
      errors: [{ extensions: { code: 'GENERATION_NOT_FOUND', status: 404, requestId: 'r1' } }],
    });
  });

  it('shows a failure in the middle as a masked event and ends', async () => {
    const boom = new Error('the database is on fire');
    const { server, log } = open({ generations: { follow: async () => updates(fakeGeneration({}), boom) } });
    const seen = await run(server, { query: FOLLOW, variables: { id: ID } });
    expect(seen).toHaveLength(2);
    expect(seen[1]).toMatchObject({ errors: [{ message: 'Internal server error', extensions: { requestId: 'r1' } }] });
    expect(log).toMatchObject([{ err: boom, requestId: 'r1' }]);
  });

  it('lets go of the generation when the client leaves, even while nothing happens', async () => {
    let isReleased = false;
    const source: AsyncIterableIterator<Generation> = {
      next: () => new Promise(() => undefined),
      return: async () => {
        isReleased = true;
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
    const { server } = open({ generations: { follow: async () => source } });
    const payload = { query: FOLLOW, variables: { id: ID } };
    const args = (await server.onSubscribe(KNOWN, '1', payload)) as ExecutionArgs;
    const events = server.onOperation(KNOWN, '1', payload, args, await server.subscribe(args));
    void events?.next();
    await events?.return?.();
    expect(isReleased).toBe(true);
  });

  it.each([
    ['subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['subscription { generationUpdated(id: "x") { sequenc } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ __schema { types { name } } }', 'GRAPHQL_VALIDATION_FAILED'],
    [FOLLOW, 'BAD_USER_INPUT'],
    ['{ transactions(first: 500) { nodes { id } } }', 'BAD_USER_INPUT'],
    ['fragment F on Query { plans { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('refuses %s', async (query, code) => {
    const [error] = await run(open().server, { query });
    expect(error).toMatchObject({ extensions: { code, requestId: 'r1' } });
    expect(JSON.stringify(error)).not.toMatch(/Did you mean/);
  });

  it('asks for the scope before a subscription starts', async () => {
    const { server } = open({}, ['ACCOUNT_READ']);
    const [error] = await run(server, { query: FOLLOW, variables: { id: ID } });
    expect(error).toMatchObject({ extensions: { code: 'FORBIDDEN_SCOPE', requiredScopes: ['GENERATION_READ'] } });
    expect((error as { extensions: object }).extensions).not.toHaveProperty('http');
  });

  it('starts nothing more for a key that was revoked meanwhile', async () => {
    const { server } = open({ keys: { verify: async () => verificationOf(undefined) } });
    const [error] = await run(server, { query: FOLLOW, variables: { id: ID } });
    expect(error).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });

  it('limits how much one socket runs at once: the first hundred, however many are asked before the first is known', async () => {
    const { server } = open();
    const busy = socket(`Bearer ${SECRET}`);
    const payload = { query: '{ plans { id } }' };
    const ask = (id: string) => server.onSubscribe(busy, id, payload);
    const codeOf = (result: Awaited<ReturnType<typeof ask>>): unknown =>
      'schema' in result ? undefined : result[0]?.extensions['code'];
    const codes = (await Promise.all(Array.from({ length: 105 }, (_, index) => ask(String(index))))).map(codeOf);
    expect(codes.slice(0, 100)).toEqual(Array(100).fill(undefined));
    expect(codes.slice(100)).toEqual(Array(5).fill('RATE_LIMITED'));
    server.onComplete(busy);
    expect([codeOf(await ask('next')), codeOf(await ask('one more'))]).toEqual([undefined, 'RATE_LIMITED']);
    expect(codeOf(await server.onSubscribe(socket(`Bearer ${SECRET}`), 'elsewhere', payload))).toBeUndefined();
  });
});
