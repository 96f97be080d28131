// What a stranger gets of a gateway that others can reach, and what a page elsewhere gets of one that they cannot.
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { ask } from '../support/gateway-client.ts';
import { BALANCE } from '../support/gateway-operations.ts';
import { type RawRequest, rawRequest } from '../support/raw-request.ts';

const PATHS = [
  '/',
  '/playground',
  '/playground/graphiql.css',
  '/graphql',
  '/outputs/x.png',
  '/checkout/done',
  '/nothing',
];
const PUBLIC_URL = 'https://tollgate.example.com';

let local: TestGateway;
let known: TestGateway;
let everywhere: TestGateway;

beforeAll(async () => {
  local = await startTestGateway();
  known = await startTestGateway({
    environment: {
      PUBLIC_URL,
      PAYMENTS: 'simulated',
      ALLOWED_HOSTS: 'tollgate.internal',
      ALLOWED_ORIGINS: 'https://shop.example.com',
    },
  });
  everywhere = await startTestGateway({ environment: { HOST: '0.0.0.0', PAYMENTS: 'simulated', DEMO_API_KEY: '' } });
});

afterAll(async () => {
  for (const gateway of [local, known, everywhere]) await gateway.stop();
});

const at = (gateway: TestGateway, path: string, request: RawRequest = {}) =>
  rawRequest(`${gateway.localUrl}${path}`, request);

/** The status with which an upgrade is refused; 101 when the socket opens. */
async function upgradeStatus(gateway: TestGateway, headers: Record<string, string>): Promise<number> {
  const url = `${gateway.localUrl.replace(/^http/, 'ws')}/graphql`;
  const socket = new WebSocket(url, 'graphql-transport-ws', { headers });
  const opened = once(socket, 'open').then(() => 101);
  opened.catch(() => undefined);
  const refused = once(socket, 'unexpected-response').then(([, { statusCode }]) => Number(statusCode));
  refused.catch(() => undefined);
  const status = await Promise.race([opened, refused]);
  socket.on('error', () => undefined);
  socket.terminate();
  return status;
}

describe('a gateway that others can reach', () => {
  it('shows no key on any page, not even one that was configured', async () => {
    for (const gateway of [known, everywhere]) {
      const { status, body } = await at(gateway, '/playground');
      expect(status).toBe(200);
      expect(body).toContain('Bearer \\u003cyour API key>');
      expect(body).not.toContain(gateway.demoKey);
    }
  });

  it('has a demo account when DEMO_API_KEY asks for it by name, and does not print its key', async () => {
    const { data } = await ask(known.localUrl, { query: BALANCE }, { key: known.demoKey });
    expect(data.balance.available).toBe('100');
    expect(known.logs()).toContain('Demo key     the value of DEMO_API_KEY');
    expect(known.logs()).not.toContain(known.demoKey);
    expect((await ask(everywhere.localUrl, { query: BALANCE }, { key: everywhere.demoKey })).status).toBe(401);
    expect(everywhere.logs()).toContain('Demo key     none');
  });

  it('shows no schema', async () => {
    const { errors } = await ask(known.localUrl, { query: '{ __schema { types { name } } }' }, { key: known.demoKey });
    expect(errors?.[0].message).toMatch(/introspection/);
  });

  it('says at its start what is simulated', () => {
    for (const gateway of [local, known, everywhere]) {
      expect(gateway.logs()).toMatch(/ Payments +SIMULATED/);
      expect(gateway.logs()).toMatch(/ Providers +sandbox \(SIMULATED/);
    }
    expect(everywhere.logs()).toMatch(/ Reach +others \(set PUBLIC_URL/);
    expect(local.logs()).toMatch(/ Reach +this machine only/);
  });

  it('is asked by its public name, by an allowed one, and from its own machine', async () => {
    for (const host of ['tollgate.example.com', 'tollgate.internal:4000', 'localhost', '127.0.0.1']) {
      expect([host, (await at(known, '/playground', { headers: { host } })).status]).toEqual([host, 200]);
    }
    expect((await at(known, '/playground', { headers: { host: '192.168.1.5' } })).status).toBe(421);
  });

  it('is asked by any address when it has no public name', async () => {
    const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
    const outer = addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
    const { port } = new URL(everywhere.localUrl);
    if (outer !== undefined) expect((await fetch(`http://${outer}:${port}/playground`)).status).toBe(200);
    expect((await at(everywhere, '/playground', { headers: { host: '203.0.113.7:4000' } })).status).toBe(200);
  });
});

describe('a request with a foreign Host', () => {
  it.each(PATHS)('is answered 421, without content: %s', async (path) => {
    for (const gateway of [local, known, everywhere]) {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const { status, body, headers } = await at(gateway, path, { method, headers: { host: 'evil.example:4000' } });
        expect([method, status, body]).toEqual([method, 421, '']);
        expect(headers).not.toHaveProperty('location');
      }
    }
  });

  it('is answered 421 by the simulator and to webhooks, with any key', async () => {
    const headers = { host: 'evil.example', authorization: `Bearer ${local.demoKey}` };
    for (const path of ['/simulator/stripe/pay/cs_test_1', '/simulator/stripe/v1/balance', '/webhooks/stripe']) {
      expect(await at(local, path, { method: 'POST', headers })).toMatchObject({ status: 421, body: '' });
    }
    const query = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } };
    expect(await at(local, '/graphql', { ...query, body: JSON.stringify({ query: BALANCE }) })).toMatchObject({
      status: 421,
      body: '',
    });
  });

  it('is answered to a probe that knows an address only, and to no other name', async () => {
    for (const gateway of [local, known]) {
      for (const path of ['/health', '/health/ready']) {
        expect((await at(gateway, path, { headers: { host: '10.1.2.3:4000' } })).status).toBe(200);
        expect((await at(gateway, path, { headers: { host: 'evil.example' } })).status).toBe(421);
      }
      expect((await at(gateway, '/playground', { headers: { host: '10.1.2.3:4000' } })).status).toBe(421);
    }
  });

  it('opens no WebSocket', async () => {
    expect(await upgradeStatus(local, { host: 'evil.example' })).toBe(421);
    expect(await upgradeStatus(known, { host: 'evil.example' })).toBe(421);
    expect(await upgradeStatus(known, { host: 'tollgate.example.com' })).toBe(101);
  });
});

describe('a page of a foreign origin', () => {
  it('opens no WebSocket; a client that is no page does, and so does an allowed page', async () => {
    const { host } = new URL(local.localUrl);
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:3000']) {
      expect([origin, await upgradeStatus(local, { origin })]).toEqual([origin, 403]);
    }
    expect(await upgradeStatus(local, { origin: `http://${host}` })).toBe(101);
    expect(await upgradeStatus(local, {})).toBe(101);
    const name = { host: 'tollgate.example.com' };
    expect(await upgradeStatus(known, { ...name, origin: 'https://shop.example.com' })).toBe(101);
    expect(await upgradeStatus(known, { ...name, origin: PUBLIC_URL })).toBe(101);
    expect(await upgradeStatus(known, { ...name, origin: 'https://evil.example' })).toBe(403);
  });

  it('changes nothing over HTTP, where a form needs no key', async () => {
    const pay = '/simulator/stripe/pay/cs_test_1/pay';
    for (const origin of ['https://evil.example', 'null']) {
      const foreign = await at(local, pay, { method: 'POST', headers: { origin } });
      expect([foreign.status, foreign.body]).toEqual([403, expect.stringContaining('ALLOWED_ORIGINS')]);
    }
    const own = await at(local, pay, { method: 'POST', headers: { origin: local.localUrl } });
    expect(own.status).toBe(404);
  });

  it('is answered by GraphQL in its own form', async () => {
    const request = { key: local.demoKey, headers: { origin: 'https://evil.example' } };
    const { status, errors } = await ask(local.url, { query: BALANCE }, request);
    expect([status, errors?.[0].extensions.code]).toEqual([403, 'FORBIDDEN']);
    const own = { key: local.demoKey, headers: { origin: local.localUrl } };
    expect((await ask(local.url, { query: BALANCE }, own)).status).toBe(200);
  });
});

describe('a gateway with PAYMENTS=off', () => {
  it('starts beside real providers, sells nothing, and believes no webhook', async () => {
    const gateway = await startTestGateway({ environment: { PAYMENTS: 'off', OPENAI_API_KEY: 'sk-nobody-has-this' } });
    const input = { packId: 'pack-10', idempotencyKey: 'first' };
    const { data } = await gateway.ask(
      `mutation ($input: BuyCreditPackInput!) { buyCreditPack(input: $input) { purchase { id } userErrors { code } } }`,
      { input },
    );
    expect(data.buyCreditPack).toEqual({
      purchase: null,
      userErrors: [{ code: 'PAYMENT_PROVIDER_UNAVAILABLE' }],
    });
    expect((await at(gateway, '/simulator/stripe/pay/cs_test_1')).status).toBe(404);
    const forged = { method: 'POST', headers: { 'stripe-signature': 't=1,v1=00' }, body: '{}' };
    expect((await at(gateway, '/webhooks/stripe', forged)).status).toBe(400);
    expect(gateway.logs()).toMatch(/ Payments +off/);
    expect(gateway.logs()).toMatch(/ Providers +openai/);
    await gateway.stop();
  });
});
