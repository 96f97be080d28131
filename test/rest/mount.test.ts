import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createKeyAttempts, NO_REQUEST_LIMITS, type RequestLimits, type Viewer } from '../../src/callers/index.ts';
import { readConfiguration } from '../../src/config/index.ts';
import type { Dialect } from '../../src/rest/dialect.ts';
import { DIALECTS, openApiOf } from '../../src/rest/index.ts';
import { json, refused, route } from '../../src/rest/route.ts';
import { createLogger } from '../../src/server/create-logger.ts';
import { createApp } from '../../src/server/http/create-app.ts';
import { type RestRouteOptions, registerRestRoutes } from '../../src/server/http/rest-routes.ts';

const viewer = {
  key: { scopes: ['GENERATION_READ'] },
  account: { id: '01890a5d-ac96-774b-bcce-b302099a8057' },
  plan: { name: 'Free', requestsPerMinute: 2 },
} as unknown as Viewer;

const dialect: Dialect = {
  name: 'probe',
  prefix: '/probe',
  title: 'Probe',
  error: z.object({ wrong: z.string() }),
  headers: ({ requestId, allowance }) => ({ 'x-probe': `${requestId} ${allowance?.remaining ?? 'any'}` }),
  refuse: (problem) => json('status' in problem ? problem.status : 400, { wrong: problem.kind, says: problem }),
  routes: [
    route({
      method: 'GET',
      path: '/v1/things/{name*}',
      name: 'thing',
      summary: 'A thing.',
      scopes: ['GENERATION_READ'],
      params: z.object({ name: z.string().max(30) }),
      query: z.object({ count: z.coerce.number().int().optional() }),
      answers: { 200: z.object({ name: z.string() }) },
      handle: async ({ params, query }) => json(200, { name: params.name, count: query.count }),
    }),
    route({
      method: 'POST',
      path: '/v1/things',
      name: 'make',
      summary: 'Make one.',
      scopes: ['GENERATION_READ'],
      bodyForms: ['json', 'multipart'],
      body: z.object({ title: z.string() }),
      answers: { 201: 'empty' },
      handle: async ({ body, files }) =>
        json(201, { title: body.title, files: files.map(({ field, bytes }) => [field, bytes.toString()]) }),
    }),
    route({
      method: 'DELETE',
      path: '/v1/things',
      name: 'forbidden',
      summary: 'Nobody may.',
      scopes: ['OPERATOR'],
      answers: { 204: 'empty' },
      handle: async () => ({ status: 204, body: { kind: 'empty' } }),
    }),
    route({
      method: 'GET',
      path: '/v1/open',
      name: 'open',
      summary: 'For anybody.',
      scopes: 'NO_KEY',
      answers: { 200: z.object({}) },
      handle: async () => refused({ kind: 'NOT_FOUND', what: 'thing', message: 'no' }),
    }),
    route({
      method: 'GET',
      path: '/v1/bug',
      name: 'bug',
      summary: 'Fails.',
      scopes: 'NO_KEY',
      answers: { 200: z.object({}) },
      handle: () => Promise.reject(new Error('the password is swordfish')),
    }),
  ],
};

async function open(limits: RequestLimits = NO_REQUEST_LIMITS): Promise<FastifyInstance> {
  const logger = createLogger('silent');
  const app = createApp(logger);
  const services = {
    now: () => new Date(0),
    keys: {
      recall: (secret: string) => (secret === 'good' ? { ...viewer.key, accountId: viewer.account.id } : undefined),
      verify: async () => ({ status: 'refused', problem: 'EXPIRED' }),
    },
    accounts: { find: async () => viewer.account },
    catalog: { plan: () => viewer.plan },
  } as unknown as RestRouteOptions['services'];
  const clientOf = () => ({ address: '127.0.0.1', network: '127.0.0.1' });
  const { signal: stopping } = new AbortController();
  registerRestRoutes(app, [dialect], { services, limits, attempts: createKeyAttempts(), clientOf, logger, stopping });
  await app.ready();
  return app;
}

describe('routes of a dialect', () => {
  let app: FastifyInstance;

  beforeAll(async () => {
    app = await open();
  });

  afterAll(() => app.close());

  const ask = (method: 'GET' | 'POST' | 'DELETE', url: string, more: object = {}) =>
    app.inject({ method, url: `/probe${url}`, headers: { authorization: 'Bearer good' }, ...more });

  it('reads a name with slashes, and the query by its schema', async () => {
    const answer = await ask('GET', '/v1/things/bfl%2Fflux/1.1?count=3');
    expect([answer.statusCode, answer.json(), answer.headers['x-probe']]).toEqual([
      200,
      { name: 'bfl/flux/1.1', count: 3 },
      expect.stringMatching(/ any$/),
    ]);
  });

  it('refuses what a schema does not take, with its place', async () => {
    const [query, params, body] = [
      await ask('GET', '/v1/things/a?count=x'),
      await ask('GET', `/v1/things/${'a'.repeat(31)}`),
      await ask('POST', '/v1/things', { payload: { title: 1 } }),
    ];
    expect([query, params, body].map((answer) => answer.json<{ says: object }>().says)).toMatchObject([
      { kind: 'INPUT', path: ['count'] },
      { kind: 'INPUT', path: ['name'] },
      { kind: 'INPUT', path: ['title'] },
    ]);
  });

  it('takes a form with its files', async () => {
    const form = new FormData();
    form.set('title', 'a');
    form.append('assets[]', new Blob(['one']), 'one.png');
    form.append('assets[]', new Blob(['two']), 'two.png');
    const encoded = new Response(form);
    const payload = Buffer.from(await encoded.arrayBuffer());
    const headers = { authorization: 'Bearer good', 'content-type': encoded.headers.get('content-type') };
    const answer = await ask('POST', '/v1/things', { payload, headers });
    expect(answer.json()).toEqual({
      title: 'a',
      files: [
        ['assets', 'one'],
        ['assets', 'two'],
      ],
    });
  });

  it('refuses bodies of other types, broken ones, and those that are too large', async () => {
    const send = (type: string, payload: string) =>
      ask('POST', '/v1/things', { payload, headers: { authorization: 'Bearer good', 'content-type': type } });
    const [text, broken, large] = [
      await send('text/plain', 'a'),
      await send('application/json', '{'),
      await send('application/json', JSON.stringify({ title: 'a'.repeat(100_000) })),
    ];
    expect([text, broken, large].map(({ statusCode }) => statusCode)).toEqual([415, 400, 413]);
    expect([text, broken, large].map((answer) => answer.json<{ wrong: string }>().wrong)).toEqual([
      'BODY',
      'BODY',
      'BODY',
    ]);
  });

  it('says what is wrong with a key, and which scope is missing', async () => {
    const missing = await ask('GET', '/v1/things/a', { headers: {} });
    const expired = await ask('GET', '/v1/things/a', { headers: { authorization: 'Bearer other' } });
    const narrow = await ask('DELETE', '/v1/things');
    expect([missing, expired, narrow].map((answer) => answer.json<{ says: object }>().says)).toMatchObject([
      { kind: 'IDENTITY', problem: 'MISSING' },
      { kind: 'IDENTITY', problem: 'EXPIRED' },
      { kind: 'SCOPE', scopes: ['OPERATOR'] },
    ]);
    expect(missing.headers['www-authenticate']).toBe('Bearer');
  });

  it('answers unknown paths and methods in its own form', async () => {
    const unknown = await ask('GET', '/v2/nothing');
    const other = await ask('DELETE', '/v1/open');
    expect([unknown, other].map((answer) => answer.json<{ says: object }>().says)).toMatchObject([
      { kind: 'NO_ROUTE' },
      { kind: 'NO_ROUTE', allow: ['GET'] },
    ]);
    expect(other.headers.allow).toBe('GET');
  });

  it('asks nobody who they are where no key is needed', async () => {
    const answer = await ask('GET', '/v1/open', { headers: {} });
    expect(answer.json<{ wrong: string }>().wrong).toBe('NOT_FOUND');
  });

  it('says nothing of a bug', async () => {
    const answer = await ask('GET', '/v1/bug');
    expect(answer.json<{ wrong: string }>().wrong).toBe('FAILED');
    expect(answer.body).not.toContain('swordfish');
  });

  it('refuses what is over the minute, and says what is left', async () => {
    const over = { status: 'refused', limit: 2, remaining: 0, resetSeconds: 7 } as const;
    const counted = await open({ ...NO_REQUEST_LIMITS, take: () => over });
    const answer = await counted.inject({ url: '/probe/v1/things/a', headers: { authorization: 'Bearer good' } });
    await counted.close();
    expect(answer.json()).toMatchObject({ wrong: 'RATE_LIMITED', says: { allowance: over } });
    expect(answer.headers['x-probe']).toMatch(/ 0$/);
  });
});

describe('dialects', () => {
  it('are those that the configuration knows', () => {
    const known = readConfiguration({}).restDialects;
    expect(DIALECTS.every(({ name, prefix }) => known.some((one) => one === name) && prefix === `/${name}`)).toBe(true);
  });

  it('name each of their routes once', () => {
    for (const { routes } of DIALECTS) expect(new Set(routes.map(({ name }) => name)).size).toBe(routes.length);
  });

  it('are described as OpenAPI', () => {
    const { paths } = openApiOf([dialect]) as { paths: Record<string, Record<string, Record<string, unknown>>> };
    expect(Object.keys(paths)).toEqual([
      '/probe/v1/things/{name}',
      '/probe/v1/things',
      '/probe/v1/open',
      '/probe/v1/bug',
    ]);
    expect(paths['/probe/v1/things/{name}']?.['get']).toMatchObject({
      operationId: 'probe_thing',
      parameters: [
        { name: 'name', in: 'path', required: true },
        { name: 'count', in: 'query', required: false },
      ],
    });
  });
});
