// A plan's requestsPerMinute, over HTTP and on sockets. Real minutes pass here, so what may have been let through is computed
// from the time that the test took; the exact moments are held by test/graphql/edge/request-limits.test.ts, under a fake clock.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer, GraphqlAnswer } from '../support/gateway-client.ts';
import { BALANCE } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';
import { temporaryFolder } from '../support/postgres-processes.ts';

const LIMIT = 20;
const ASKED = 60;
const MINUTE = 60_000;

let gateway: TestGateway;
let environment: Record<string, string>;
const folder = temporaryFolder();

beforeAll(async () => {
  environment = { REQUEST_LIMITS: 'on', STOREFRONT: storefrontWithLowLimits() };
  gateway = await startTestGateway({ environment });
});

afterAll(async () => {
  await gateway.stop();
  folder.remove();
});

function storefrontWithLowLimits(): string {
  const file = join(folder.path, 'storefront.json');
  const shipped = JSON.parse(readFileSync('storefronts/usd-credits.json', 'utf8')) as { plans: object[] };
  const plans = shipped.plans.map((plan) => ({ ...plan, requestsPerMinute: LIMIT }));
  writeFileSync(file, JSON.stringify({ ...shipped, plans }));
  return file;
}

const times = <T>(count: number, work: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => work(index));

/** What may have been let through since a moment, however slow this machine is. */
const mostSince = (from: number): number => LIMIT * (1 + Math.floor((performance.now() - from) / MINUTE));

function expectLimited(letThrough: number, from: number): void {
  expect(letThrough).toBeGreaterThanOrEqual(LIMIT);
  expect(letThrough).toBeLessThanOrEqual(mostSince(from));
}

describe('over HTTP', () => {
  it('no more is let through than the plan allows, and nothing of the rest is run', async () => {
    const { key } = await gateway.newAccount('1');
    const from = performance.now();
    const name = `limited ${key.slice(-8)}`;
    const create = 'mutation ($name: String!) { createApiKey(input: { name: $name }) { userErrors { code } } }';
    const answers = await Promise.all(times(ASKED, () => gateway.ask(create, { name }, { key })));
    const made = answers.filter(({ status }) => status === 200).length;
    expectLimited(made, from);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(ASKED - made);
    const { rows } = await withClient(gateway.databaseUrl, (client) =>
      client.query('select 1 from api_key where name = $1', [name]),
    );
    expect(rows).toHaveLength(made);
  });

  it('a refusal says when to come back, and every answer what is left', async () => {
    const { key } = await gateway.newAccount('1');
    const first = await gateway.ask(BALANCE, {}, { key });
    expect(first.headers.get('ratelimit-limit')).toBe(String(LIMIT));
    expect(first.headers.get('ratelimit-remaining')).toBe(String(LIMIT - 1));
    expect(Number(first.headers.get('ratelimit-reset'))).toBe(60);
    expect(first.headers.get('retry-after')).toBeNull();
    const refused = await untilRefused(key);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60).toBe(true);
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    expect(refused.errors).toEqual([
      {
        message: `The plan Scale allows ${LIMIT} requests per minute. Try again in ${seconds} s.`,
        extensions: {
          code: 'RATE_LIMITED',
          status: 429,
          retryable: true,
          limit: LIMIT,
          retryAfterSeconds: seconds,
          requestId: expect.any(String),
        },
      },
    ]);
  });

  it('two gateways of a database let no more through than one', async () => {
    const other = await startTestGateway({ besides: gateway, environment });
    const { key } = await gateway.newAccount('1');
    const from = performance.now();
    const asks = times(ASKED, (index) => (index % 2 === 0 ? gateway : other).ask(BALANCE, {}, { key }));
    const made = (await Promise.all(asks)).filter(({ status }) => status === 200).length;
    expect(made).toBeLessThanOrEqual(mostSince(from));
    // An eighth can lie idle in one of them while the other refuses.
    expect(made).toBeGreaterThanOrEqual(LIMIT - LIMIT / 8);
    const refused = await Promise.all([untilRefused(key), untilRefused(key, other)]);
    expect(refused.map(({ headers }) => headers.get('ratelimit-remaining'))).toEqual(['0', '0']);
    await other.stop();
  });

  it('an answer says what it cost, in its fields and its headers', async () => {
    const { key } = await gateway.newAccount('1');
    await gateway.ask(BALANCE, {}, { key });
    const { headers, extensions } = await gateway.ask('{ usage(days: 90) { byDay { key cost } } }', {}, { key });
    const { requested, remaining } = extensions.cost;
    expect(extensions.cost).toEqual({ requested, remaining, limit: LIMIT, resetAt: expect.stringMatching(/Z$/) });
    expect([requested, remaining]).toEqual([6, LIMIT - 1 - 6]);
    expect(headers.get('ratelimit-policy')).toBe(`"requests";q=${LIMIT};w=60`);
    expect(headers.get('ratelimit')).toBe(`"requests";r=${remaining};t=${headers.get('ratelimit-reset')}`);
    const seconds = (Date.parse(extensions.cost.resetAt) - Date.now()) / 1_000;
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it('another account is not affected, nor is an operator', async () => {
    const [busy, calm] = [await gateway.newAccount('1'), await gateway.newAccount('1')];
    await untilRefused(busy.key);
    expect((await gateway.ask(BALANCE, {}, { key: calm.key })).status).toBe(200);
    for (const answer of await Promise.all(
      times(ASKED, () => gateway.ask(BALANCE, {}, { key: gateway.operatorKey })),
    )) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('ratelimit-limit')).toBeNull();
    }
  });

  it('what is costly counts as several, says so, and is refused when less is left', async () => {
    const { key } = await gateway.newAccount('1');
    const costly = '{ usage(days: 90) { totalCost byDay { key cost } } }';
    const first = await gateway.ask(costly, {}, { key });
    expect([first.status, first.headers.get('ratelimit-remaining')]).toEqual([200, String(LIMIT - 6)]);
    const answers = [await gateway.ask(costly, {}, { key }), await gateway.ask(costly, {}, { key })];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const refused = await gateway.ask(costly, {}, { key });
    expect([refused.status, refused.data]).toEqual([429, undefined]);
    expect(refused.errors?.[0].extensions).toMatchObject({ code: 'RATE_LIMITED', limit: LIMIT, cost: 6, remaining: 1 });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await gateway.ask(BALANCE, {}, { key })).status).toBe(200);
  });

  it('a bad key has no limit to use up', async () => {
    const answers = await Promise.all(times(ASKED, () => gateway.ask(BALANCE, {}, { key: 'tg_unknown_0123456789' })));
    expect(answers.filter(({ status }) => status !== 401 && status !== 429)).toEqual([]);
    expect(answers.filter(({ headers }) => headers.has('ratelimit-limit'))).toEqual([]);
  });
});

async function untilRefused(key: string, asked = gateway): Promise<GraphqlAnswer> {
  for (;;) {
    const answer = await asked.ask(BALANCE, {}, { key });
    if (answer.status !== 200) return answer;
  }
}

describe('on a socket', () => {
  it('every operation counts, together with those over HTTP', async () => {
    const { key } = await gateway.newAccount('1');
    const from = performance.now();
    const overHttp = times(LIMIT / 2, () => gateway.ask(BALANCE, {}, { key }).then(({ status }) => status === 200));
    const before = (await Promise.all(overHttp)).filter(Boolean).length;
    const client = createClient({
      url: `${gateway.url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { Authorization: `Bearer ${key}` },
      retryAttempts: 0,
    });
    const outcomes = await Promise.all(times(ASKED, () => begin(client)));
    const begun = outcomes.filter((outcome) => outcome === 'begun').length;
    expectLimited(before + begun, from);
    const refusals = outcomes.filter((outcome) => outcome !== 'begun');
    expect(refusals).toHaveLength(ASKED - begun);
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ code: 'RATE_LIMITED', status: 429, retryable: true, limit: LIMIT });
      expect(refusal.retryAfterSeconds).toBeGreaterThanOrEqual(1);
    }
    await client.dispose();
  });
});

describe('an operation on a socket', () => {
  it('says what it cost', async () => {
    const { key } = await gateway.newAccount('1');
    const client = createClient({
      url: `${gateway.url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { Authorization: `Bearer ${key}` },
    });
    const { value } = await client.iterate({ query: BALANCE }).next();
    expect(value.extensions.cost).toMatchObject({ requested: 1, remaining: LIMIT - 1, limit: LIMIT });
    await client.dispose();
  });
});

/** A subscription that goes on, or the extensions of the error that refused it. */
function begin(client: Client): Promise<Answer> {
  return new Promise((resolve) => {
    client.subscribe<Answer>(
      { query: 'subscription { balanceUpdated { sequence } }' },
      {
        next: () => resolve('begun'),
        error: (errors) => resolve((errors as Answer[])[0]?.extensions ?? errors),
        complete: () => resolve('completed'),
      },
    );
  });
}
