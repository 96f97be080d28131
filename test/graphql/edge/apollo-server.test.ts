import { describe, expect, it } from '@jest/globals';
import { OverloadedError } from '../../../src/ledger/index.ts';
import { credits, fakeViewer, NOW, openEdge, REQUEST_ID } from '../open-edge.ts';

const BALANCE = {
  available: credits('12.48'),
  reserved: credits('0.5'),
  sequence: 7n,
  lots: [],
  expiringSoon: credits('0'),
  frozen: credits('0'),
  debt: credits('0'),
  creditLimit: credits('0'),
  asOf: NOW,
};
const fine = { balance: async () => BALANCE };

describe('GraphQL over HTTP', () => {
  it('answers', async () => {
    const { status, data, errors } = await openEdge({ ledger: fine }).ask(
      '{ balance { available reserved sequence } }',
    );
    expect({ status, data, errors }).toEqual({
      status: 200,
      data: { balance: { available: '12.48', reserved: '0.5', sequence: '7' } },
      errors: [],
    });
  });

  it('refuses a field that the key has no scope for with 403, before any room is asked', async () => {
    const viewer = fakeViewer({ scopes: ['GENERATION_READ'] });
    const { status, data, errors } = await openEdge().ask(
      '{ models(first: 1) { nodes { id } } balance { available } }',
      {},
      { viewer },
    );
    expect(status).toBe(403);
    expect(data).toBeUndefined();
    expect(errors[0].extensions).toEqual({
      code: 'FORBIDDEN_SCOPE',
      field: 'Query.balance',
      requiredScopes: ['ACCOUNT_READ'],
      requestId: REQUEST_ID,
    });
  });

  it('finds a guarded field inside fragments and inside other types', async () => {
    const viewer = fakeViewer({ scopes: ['ACCOUNT_READ'] });
    const query =
      '{ ...All } fragment All on Query { transactions { nodes { ...One } } } fragment One on Transaction { generation { prompt } }';
    const { status, errors } = await openEdge().ask(query, {}, { viewer });
    expect(status).toBe(403);
    expect(errors[0].extensions.field).toBe('Generation.prompt');
  });

  it('keeps operator mutations from customers', async () => {
    const viewer = fakeViewer({ scopes: ['GENERATION_WRITE', 'ACCOUNT_READ', 'KEYS_WRITE', 'BILLING_WRITE'] });
    const mutation =
      'mutation { grantCredits(input: { accountId: "a", credits: "1", idempotencyKey: "k" }) { replayed } }';
    expect((await openEdge().ask(mutation, {}, { viewer })).status).toBe(403);
  });

  it.each([
    ['{ transactions(first: 0) { nodes { id } } }', '1 to 100'],
    ['{ ...F } fragment F on Query { generations(first: 101) { nodes { id } } }', '1 to 100'],
    ['{ usage(days: 0) { from } }', '1 to 365'],
    ['{ usage(days: 366) { from } }', '1 to 365'],
    ['{ estimates(inputs: []) { totalCost } }', '1 to 100'],
  ])('answers 400 to %s', async (query, allowed) => {
    const { status, data, errors } = await openEdge().ask(query);
    expect(status).toBe(400);
    expect(data).toBeUndefined();
    expect(errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT', allowed: [allowed], requestId: REQUEST_ID });
  });

  it("refuses usage beyond the plan's audit window and says how far it goes", async () => {
    const { status, errors } = await openEdge().ask(
      '{ usage(days: 31) { from } }',
      {},
      { viewer: fakeViewer({ plan: 'free' }) },
    );
    expect(status).toBe(400);
    expect(errors[0].extensions.allowed).toEqual(['1 to 30']);
  });

  it('looks at variables as it does at literals', async () => {
    const query = 'query ($first: Int = 500) { purchases(first: $first) { nodes { id } } }';
    expect((await openEdge().ask(query)).status).toBe(400);
    expect((await openEdge().ask(query, { first: 0 })).status).toBe(400);
  });

  it('refuses malformed cursors and ids of filters', async () => {
    const edge = openEdge();
    expect((await edge.ask('{ transactions(after: "nonsense") { nodes { id } } }')).status).toBe(400);
    expect((await edge.ask('{ transactions(where: { generationId: "gen_x" }) { nodes { id } } }')).status).toBe(400);
    expect(
      (await edge.ask('query ($m: [ID!]) { generations(where: { model: $m }) { nodes { id } } }', { m: ['a\u0000'] }))
        .status,
    ).toBe(400);
  });

  it('masks what fails, logs it with the request id, and leaves the rest of the answer alone', async () => {
    const boom = new Error('password of the database is hunter2');
    const edge = openEdge({ ledger: { balance: async () => Promise.reject(boom) } });
    const { status, data, errors } = await edge.ask('{ node(id: "lot_1") { id } creditPacks { id } }');
    expect(status).toBe(200);
    expect(data.node).toBeNull();
    expect(data.creditPacks.length).toBeGreaterThan(0);
    expect(errors).toEqual([
      expect.objectContaining({
        message: 'Internal server error',
        path: ['node'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: REQUEST_ID },
      }),
    ]);
    expect(edge.log).toEqual([
      { details: { err: boom, requestId: REQUEST_ID, path: ['node'] }, message: 'a resolver failed' },
    ]);
  });

  it('answers 429 with Retry-After when the ledger is overloaded', async () => {
    const edge = openEdge({ ledger: { balance: async () => Promise.reject(new OverloadedError('full')) } });
    const { status, headers, errors } = await edge.ask('{ balance { available } }');
    expect(status).toBe(429);
    expect(headers.get('retry-after')).toBe('1');
    expect(errors[0].extensions).toMatchObject({ code: 'RATE_LIMITED', retryable: true, requestId: REQUEST_ID });
  });

  it('keeps 200 beside data when only a part is overloaded', async () => {
    const edge = openEdge({ ledger: { balance: async () => Promise.reject(new OverloadedError('full')) } });
    const { status, headers } = await edge.ask('{ node(id: "lot_1") { id } plans { id } }');
    expect(status).toBe(200);
    expect(headers.get('retry-after')).toBe('1');
  });

  it('answers 400 to what is no query, with the request id', async () => {
    const edge = openEdge();
    for (const query of ['{ balance {', '{ nothing }', '', '{ balance { available(x: 1) } }']) {
      const { status, errors } = await edge.ask(query);
      expect(status).toBe(400);
      expect(errors[0].extensions.requestId).toBe(REQUEST_ID);
      expect(errors[0].extensions.stacktrace).toBeUndefined();
    }
  });

  it('refuses a request that a foreign page could have sent', async () => {
    const { status, errors } = await openEdge().ask(
      '{ plans { id } }',
      {},
      { headers: { 'content-type': 'text/plain' } },
    );
    expect(status).toBe(400);
    expect(errors[0].message).toMatch(/Cross-Site Request Forgery/);
    expect(errors[0].extensions.requestId).toBe(REQUEST_ID);
  });

  it('tells nothing of the schema in production', async () => {
    const edge = openEdge({}, { production: true });
    const suggestion = await edge.ask('{ blance { available } }');
    expect(suggestion.errors[0].message).not.toMatch(/Did you mean/);
    const introspection = await edge.ask('{ __schema { types { name } } }');
    expect(introspection.status).toBe(400);
  });

  it('lets a playground read the schema otherwise', async () => {
    const { data } = await openEdge().ask('{ __schema { queryType { name } } }');
    expect(data).toEqual({ __schema: { queryType: { name: 'Query' } } });
  });
});
