// Every route of every dialect, whatever it is sent: answered in the dialect's form, never with a bug, and never without a scope.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Scope } from '../../src/keys/index.ts';
import { SCOPES } from '../../src/keys/scope.ts';
import type { Dialect } from '../../src/rest/dialect.ts';
import { DIALECTS } from '../../src/rest/index.ts';
import type { Route } from '../../src/rest/route.ts';
import { WRONG_KINDS } from '../programs/fuzz/hostile-values.ts';
import { type Random, randomFrom } from '../programs/fuzz/random.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const ROUTES = DIALECTS.flatMap((dialect) =>
  dialect.routes.map((route) => ({ name: `${dialect.name} ${route.name}`, dialect, route })),
);
const FACTS = { requestId: 'x', now: new Date(0) };
/** Those that a key of a customer can have. */
const CUSTOMER_SCOPES = SCOPES.filter((scope) => scope !== 'OPERATOR');
const ROUNDS = 12;

const CREATE_KEY = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { secret userErrors { code message } }
}`;

describe('every route', () => {
  let gateway: TestGateway;
  /** One for each scope. */
  const keys = new Map<Scope, string>();
  let poor: string;

  beforeAll(async () => {
    gateway = await startTestGateway({ forgetsDetails: true });
    for (const scope of CUSTOMER_SCOPES) {
      const input = { name: scope, scopes: [scope] };
      const { data, errors } = await gateway.ask(CREATE_KEY, { input });
      if (data?.createApiKey?.secret === undefined) throw new Error(JSON.stringify(errors ?? data));
      keys.set(scope, data.createApiKey.secret);
    }
    // What is asked with good values would run otherwise.
    poor = (await gateway.newAccount('0')).key;
  });

  afterAll(() => gateway.stop());

  const send = (dialect: Dialect, { method, path }: Pick<Sent, 'method' | 'path'>, init: RequestInit = {}) =>
    fetch(`${gateway.url}${dialect.prefix}${path}`, { ...init, method, redirect: 'manual' });

  it.each(ROUTES)('$name: nobody without a key', async ({ dialect, route }) => {
    const answer = await send(dialect, { method: route.method, path: plainPath(route) });
    if (route.scopes === 'NO_KEY') {
      expect(answer.status).toBeLessThan(500);
      return;
    }
    const wanted = dialect.refuse({ kind: 'IDENTITY', problem: 'MISSING', message: '' }, FACTS);
    expect(answer.status).toBe(wanted.status);
    expect(dialect.error.safeParse(await answer.json()).error).toBeUndefined();
  });

  it.each(ROUTES)('$name: no key without one of its scopes', async ({ dialect, route }) => {
    const { scopes } = route;
    if (scopes === 'NO_KEY') return;
    const lacking = CUSTOMER_SCOPES.filter((scope) => !scopes.includes(scope));
    const { status } = dialect.refuse({ kind: 'SCOPE', scopes, message: '' }, FACTS);
    for (const scope of lacking) {
      const headers = { authorization: `Bearer ${keys.get(scope)}` };
      const answer = await send(dialect, { method: route.method, path: plainPath(route) }, { headers });
      expect([scope, answer.status]).toEqual([scope, status]);
      expect(dialect.error.safeParse(await answer.json()).error).toBeUndefined();
    }
  });

  it.each(ROUTES)('$name: whatever it is sent', async ({ dialect, route, name }) => {
    const random = randomFrom(seedOf(name));
    for (let round = 0; round < ROUNDS; round += 1) {
      const sent = hostile(route, random);
      const { path, method, body, headers } = sent;
      const authorization = `Bearer ${poor}`;
      const answer = await send(dialect, { method, path }, { headers: { ...headers, authorization }, ...body });
      const text = await answer.text();
      const seen = { sent, status: answer.status, text: text.slice(0, 500) };
      expect({ ...seen, isBug: answer.status === 500 }).toEqual({ ...seen, isBug: false });
      expect({ ...seen, isRight: isRight(dialect, route, { status: answer.status, text }) }).toEqual({
        ...seen,
        isRight: true,
      });
      expect(text).not.toMatch(/node_modules|at \w+ \(|\.ts:\d/);
    }
  });

  it('left no bug in the log, and no credit unexplained', async () => {
    expect(gateway.logs()).not.toMatch(/a request of another dialect failed/);
    const { data } = await gateway.ask('{ verifyLedger { ok } }');
    expect(data).toEqual({ verifyLedger: { ok: true } });
  });
});

interface Sent {
  readonly method: Route['method'];
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly body?: string | FormData };
}

function plainPath({ path }: Route): string {
  return path.replaceAll(/\{\w+\*?\}/g, 'x');
}

const PLACES = [
  'x',
  'a/b/c',
  '..%2f..%2fetc',
  '%00',
  '%F0%9F%98%80',
  'a'.repeat(300),
  '%',
  '__proto__',
  'gen_x',
  '-1',
  "'",
];

function hostile(route: Route, random: Random): Sent {
  const path = route.path.replaceAll(/\{\w+\*?\}/g, () => random.pick(PLACES));
  const query = new URLSearchParams();
  for (const name of namesOf(route.query)) {
    if (random.chance(0.6)) query.append(name, texted(random.pick(WRONG_KINDS)));
  }
  const search = query.size === 0 ? '' : `?${query}`;
  const { method } = route;
  if (method === 'GET' || route.body === undefined) return { method, path: path + search, headers: {}, body: {} };
  return { method, path: path + search, ...bodyOf(route, random) };
}

function bodyOf(route: Route, random: Random): Pick<Sent, 'headers' | 'body'> {
  const fields = namesOf(route.body).filter(() => random.chance(0.7));
  const values = Object.fromEntries(fields.map((name) => [name, random.pick(WRONG_KINDS)]));
  if (route.bodyForms?.includes('multipart') === true && random.chance(0.5)) {
    const form = new FormData();
    for (const [name, value] of Object.entries(values)) form.append(name, texted(value));
    if (random.chance(0.5)) form.append('assets[]', new Blob(['no picture']), 'a.png');
    return { headers: {}, body: { body: form } };
  }
  const text = random.chance(0.1) ? '{"a":' : JSON.stringify(random.chance(0.1) ? random.pick(WRONG_KINDS) : values);
  return { headers: { 'content-type': 'application/json' }, body: { body: text } };
}

/** Fields that the schema says. */
function namesOf(schema: z.ZodType | undefined): string[] {
  if (schema === undefined) return [];
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.keys(properties);
}

function texted(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch {
    return 'x';
  }
}

const seedOf = (name: string): number =>
  Array.from(name).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7);

function isRight(dialect: Dialect, { answers }: Route, { status, text }: { status: number; text: string }): boolean {
  const shape = status < 300 ? answers[status] : undefined;
  if (shape === 'media' || shape === 'empty') return true;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  return (shape ?? dialect.error).safeParse(value).success;
}
