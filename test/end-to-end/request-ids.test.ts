// Every answer that is an error bears the id of its request, in its headers and, where its form has a place for it, in its body; the same id
// is in the log. For GraphQL and for every route of every dialect.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Dialect } from '../../src/rest/dialect.ts';
import { DIALECTS } from '../../src/rest/index.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Its errors are OpenAI's, whose form has no field for an id. */
const WITHOUT_PLACE: ReadonlySet<string> = new Set(['lumenfall']);

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ environment: { ACCESS_LOG: '0' } });
});

afterAll(() => gateway.stop());

interface Failed {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
  readonly requestId: string;
}

interface Asking extends Omit<RequestInit, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
}

async function fail(path: string, init: Asking): Promise<Failed> {
  const requestId = `asked-${randomUUID()}`;
  const headers = { ...init.headers, 'x-request-id': requestId };
  const answer = await fetch(`${gateway.url}${path}`, { ...init, headers, redirect: 'manual' });
  return { status: answer.status, body: await answer.text(), headers: answer.headers, requestId };
}

/** The line of the log that says how it was answered. */
async function expectInLog({ requestId, status }: Failed): Promise<void> {
  const line = (): string | undefined =>
    gateway
      .logs()
      .split('\n')
      .find((one) => one.includes(requestId) && one.includes('"msg":"request"'));
  await waitUntil(`${requestId} is in the log`, () => line() !== undefined);
  expect(JSON.parse(line() ?? '{}')).toMatchObject({ requestId, status });
}

describe('GraphQL', () => {
  const json = { 'content-type': 'application/json' };
  const asked = (query: string, variables: object = {}) => JSON.stringify({ query, variables });
  const generate = `mutation ($input: GenerateInput!) { generate(input: $input) { generation { id } } }`;

  it.each<[string, string | undefined, (key: string) => Record<string, string>]>([
    ['without a key', asked('{ balance { available } }'), () => json],
    ['with a wrong key', asked('{ balance { available } }'), () => ({ ...json, authorization: 'Bearer tg_no' })],
    ['that is no GraphQL', asked('{ balance'), (key) => ({ ...json, authorization: `Bearer ${key}` })],
    ['for a field that is not there', asked('{ nothing }'), (key) => ({ ...json, authorization: `Bearer ${key}` })],
    ['with a wrong variable', asked(generate, { input: 1 }), (key) => ({ ...json, authorization: `Bearer ${key}` })],
    ['that is no JSON', '{', (key) => ({ ...json, authorization: `Bearer ${key}` })],
    ['in another form', 'a=b', (key) => ({ 'content-type': 'text/csv', authorization: `Bearer ${key}` })],
  ])('%s', async (_, body, headersFor) => {
    const failed = await fail('/graphql', { method: 'POST', body: body ?? null, headers: headersFor(gateway.demoKey) });
    expect(failed.headers.get('x-request-id')).toBe(failed.requestId);
    const { errors } = JSON.parse(failed.body) as { errors: { extensions: { requestId: string } }[] };
    expect(errors.length).toBeGreaterThan(0);
    for (const { extensions } of errors) expect(extensions.requestId).toBe(failed.requestId);
    if (failed.status >= 400) await expectInLog(failed);
  });
});

describe('a path that is not there', () => {
  it('bears it as well', async () => {
    const failed = await fail('/nowhere', { method: 'GET' });
    expect(failed.status).toBe(404);
    expect(JSON.parse(failed.body)).toMatchObject({ error: { requestId: failed.requestId } });
    await expectInLog(failed);
  });
});

describe.each(DIALECTS.map((dialect) => [dialect.name, dialect] as const))('%s', (name, dialect: Dialect) => {
  async function expectNamed(failed: Failed): Promise<void> {
    const { status, body, headers, requestId } = failed;
    expect(status).toBeGreaterThanOrEqual(400);
    expect([body, headers.get('x-request-id')]).toEqual([body, requestId]);
    const parsed = JSON.parse(body) as { request_id?: string; error?: { requestId?: string } };
    if (!WITHOUT_PLACE.has(name)) expect(parsed.request_id).toBe(requestId);
    await expectInLog(failed);
  }

  it.each(
    dialect.routes
      .filter(({ scopes }) => scopes !== 'NO_KEY')
      .map((route) => [`${route.method} ${route.path}`, route] as const),
  )('%s without a key, and with one that nobody has', async (_, { method, path }) => {
    const plain = `${dialect.prefix}${path.replaceAll(/:\w+|\*/g, 'x')}`;
    await expectNamed(await fail(plain, { method }));
    await expectNamed(await fail(plain, { method, headers: { authorization: 'Bearer tg_live_of_nobody_0123456789' } }));
  });

  it('a path that is not there', async () => {
    await expectNamed(await fail(`${dialect.prefix}/nowhere/at/all`, { method: 'GET' }));
  });
});
