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

  it('passes every audit but the accepted ones', async () => {
    const audits = serverAudits({
      url: `${gateway.url}/graphql`,
      fetchFn: (url: string, init: RequestInit = {}) => {
        const headers = new Headers(init.headers);
        headers.set('authorization', `Bearer ${gateway.demoKey}`);
        return fetch(url, { ...init, headers });
      },
    });
    const failed: string[] = [];
    for (const audit of audits) {
      const result = await audit.fn();
      if (result.status !== 'ok' && !ACCEPTED.has(audit.id)) failed.push(`${audit.id} ${result.status}: ${audit.name}`);
    }
    expect(audits.length).toBeGreaterThan(50);
    expect(failed).toEqual([]);
  });
});
