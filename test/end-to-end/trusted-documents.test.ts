// Trusted documents, over HTTP and WebSocket: by id, by id with other text, and everything else.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { type Answer, post, subscribe } from '../support/gateway-client.ts';
import { temporaryFolder } from '../support/postgres-processes.ts';

const CODEGEN = join(import.meta.dirname, '../../packages/client/src/gql/persisted-documents.json');
const BALANCE = '{ balance { available } }';
const TRANSACTIONS = 'query ($first: Int) { transactions(first: $first) { nodes { id } } }';
const FOLLOWED = 'subscription { balanceUpdated { available } }';
const OTHER = 'subscription { balanceUpdated { reserved } }';
const UNTRUSTED = '{ account { name } }';
const idOf = (text: string): string => createHash('sha256').update(text).digest('hex');

let only: TestGateway;
let allow: TestGateway;
let folder: ReturnType<typeof temporaryFolder>;

const write = (name: string, content: string): string => {
  const file = join(folder.path, name);
  writeFileSync(file, content);
  return file;
};
const manifestOf = (...texts: readonly string[]): string =>
  JSON.stringify(Object.fromEntries(texts.map((text) => [`sha256:${idOf(text)}`, text])));

beforeAll(async () => {
  folder = temporaryFolder();
  const files = [write('ours.json', manifestOf(BALANCE, TRANSACTIONS, FOLLOWED, OTHER)), CODEGEN].join(',');
  only = await startTestGateway({ environment: { TRUSTED_DOCUMENTS: 'only', TRUSTED_DOCUMENTS_FILES: files } });
  const environment = { TRUSTED_DOCUMENTS: 'allow', TRUSTED_DOCUMENTS_FILES: files };
  allow = await startTestGateway({ besides: only, environment });
});

afterAll(async () => {
  await allow.stop();
  await only.stop();
  folder.remove();
});

const send = (gateway: TestGateway, body: unknown) =>
  post(gateway.localUrl, JSON.stringify(body), { key: gateway.demoKey });

async function get(gateway: TestGateway, search: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${gateway.demoKey}`, 'apollo-require-preflight': 'yes' };
  const response = await fetch(`${gateway.localUrl}/graphql?${search}`, { headers });
  return { status: response.status, ...((await response.json()) as object) };
}

const persistedQuery = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: idOf(text) } });
const REFUSED = { status: 403, errors: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }] };

describe('a trusted document', () => {
  it('is run by its id, with variables, in each of the ways to say it', async () => {
    for (const gateway of [only, allow]) {
      for (const body of [
        { documentId: `sha256:${idOf(BALANCE)}` },
        { documentId: idOf(BALANCE), query: null },
        { documentId: idOf(BALANCE), query: BALANCE },
        { extensions: persistedQuery(BALANCE) },
        { documentId: idOf(BALANCE), extensions: { ...persistedQuery(BALANCE), other: 1 } },
        { query: BALANCE },
      ]) {
        const { status, data } = await send(gateway, body);
        expect([body, status, data]).toEqual([body, 200, { balance: { available: '100' } }]);
      }
      const page = await send(gateway, { documentId: idOf(TRANSACTIONS), variables: { first: 1 } });
      expect(page.data.transactions.nodes).toHaveLength(1);
      const params = new URLSearchParams({ documentId: `sha256:${idOf(TRANSACTIONS)}`, variables: '{"first":1}' });
      expect((await get(gateway, params.toString())).data.transactions.nodes).toHaveLength(1);
      const extensions = JSON.stringify(persistedQuery(BALANCE));
      expect((await get(gateway, new URLSearchParams({ extensions }).toString())).status).toBe(200);
    }
  });

  it('is one that codegen wrote down for the client of this repository', async () => {
    const { default: manifest } = (await import(CODEGEN, { with: { type: 'json' } })) as {
      default: Record<string, string>;
    };
    const [id, text] = Object.entries(manifest).find(([, document]) => document.startsWith('query')) ?? [];
    expect(id).toBe(`sha256:${idOf(text ?? '')}`);
    const { status, errors } = await send(only, { documentId: id, variables: {} });
    expect([status, errors?.[0].extensions.code]).not.toContain('DOCUMENT_NOT_TRUSTED');
  });

  it('is held to scopes, limits and arguments like any other', async () => {
    const create = `mutation { createApiKey(input: { name: "x", preset: GENERATE_ONLY }) { secret } }`;
    const { data } = await send(allow, { query: create });
    const key = data.createApiKey.secret;
    const body = JSON.stringify({ documentId: idOf(BALANCE) });
    const { status, errors } = await post(only.localUrl, body, { key });
    expect([status, errors?.[0].extensions.code]).toEqual([403, 'FORBIDDEN_SCOPE']);
    expect((await post(only.localUrl, body, { key: 'tg_nobody_has_this_key' })).status).toBe(401);
  });
});

describe('where only trusted documents are run', () => {
  it.each<[string, unknown]>([
    ['a text', { query: UNTRUSTED }],
    ['a trusted text with a space more', { query: `${BALANCE} ` }],
    ['nothing', {}],
    ['an empty text', { query: '' }],
    ['no text', { query: 7 }],
    ['a list of texts', { query: [BALANCE] }],
    ['an id that nobody knows', { documentId: idOf(UNTRUSTED) }],
    ['an id that nobody knows, with its text', { documentId: idOf(UNTRUSTED), query: UNTRUSTED }],
    ['a known id with another text', { documentId: idOf(BALANCE), query: UNTRUSTED }],
    ['a known id with another trusted text', { documentId: idOf(BALANCE), query: TRANSACTIONS }],
    ['two ids', { documentId: idOf(BALANCE), extensions: persistedQuery(TRANSACTIONS) }],
    ['an id that is none', { documentId: ['sha256:x'] }],
    ['an id of the object itself', { documentId: '__proto__' }],
    ['an id of every object', { documentId: 'constructor' }],
    ["Apollo's registration", { query: UNTRUSTED, extensions: persistedQuery(UNTRUSTED) }],
    ["Apollo's extension without an id", { query: BALANCE, extensions: { persistedQuery: { version: 1 } } }],
    ['the schema', { query: '{ __schema { types { name } } }' }],
    ['a mutation', { query: 'mutation { createApiKey(input: { name: "x" }) { secret } }' }],
  ])('%s is refused', async (_what, body) => {
    expect(await send(only, body)).toMatchObject(REFUSED);
  });

  it('a batch is refused, and no body at all', async () => {
    for (const body of [[{ query: UNTRUSTED }], [{ documentId: idOf(BALANCE) }], 7, 'text', null]) {
      const { status, data } = await send(only, body);
      expect([body, status, data]).toEqual([body, 400, undefined]);
    }
  });

  it('a text in the address is refused, also behind a trusted one', async () => {
    const text = encodeURIComponent(UNTRUSTED);
    const trusted = encodeURIComponent(BALANCE);
    expect(await get(only, `query=${text}`)).toMatchObject(REFUSED);
    expect(await get(only, `documentId=${idOf(BALANCE)}&query=${text}`)).toMatchObject(REFUSED);
    expect(await get(only, '')).toMatchObject(REFUSED);
    for (const search of [
      `query=${trusted}&query=${text}`,
      `documentId=${idOf(BALANCE)}&documentId=${idOf(UNTRUSTED)}`,
    ]) {
      expect((await get(only, search)).data).toEqual({ balance: { available: '100' } });
    }
    // What is in the address of a POST is nothing.
    const response = await fetch(`${only.localUrl}/graphql?query=${text}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${only.demoKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ documentId: idOf(BALANCE) }),
    });
    expect(await response.json()).toMatchObject({ data: { balance: { available: '100' } } });
  });
});

describe('where they are run beside others', () => {
  it('a text is run, and an id is what it says', async () => {
    expect((await send(allow, { query: UNTRUSTED })).data.account.name).toBe('Demo');
    expect(await send(allow, { documentId: idOf(UNTRUSTED) })).toMatchObject(REFUSED);
    expect(await send(allow, { documentId: idOf(BALANCE), query: UNTRUSTED })).toMatchObject(REFUSED);
  });
});

describe('on a WebSocket', () => {
  const params = () => ({ Authorization: `Bearer ${only.demoKey}` });
  const first = async (payload: object): Promise<Answer> => {
    const client = createClient({
      url: `${only.localUrl.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: params(),
      retryAttempts: 0,
    });
    const answer = await new Promise<Answer>((resolve) => {
      client.subscribe(
        { query: '', ...payload },
        {
          next: resolve,
          error: (errors) => resolve({ errors }),
          complete: () => undefined,
        },
      );
    });
    await client.dispose();
    return answer;
  };

  it('documents are run by id and by trusted text, and nothing else', async () => {
    for (const payload of [
      { documentId: idOf(BALANCE) },
      { extensions: persistedQuery(BALANCE) },
      { query: BALANCE },
    ]) {
      expect((await first(payload)).data).toEqual({ balance: { available: '100' } });
    }
    for (const payload of [
      { query: UNTRUSTED },
      { query: '' },
      { documentId: idOf(UNTRUSTED) },
      { documentId: idOf(BALANCE), query: UNTRUSTED },
      { query: OTHER.replace('reserved', 'sequence') },
    ]) {
      const { errors } = await first(payload);
      expect([payload, errors[0].extensions.code]).toEqual([payload, 'DOCUMENT_NOT_TRUSTED']);
    }
  });

  it('two subscriptions by id get each their own document', async () => {
    const follow = (text: string) => subscribe(only.localUrl, { query: '', documentId: idOf(text) } as never, params());
    const [one, two] = [follow(FOLLOWED), follow(OTHER)];
    const grant = async (key: string) => {
      const { data } = await send(allow, { query: '{ account { id } }' });
      const input = { accountId: data.account.id, credits: '1', idempotencyKey: key, source: 'PROMOTION' };
      const query = `mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { userErrors { code } } }`;
      await post(allow.localUrl, JSON.stringify({ query, variables: { input } }), { key: allow.operatorKey });
    };
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const timer = setInterval(() => {
      if (one.events.length > 0 && two.events.length > 0) resolve(undefined);
    }, 10);
    let count = 0;
    const granting = setInterval(() => void grant(`more-${(count += 1)}`), 200);
    await promise;
    clearInterval(timer);
    clearInterval(granting);
    expect(Object.keys(one.events[0].balanceUpdated)).toEqual(['available']);
    expect(Object.keys(two.events[0].balanceUpdated)).toEqual(['reserved']);
    await Promise.all([one.stop(), two.stop()]);
  });
});

describe('a manifest that is not one', () => {
  it.each<[string, (content: typeof write) => string, RegExp]>([
    ['is not there', () => '/nowhere/documents.json', /cannot be read/],
    ['is no JSON', (file) => file('no.json', '{'), /cannot be read/],
    ['is a list', (file) => file('list.json', '[]'), /JSON object/],
    [
      'has an id of another text',
      (file) => file('other.json', `{"${idOf(BALANCE)}":"{ account { name } }"}`),
      /SHA-256/,
    ],
    ['has an id of another kind', (file) => file('md5.json', `{"balance":"${BALANCE}"}`), /SHA-256/],
    ['has no text', (file) => file('none.json', `{"${idOf(BALANCE)}":null}`), /SHA-256/],
  ])('ends the start when it %s', async (_what, of, message) => {
    const environment = { TRUSTED_DOCUMENTS: 'only', TRUSTED_DOCUMENTS_FILES: of(write) };
    await expect(startTestGateway({ besides: only, environment })).rejects.toThrow(message);
  });
});
