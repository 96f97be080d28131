// Where others can reach the gateway, nobody learns its schema by asking or by guessing, over HTTP or WebSocket.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type Answer, ask } from '../support/gateway-client.ts';

let closed: TestGateway;
let local: TestGateway;

beforeAll(async () => {
  const environment = { PUBLIC_URL: 'https://tollgate.example.com', PAYMENTS: 'simulated' };
  closed = await startTestGateway({ environment });
  local = await startTestGateway();
});

afterAll(async () => {
  await closed.stop();
  await local.stop();
});

interface Guess {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

const CREATE = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }';
/** Each is nearly right, so that a helpful server would say what is meant. */
const GUESSES: readonly (readonly [string, Guess])[] = [
  ['a field', { query: '{ balanc { available } }' }],
  ['a field of a field', { query: '{ balance { availabl } }' }],
  ['an argument', { query: '{ transactions(frst: 1) { nodes { id } } }' }],
  ['a type', { query: '{ node(id: "x") { ... on Generatio { id } } }' }],
  ['an enum value', { query: 'mutation { createApiKey(input: { name: "x", preset: READ_ONL }) { secret } }' }],
  ['an input field', { query: 'mutation { createApiKey(input: { nam: "x" }) { secret } }' }],
  ['an enum value in a variable', { query: CREATE, variables: { input: { name: 'x', preset: 'READ_ONL' } } }],
  ['an input field in a variable', { query: CREATE, variables: { input: { name: 'x', presett: 'READ_ONLY' } } }],
  ['a type of a variable', { query: 'query ($x: CreateApiKeyInpu) { balance { available } }' }],
];

async function onSocket(gateway: TestGateway, guess: Guess): Promise<readonly Answer[]> {
  const client = createClient({
    url: `${gateway.localUrl.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: `Bearer ${gateway.demoKey}` },
    retryAttempts: 0,
  });
  const errors = await new Promise<readonly Answer[]>((resolve) => {
    client.subscribe(guess, {
      next: ({ errors: found = [] }) => resolve(found),
      error: (refusal) => resolve(refusal as readonly Answer[]),
      complete: () => undefined,
    });
  });
  await client.dispose();
  return errors;
}

const textOf = (errors: readonly Answer[] | undefined): string => JSON.stringify(errors ?? []);

describe('a wrong guess', () => {
  it.each(GUESSES)('of %s is not put right', async (_what, guess) => {
    const { errors } = await ask(closed.localUrl, guess, { key: closed.demoKey });
    for (const text of [textOf(errors), textOf(await onSocket(closed, guess))]) {
      expect(text).toContain('"code"');
      expect(text).not.toMatch(/did you mean/i);
    }
    const helpful = await ask(local.localUrl, guess, { key: local.demoKey });
    expect(textOf(helpful.errors)).toMatch(/did you mean/i);
  });
});

describe('the schema', () => {
  it.each([
    '{ __schema { types { name } } }',
    '{ __type(name: "Query") { fields { name } } }',
    '{ x: __schema { queryType { name } } }',
    'query { ...F } fragment F on Query { __schema { types { name } } }',
    '{ ... on Query { __type(name: "Query") { name } } }',
    '{ node(id: "x") { __typename } __schema { directives { name } } }',
  ])('is not shown to %s', async (query) => {
    const { data, errors } = await ask(closed.localUrl, { query }, { key: closed.demoKey });
    expect([data, textOf(errors)]).toEqual([undefined, expect.stringContaining('introspection')]);
    expect(textOf(await onSocket(closed, { query }))).toContain('introspection');
    expect((await ask(local.localUrl, { query }, { key: local.demoKey })).errors).toBeUndefined();
  });
});
