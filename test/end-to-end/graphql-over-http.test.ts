// The endpoint against the GraphQL over HTTP specification, by the audits of its reference implementation.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { ask } from '../support/gateway-client.ts';

/** SHOULDs that Apollo Server decides otherwise, and optional features. Everything else must pass. */
const ACCEPTED = new Set(['572B', 'FDE2', '7B9B', '5A70', 'D6D5', '6A70']);

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(async () => {
  await gateway.stop();
});

describe('GraphQL over HTTP', () => {
  it.each([
    'subscription { balanceUpdated { available } }',
    'subscription A { balanceUpdated { reserved } } query B { balance { reserved } }',
  ])('sends subscriptions to the WebSocket, and logs no failure: %s', async (query) => {
    const before = gateway.logs().length;
    const { status, data, errors } = await ask(
      gateway.url,
      { query, ...(query.includes('query B') ? { operationName: 'A' } : {}) },
      { key: gateway.demoKey },
    );
    expect([status, data]).toEqual([400, undefined]);
    expect(errors).toMatchObject([
      { message: expect.stringContaining('use WebSocket'), extensions: { code: 'BAD_REQUEST' } },
    ]);
    expect(gateway.logs().slice(before)).not.toMatch(/"level":[45]0/);
    expect((await gateway.ask(query, {}, { key: 'tg_nobody_0123456789' })).status).toBe(401);
  });

  it.each(['loopback', 'reachable'])('passes every audit but the accepted ones when it is %s', async (exposure) => {
    const environment = { PUBLIC_URL: 'https://tollgate.example.com', PAYMENTS: 'simulated' };
    const asked = exposure === 'loopback' ? gateway : await startTestGateway({ environment });
    const audits = serverAudits({
      url: `${asked.localUrl}/graphql`,
      fetchFn: (url: string, init: RequestInit = {}) => {
        const headers = new Headers(init.headers);
        headers.set('authorization', `Bearer ${asked.demoKey}`);
        return fetch(url, { ...init, headers });
      },
    });
    const results = await Promise.all(
      audits.map(async (audit) => ({ ...(await audit.fn()), id: audit.id, name: audit.name })),
    );
    const query = 'query ($id: ID!) { node(id: $id) { id } }';
    const spoken = await ask(asked.localUrl, { query, variables: { id: 'gen_🏃' } }, { key: asked.demoKey });
    expect([spoken.status, spoken.data]).toEqual([200, { node: null }]);
    if (asked !== gateway) await asked.stop();
    // These ask for the schema, which strangers are not shown; what they are about is asked otherwise below.
    const closed = exposure === 'reachable' ? ['BF61', '28B9', '2EA1'] : [];
    const failed = results.filter(({ status, id }) => status !== 'ok' && !closed.includes(id));
    expect(audits.length).toBeGreaterThan(50);
    // The specification knows errors (MUST), warnings (SHOULD) and notices (MAY).
    expect(failed.filter(({ status }) => status === 'error').map(({ id, name }) => `${id} ${name}`)).toEqual([]);
    expect(failed.filter(({ id }) => !ACCEPTED.has(id)).map(({ id, name }) => `${id} ${name}`)).toEqual([]);
  });
});
