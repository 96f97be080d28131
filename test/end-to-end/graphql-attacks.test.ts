// The attacks that every scanner of GraphQL endpoints tries (graphql-cop, Escape), on a gateway of this machine and on one that others
// can reach. Each is sent with a good key: without one, nothing is answered at all.
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

type Exposure = 'loopback' | 'reachable';

const gateways = {} as Record<Exposure, TestGateway>;

beforeAll(async () => {
  gateways.loopback = await startTestGateway();
  const environment = { PUBLIC_URL: 'https://tollgate.example.com', PAYMENTS: 'simulated' };
  gateways.reachable = await startTestGateway({ environment });
});

afterAll(async () => {
  await gateways.loopback.stop();
  await gateways.reachable.stop();
});

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are looked into freely
  readonly json: any;
}

async function send(exposure: Exposure, { path = '/graphql', headers = {}, ...rest }: Sent): Promise<Answer> {
  const { localUrl, demoKey } = gateways[exposure];
  const authorization = `Bearer ${demoKey}`;
  const response = await fetch(`${localUrl}${path}`, {
    headers: { authorization, ...headers },
    redirect: 'manual',
    ...rest,
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, text, json: type.includes('json') ? JSON.parse(text) : undefined };
}

const JSON_BODY = { 'content-type': 'application/json' };
const post = (exposure: Exposure, body: object, headers: Sent['headers'] = {}) =>
  send(exposure, { method: 'POST', headers: { ...JSON_BODY, ...headers }, body: JSON.stringify(body) });

/** What the same document is answered on a WebSocket. */
async function onSocket(exposure: Exposure, query: string): Promise<string> {
  const { localUrl, demoKey } = gateways[exposure];
  const socket = new WebSocket(`${localUrl.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${demoKey}` } }));
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
  const [message] = (await once(socket, 'message')) as [Buffer];
  socket.terminate();
  return message.toString('utf8');
}

const repeat = (count: number, write: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => write(index)).join(' ');

/** Nothing of it was executed, and it is the client's doing. */
function expectRefused({ status, json }: Answer): void {
  expect([status, json.data, json.errors.length > 0]).toEqual([400, undefined, true]);
}

const TOO_MUCH: readonly (readonly [string, string])[] = [
  ['alias overloading', `{ ${repeat(101, (index) => `a${index}: __typename`)} }`],
  ['alias overloading in a fragment', `{ ...F } fragment F on Query { ${repeat(101, (i) => `a${i}: __typename`)} }`],
  ['directive overloading', `{ __typename ${repeat(101, () => '@aa')} }`],
  ['overloading of a directive that there is', `{ __typename ${repeat(101, () => '@include(if: true)')} }`],
  ['field duplication', `{ ${repeat(500, () => '__typename')} }`],
  ['field duplication below the root', `{ balance { ${repeat(500, () => 'available')} } }`],
  ['field duplication in fragments', `{ ${repeat(100, () => '... { __typename __typename }')} }`],
  [
    'circular introspection',
    `{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }`,
  ],
  ['a circle of fragments', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
];

describe.each<Exposure>(['loopback', 'reachable'])('an attack on a gateway that is %s', (exposure) => {
  it.each(TOO_MUCH)('by %s is refused, over HTTP and WebSocket', async (_name, query) => {
    expectRefused(await post(exposure, { query }));
    expect(JSON.parse(await onSocket(exposure, query))).toMatchObject({ type: 'error' });
  });

  it('by batches in a list is refused, and nothing of them runs', async () => {
    const batch = Array.from({ length: 10 }, () => ({ query: '{ __typename }' }));
    for (const body of [batch, [batch[0]], []]) {
      const { status, json } = await send(exposure, { method: 'POST', headers: JSON_BODY, body: JSON.stringify(body) });
      expect([status, Array.isArray(json), json.data]).toEqual([400, false, undefined]);
    }
  });

  it('by GET, as a page elsewhere or an image could send it, is refused', async () => {
    const query = encodeURIComponent('{ __typename }');
    expect((await send(exposure, { path: `/graphql?query=${query}` })).status).toBe(400);
    const asked = { 'apollo-require-preflight': 'true' };
    const mutation = encodeURIComponent('mutation { createApiKey(input: { name: "x" }) { secret } }');
    for (const headers of [{}, asked, { ...asked, ...JSON_BODY }]) {
      const { status, json } = await send(exposure, { path: `/graphql?query=${mutation}`, headers });
      expect([status >= 400 && status < 500, json.data]).toEqual([true, undefined]);
    }
    // Who sends no key gets nothing, however it is asked: there is no cookie that a browser would add.
    const bare = await fetch(`${gateways[exposure].localUrl}/graphql?query=${query}`, { headers: asked });
    expect([bare.status, bare.headers.get('set-cookie')]).toEqual([401, null]);
  });

  it.each([
    ['application/x-www-form-urlencoded', `query=${encodeURIComponent('{ __typename }')}`],
    [
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n{ __typename }\r\n--x--',
    ],
    ['text/plain', JSON.stringify({ query: '{ __typename }' })],
    ['application/graphql', '{ __typename }'],
    ['', JSON.stringify({ query: '{ __typename }' })],
  ])('by a form, as a page elsewhere can send it (%s), is refused', async (type, body) => {
    const { status, json } = await send(exposure, { method: 'POST', headers: { 'content-type': type }, body });
    expect([status >= 400 && status < 500, json.data]).toEqual([true, undefined]);
  });

  it('finds no trace mode', async () => {
    for (const headers of [{ 'x-apollo-tracing': '1' }, { 'apollo-federation-include-trace': 'ftv1' }]) {
      const { status, json } = await post(
        exposure,
        { query: '{ __typename }', extensions: { tracing: true } },
        headers,
      );
      expect([status, json.data.__typename]).toEqual([200, 'Query']);
      for (const name of ['tracing', 'ftv1', 'traces']) expect(json.extensions?.[name]).toBeUndefined();
    }
  });

  it('gets no suggestions and no schema where others reach it; on this machine both are there for people', async () => {
    const isHelpful = exposure === 'loopback';
    for (const query of [
      '{ balanc { available } }',
      '{ balance { availabl } }',
      '{ transactions(firs: 1) { totalCount } }',
    ]) {
      const { text } = await post(exposure, { query });
      expect([query, /did you mean/i.test(text)]).toEqual([query, isHelpful]);
      expect(/did you mean/i.test(await onSocket(exposure, query))).toBe(isHelpful);
    }
    for (const query of ['{ __schema { types { name } } }', '{ __type(name: "Query") { name } }']) {
      const { json } = await post(exposure, { query });
      expect([query, json.errors === undefined]).toEqual([query, isHelpful]);
    }
  });

  it('sees nothing of how it failed', async () => {
    const bodies = [
      { query: 'qwerty cop { abc }' },
      { query: '{' },
      { query: '{ node(id: "\\u0000") { id } }' },
      { query: 'query ($x: Int!) { transactions(first: $x) { totalCount } }', variables: { x: 'y' } },
      { query: '{ a }', operationName: 'b' },
      { query: 7 },
      { query: null },
      { query: '{ __typename }', variables: 'x' },
      {},
    ];
    for (const body of bodies) {
      const { status, text } = await post(exposure, body);
      expect([body, status]).toEqual([body, status === 200 ? 200 : 400]);
      expect(text).not.toMatch(/exception|stacktrace|node_modules|\.ts:|\.js:| {4}at |INTERNAL_SERVER_ERROR/i);
    }
  });

  it('finds no GraphiQL at the endpoint; the page beside it has no key where others reach it, and loads nothing from elsewhere', async () => {
    const html = { accept: 'text/html,application/xhtml+xml' };
    for (const path of ['/graphql', '/graphiql', '/console', '/altair', '/voyager', '/v1/graphql', '/api/graphql']) {
      const { text, type } = await send(exposure, { path, headers: html });
      expect([path, type.includes('html'), /graphiql|playground/i.test(text)]).toEqual([path, false, false]);
    }
    const { status, text } = await send(exposure, { path: '/playground', headers: html });
    expect([status, text.includes(gateways[exposure].demoKey)]).toEqual([200, exposure === 'loopback']);
    expect(text).not.toMatch(/(src|href)="https?:/);
  });
});
