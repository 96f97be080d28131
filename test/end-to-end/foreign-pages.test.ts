// CORS and headers, as a browser sees them.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { BALANCE } from '../support/gateway-operations.ts';
import { type RawRequest, rawRequest } from '../support/raw-request.ts';

const SHOP = 'https://shop.example.com';
const PUBLIC_URL = 'https://tollgate.example.com';

let closed: TestGateway;
let open: TestGateway;

beforeAll(async () => {
  closed = await startTestGateway({ environment: { ALLOWED_ORIGINS: SHOP } });
  open = await startTestGateway({
    environment: { CORS_ORIGINS: `${SHOP},http://localhost:5173`, PUBLIC_URL, PAYMENTS: 'simulated' },
  });
});

afterAll(async () => {
  await closed.stop();
  await open.stop();
});

const at = (gateway: TestGateway, path: string, request: RawRequest = {}) =>
  rawRequest(`${gateway.localUrl}${path}`, request);

const corsOf = (headers: object) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));

const preflight = (origin: string): RawRequest => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
    'access-control-request-private-network': 'true',
  },
});

const question = (origin: string, key: string): RawRequest => ({
  method: 'POST',
  headers: { origin, authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  body: JSON.stringify({ query: BALANCE }),
});

const FOREIGN = [
  'https://evil.example',
  'http://shop.example.com',
  'https://shop.example.com.evil.example',
  'https://evil.example/https://shop.example.com',
  'https://shop.example.com:444',
  'https://sub.shop.example.com',
  `${SHOP}/`,
  SHOP.toUpperCase(),
  'null',
  '*',
];

describe('without CORS_ORIGINS', () => {
  it.each([SHOP, ...FOREIGN])('no page may read an answer: %s', async (origin) => {
    expect((await at(closed, '/graphql', preflight(origin))).status).toBe(404);
    for (const request of [preflight(origin), question(origin, closed.demoKey), { headers: { origin } }]) {
      expect(corsOf((await at(closed, '/graphql', request)).headers)).toEqual({});
    }
  });
});

describe('with CORS_ORIGINS', () => {
  it('a page of one may send its key and read the answer, refusals too; without cookies', async () => {
    const { status, headers, body } = await at(open, '/graphql', preflight(SHOP));
    expect([status, body]).toEqual([204, '']);
    expect(corsOf(headers)).toEqual({
      'access-control-allow-origin': SHOP,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': expect.stringMatching(/authorization.*content-type/),
      'access-control-max-age': '7200',
    });
    for (const [key, expected] of [
      [open.demoKey, 200],
      ['tg_nobody_has_this_key', 401],
    ] as const) {
      const answer = await at(open, '/graphql', question(SHOP, key));
      expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([expected, SHOP]);
      expect(answer.headers['access-control-expose-headers']).toContain('retry-after');
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
      expect(answer.headers.vary).toBe('origin');
    }
    const local = await at(open, '/graphql', preflight('http://localhost:5173'));
    expect(local.headers['access-control-allow-origin']).toBe('http://localhost:5173');
  });

  it.each(FOREIGN)('a page of another may not, however alike: %s', async (origin) => {
    const asked = await at(open, '/graphql', preflight(origin));
    expect([asked.status, corsOf(asked.headers)]).toEqual([403, {}]);
    const answered = await at(open, '/graphql', question(origin, open.demoKey));
    expect([answered.status, corsOf(answered.headers)]).toEqual([
      origin === SHOP.toUpperCase() || origin === `${SHOP}/` ? 200 : 403,
      {},
    ]);
    // What only reads is answered to programs as well: the browser keeps it from the page, and caches keep it apart.
    const search = `?query=${encodeURIComponent(BALANCE)}`;
    const read = await at(open, `/graphql${search}`, {
      headers: { origin, authorization: `Bearer ${open.demoKey}`, 'apollo-require-preflight': '1' },
    });
    expect([read.status, corsOf(read.headers), read.headers.vary]).toEqual([200, {}, 'origin']);
  });

  it('no other path answers to pages, and no foreign Host gets a preflight', async () => {
    for (const path of ['/health', '/playground', '/webhooks/stripe', '/checkout/done', '/outputs/x.png']) {
      expect([path, corsOf((await at(open, path, { headers: { origin: SHOP } })).headers)]).toEqual([path, {}]);
      expect((await at(open, path, preflight(SHOP))).headers).not.toHaveProperty('access-control-allow-origin');
    }
    const { headers = {}, ...rest } = preflight(SHOP);
    const rebound = await at(open, '/graphql', { ...rest, headers: { ...headers, host: 'evil.example' } });
    expect([rebound.status, corsOf(rebound.headers)]).toEqual([421, {}]);
  });
});

describe('every answer', () => {
  it('is not to be sniffed, framed, embedded or kept, and is asked for by https where that is how it is reached', async () => {
    const { headers } = await at(open, '/graphql', question(SHOP, open.demoKey));
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'strict-transport-security': 'max-age=31536000',
      'cache-control': 'no-store',
    });
    for (const path of ['/health', '/playground', '/nothing']) {
      expect((await at(open, path)).headers).toHaveProperty('strict-transport-security');
      expect((await at(closed, path)).headers).not.toHaveProperty('strict-transport-security');
    }
  });
});
