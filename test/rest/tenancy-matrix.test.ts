// Whose key it is decides what there is, and its scopes what may be asked: over every route of every dialect. What another account's id
// names is answered as what is nowhere; what other accounts do changes no answer.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IDENTITY_PROBLEMS, type IdentityProblem } from '../../src/callers/identity-problems.ts';
import { ACCOUNT_SUSPENDED } from '../../src/callers/user-errors.ts';
import type { Scope } from '../../src/keys/index.ts';
import { SCOPES } from '../../src/keys/scope.ts';
import { DIALECTS, type Route } from '../../src/rest/index.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { GENERATE, generateInput, revokeKey } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';
import { newKey } from './dialect-client.ts';
import { type Entry, MATRIX, type Named } from './matrix.ts';

const HOUR = 3_600_000;
/** Of an account: seen in an answer, it is recognized, and small costs leave its first digits. */
const CREDITS = '876549999';
const BALANCE_SEEN = /\b87654\d{4}\b/;
/** Those that a key of a customer can have. */
const CUSTOMER_SCOPES = SCOPES.filter((scope) => scope !== 'OPERATOR');
const FACTS = { requestId: 'x', now: new Date(0) };

it('the matrix has exactly the routes that there are', () => {
  const there = DIALECTS.flatMap(({ name, routes }) => routes.map((route) => `${name} ${route.name}`));
  const entered = Object.entries(MATRIX).flatMap(([name, { routes }]) =>
    Object.keys(routes).map((route) => `${name} ${route}`),
  );
  expect(entered.toSorted()).toEqual(there.toSorted());
  expect(there.length).toBeGreaterThan(40);
  // What spends is in the log of requests when it is refused, too.
  for (const { name, routes } of DIALECTS) {
    for (const { name: route, asks } of routes) {
      const isLogged = asks?.({}) === 'GENERATE';
      expect([route, isLogged]).toEqual([route, MATRIX[name]?.routes[route]?.spends === true]);
    }
  }
});

interface Sent {
  readonly status: number;
  /** Headers and body. */
  readonly text: string;
  readonly body: string;
  /** Without what is different each time: ids of requests, moments and durations. */
  readonly said: string;
}

const CHANGING = new Set(['request_id', 'timestamp', 'latency_ms', 'apikey_last_used_at']);

function saidIn(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text, (name, value: unknown) => (CHANGING.has(name) ? undefined : value)));
  } catch {
    return text;
  }
}

/** An id that nothing has, beside one that something has: their order is the same. */
const beside = (id: string): string => `${id.slice(0, -2)}${id.at(-2) === '0' ? '1' : '0'}${id.slice(-1)}`;

describe.each(DIALECTS.map((dialect) => ({ name: dialect.name, dialect })))('$name', ({ name, dialect }) => {
  const matrix = MATRIX[name]!;
  const routes = dialect.routes.flatMap((shape) => {
    const entry = matrix.routes[shape.name];
    return entry === undefined ? [] : [{ route: shape.name, shape, entry }];
  });
  const keyed = routes.filter(({ shape }) => shape.scopes !== 'NO_KEY');
  const naming = routes.filter(({ entry }) => entry.names !== undefined);

  let gateway: TestGateway;
  let ahead = 0;
  let owner: { id: string; key: string };
  let stranger: { id: string; key: string };
  /** Has done nothing, and is asked twice. */
  let quiet: { id: string; key: string };
  let quietBefore: Map<string, string>;
  let revoked: string;
  let expired: string;
  /** Of the owner, by scope. */
  const keys = new Map<Scope, string>();
  let ownerKeyId: string;
  /** What was answered to others than the owner. */
  const toOthers: string[] = [];

  beforeAll(async () => {
    const now = (): Date => new Date(Date.now() + ahead);
    const environment = { STOREFRONT: matrix.storefront, TRUSTED_PROXIES: '127.0.0.1', PAYMENTS: 'simulated' };
    gateway = await startTestGateway({ now, forgetsDetails: true, environment });
    owner = await gateway.newAccount(CREDITS);
    stranger = await gateway.newAccount('1000');
    quiet = await gateway.newAccount('1000');
    for (const scope of CUSTOMER_SCOPES) keys.set(scope, await newKey(gateway, owner.key, { scopes: [scope] }));
    expired = await newKey(gateway, owner.key, { expiresAt: new Date(Date.now() + HOUR).toISOString() });
    revoked = await newKey(gateway, owner.key, {});
    await revokeKey(gateway.ask, owner.key, { id: await keyIdOf(revoked) });
    ownerKeyId = await keyIdOf(owner.key);
    quietBefore = await listsOf(quiet.key);
  });

  afterAll(() => gateway.stop());

  const keyIdOf = async (key: string): Promise<string> => {
    const { data } = await gateway.ask('{ viewer { apiKeyId } }', {}, { key });
    return data.viewer.apiKeyId;
  };

  async function send(shape: Route, { ask }: Pick<Entry, 'ask'>, { id = '', key }: { id?: string; key: string }) {
    const { path, json } = ask(id);
    const response = await fetch(`${gateway.localUrl}${dialect.prefix}${path}`, {
      method: shape.method,
      // Too many bad keys from one address are answered otherwise.
      headers: {
        authorization: `Bearer ${key}`,
        'x-forwarded-for': addressOf(key),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await response.text();
    if (key === stranger.key || key === quiet.key) toOthers.push(text);
    const headers = JSON.stringify([...response.headers]);
    return { status: response.status, text: `${headers}\n${text}`, body: text, said: saidIn(text) } satisfies Sent;
  }

  const addressOf = (key: string): string => (key === revoked ? '192.0.2.1' : '192.0.2.2');

  /** The id, without its prefix, of a new generation of the account that the key is of. */
  async function make(named: Named, key: string): Promise<string> {
    const input = generateInput(matrix.makes[named] as Readonly<Record<string, unknown>>);
    const { data, errors } = await gateway.ask(GENERATE, { input }, { key });
    const id: unknown = data?.generate?.generation?.id;
    if (typeof id !== 'string') throw new Error(`nothing was made: ${JSON.stringify(errors ?? data)}`);
    if (!named.startsWith('RUNNING')) await gateway.ended(id, key);
    return id.replace('gen_', '');
  }

  const idFor = async ({ names }: Entry, key: string): Promise<{ id?: string }> =>
    names === undefined ? {} : { id: await make(names, key) };

  async function listsOf(key: string): Promise<Map<string, string>> {
    const answers = new Map<string, string>();
    for (const { route, shape, entry } of routes) {
      if (entry.lists !== true) continue;
      const { status, said } = await send(shape, entry, { key });
      expect([route, status]).toEqual([route, 200]);
      answers.set(route, said);
    }
    return answers;
  }

  const works = ({ answers }: Route, { status }: Sent): boolean => answers[status] !== undefined;

  it.each(keyed)('$route: answers keys of its scopes, and no others', async ({ route, shape, entry }) => {
    const { scopes } = shape;
    const { needs } = entry;
    const { status: refusedWith } = dialect.refuse({ kind: 'SCOPE', scopes: CUSTOMER_SCOPES, message: '' }, FACTS);
    const isEnough = (scope: Scope): boolean =>
      needs === undefined ? scopes.includes(scope) : needs.every((one) => one === scope);
    for (const scope of CUSTOMER_SCOPES) {
      const sent = await send(shape, entry, { ...(await idFor(entry, owner.key)), key: keys.get(scope)! });
      const seen = { route, scope, status: sent.status };
      if (isEnough(scope)) expect({ ...seen, works: works(shape, sent) }).toEqual({ ...seen, works: true });
      else expect(seen).toEqual({ route, scope, status: refusedWith });
      if (scope !== 'ACCOUNT_READ') expect(sent.text).not.toMatch(BALANCE_SEEN);
    }
    if (needs === undefined) return;
    const sent = await send(shape, entry, { key: await newKey(gateway, owner.key, { scopes: needs }) });
    expect([works(shape, sent), BALANCE_SEEN.test(sent.text)]).toEqual([true, false]);
  });

  it.each(keyed)('$route: a client token does what its scopes say, and erases nothing', async (of) => {
    const { shape, entry } = of;
    const input = { endUser: 'alice', scopes: ['GENERATION_WRITE', 'GENERATION_READ'] };
    const create = `mutation ($input: CreateClientTokenInput!) { createClientToken(input: $input) { token } }`;
    const { data } = await gateway.ask(create, { input }, { key: owner.key });
    const token: string = data.createClientToken.token;
    const mayAsk = input.scopes.some((scope) => shape.scopes.includes(scope as Scope));
    const given = await idFor(entry, owner.key);
    const sent = await send(shape, entry, { ...given, key: token });
    const isRefused = !mayAsk || entry.isForServersOnly === true;
    const { status: refusedWith } = dialect.refuse({ kind: 'SCOPE', scopes: CUSTOMER_SCOPES, message: '' }, FACTS);
    expect([sent.status === refusedWith, works(shape, sent)]).toEqual([isRefused, !isRefused]);
    expect(sent.text).not.toMatch(BALANCE_SEEN);
    if (given.id === undefined || !isRefused) return;
    // It is still there: whoever may erase it can.
    expect(works(shape, await send(shape, entry, { ...given, key: owner.key }))).toBe(true);
  });

  if (naming.length > 0) {
    it.each(naming)(
      "$route: another account's id is answered as one of nothing, and nothing happens to it",
      async (of) => {
        const { shape, entry } = of;
        const id = await make(entry.names!, owner.key);
        const [theirs, nobodys] = [
          await send(shape, entry, { id, key: stranger.key }),
          await send(shape, entry, { id: beside(id), key: stranger.key }),
        ];
        expect({ ...nobodys, said: nobodys.said.replaceAll(beside(id), id) }).toMatchObject({
          status: 404,
          said: theirs.said,
        });
        expect([theirs.status, dialect.error.safeParse(JSON.parse(theirs.body)).success]).toEqual([404, true]);
        const owned = await send(shape, entry, { id, key: owner.key });
        expect([works(shape, owned), owned.status < 300]).toEqual([true, true]);
      },
    );
  }

  it("another account's ids as cursors and filters show nothing of it", async () => {
    for (const { shape, entry } of routes) {
      for (const [field, prefix] of Object.entries(entry.cursors ?? {})) {
        const id = prefix === 'key' ? ownerKeyId : `${prefix}_${await newest()}`;
        const { path } = entry.ask('');
        const asked = { ask: () => ({ path: `${path}${path.includes('?') ? '&' : '?'}${field}=${id}` }) };
        const nobodys = { ask: () => ({ path: asked.ask().path.replace(id, beside(id)) }) };
        const [theirs, none] = [
          await send(shape, asked, { key: stranger.key }),
          await send(shape, nobodys, { key: stranger.key }),
        ];
        expect([field, theirs.status, theirs.said]).toEqual([field, 200, none.said.replaceAll(beside(id), id)]);
      }
    }
  });

  /** Of the owner's. */
  async function newest(): Promise<string> {
    const { data } = await gateway.ask('{ generations(first: 1) { nodes { id } } }', {}, { key: owner.key });
    return data.generations.nodes[0].id.replace('gen_', '');
  }

  it('what the owner did is in its own answers, and changed no answer to an account that did nothing', async () => {
    const [after, own] = [await listsOf(quiet.key), await listsOf(owner.key)];
    expect(after).toEqual(quietBefore);
    const changed = [...own].filter(([route, said]) => said !== after.get(route)).map(([route]) => route);
    expect(changed.length).toBeGreaterThan(0);
    for (const text of toOthers) {
      expect(text).not.toMatch(BALANCE_SEEN);
      for (const mark of [owner.id, ownerKeyId, 'lighthouse that nobody', 'alice']) expect(text).not.toContain(mark);
    }
    expect(toOthers.length).toBeGreaterThan(0);
  });

  it.each(keyed)('$route: a suspended account may look, and not spend', async ({ shape, entry }) => {
    const given = await idFor(entry, owner.key);
    const setStatus = (status: string) =>
      withClient(gateway.databaseUrl, (client) => client.query('update account set status = $1', [status]));
    await setStatus('SUSPENDED');
    const sent = await send(shape, entry, { ...given, key: owner.key });
    await setStatus('ACTIVE');
    const { status } = dialect.refuse({ kind: 'REFUSED', error: ACCOUNT_SUSPENDED }, FACTS);
    if (entry.spends === true) expect([sent.status, sent.said]).toEqual([status, expect.stringContaining('suspended')]);
    else expect(works(shape, sent)).toBe(true);
  });

  it.each<{ problem: IdentityProblem; key: () => string }>([
    { problem: 'REVOKED', key: () => revoked },
    { problem: 'EXPIRED', key: () => expired },
  ])('no route answers a key that is $problem', async ({ problem, key }) => {
    if (problem === 'EXPIRED') ahead = 2 * HOUR;
    const wanted = dialect.refuse({ kind: 'IDENTITY', problem, message: IDENTITY_PROBLEMS[problem] }, FACTS);
    const { body } = wanted;
    for (const { route, shape, entry } of keyed) {
      const { status, said } = await send(shape, entry, { id: await newest(), key: key() });
      expect([route, status]).toEqual([route, wanted.status]);
      expect(said).toBe(body.kind === 'json' ? saidIn(JSON.stringify(body.value)) : '');
    }
  });
});
