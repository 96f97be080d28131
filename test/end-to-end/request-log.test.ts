// The log of requests: every call that generates or estimates, with what became of it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { refusalOnSocket } from '../programs/fuzz/ask-on-socket.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { Answer } from '../support/gateway-client.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';

const FIELDS = `id createdAt endpoint status model kind cost durationMilliseconds apiKeyId errorCode errorMessage userId sessionId
  traceId inputBytes outputs outputBytes generation { id }`;
const REQUESTS = `query ($first: Int, $after: String, $last: Int, $before: String, $where: RequestWhere) {
  requests(first: $first, after: $after, last: $last, before: $before, where: $where) {
    nodes { ${FIELDS} } totalCount summary { requests cost }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;
const PURGE = `mutation ($id: ID!) {
  purgeRequest(input: { id: $id }) { purged request { ${FIELDS} } userErrors { code path } } }`;
const MODEL = 'bfl/flux-1.1-pro';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway.stop());

interface Shop {
  readonly id: string;
  readonly key: string;
  ask(query: string, variables?: object): Promise<Answer>;
  generate(input: object): Promise<Answer>;
  requests(variables?: object): Promise<Answer>;
}

async function openShop(target: TestGateway = gateway, credits = '10'): Promise<Shop> {
  const { id, key } = await target.newAccount(credits);
  const ask: Shop['ask'] = (query, variables = {}) => target.ask(query, variables, { key });
  return {
    ...{ id, key, ask },
    generate: async (input) => (await ask(GENERATE, { input })).data.generate,
    requests: async (variables = {}) => {
      const { data, errors } = await ask(REQUESTS, variables);
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data.requests;
    },
  };
}

/** What made no generation is written a moment after its answer. */
async function logged(shop: Shop, count: number): Promise<Answer> {
  await waitUntil('the answers are logged', async () => (await shop.requests()).nodes.length === count);
  return shop.requests();
}

describe('the log of requests', () => {
  it('follows a generation from its reservation to its end', async () => {
    const shop = await openShop();
    const metadata = { userId: 'u-1', sessionId: 's-1', traceId: 't-1' };
    const { generation } = await shop.generate(generateInput({ metadata, parameters: { width: 512 } }));
    const [begun] = (await shop.requests()).nodes;
    expect(['PENDING', 'PROCESSING', 'COMPLETED']).toContain(begun.status);
    await gateway.ended(generation.id, shop.key);
    const { data } = await shop.ask('query ($id: ID!) { generation(id: $id) { parameters } }', { id: generation.id });
    const page = await shop.requests();
    expect(page.nodes).toHaveLength(1);
    expect(page.nodes[0]).toMatchObject({
      ...{ id: begun.id, endpoint: 'GENERATE', status: 'COMPLETED', model: MODEL, kind: 'IMAGE', cost: '0.052' },
      ...{ errorCode: null, errorMessage: null, ...metadata, outputs: 1, generation: { id: generation.id } },
      inputBytes: Buffer.byteLength(`a lighthouse at dawn${JSON.stringify(data.generation.parameters)}`),
    });
    expect(page.nodes[0].outputBytes).toBeGreaterThan(0);
    expect(page.nodes[0].durationMilliseconds).toBeGreaterThanOrEqual(0);
    expect(page).toMatchObject({ totalCount: 1, summary: { requests: 1, cost: '0.052' } });
  });

  it('has what fails and what is canceled, each as its generation ended', async () => {
    const shop = await openShop();
    const failing = await shop.generate(generateInput({ parameters: { sandbox: { outcome: 'fail' } } }));
    const canceled = await shop.generate(generateInput({ parameters: { sandbox: { outcome: 'timeout' } } }));
    expect([failing.userErrors, canceled.userErrors]).toEqual([[], []]);
    await shop.ask('mutation ($id: ID!) { cancelGeneration(input: { id: $id }) { userErrors { code } } }', {
      id: canceled.generation.id,
    });
    for (const { generation } of [failing, canceled]) await gateway.ended(generation.id, shop.key);
    const { nodes, summary } = await shop.requests();
    expect(nodes.map((one: Answer) => [one.generation.id, one.status, one.cost, one.errorCode])).toEqual([
      [canceled.generation.id, 'CANCELED', '0', null],
      [failing.generation.id, 'UPSTREAM_FAILURE', '0', 'PROVIDER_ERROR'],
    ]);
    expect(summary).toEqual({ requests: 2, cost: '0' });
  });

  it('has every refusal, also of what never became a generation', async () => {
    const shop = await openShop(gateway, '0.01');
    await shop.generate(generateInput({ metadata: { userId: 'u-2' } }));
    await shop.generate(generateInput({ count: 0 }));
    await shop.generate(generateInput({ model: 'no/such-model' }));
    await shop.generate(generateInput({ quoteId: 'quo_nonsense' }));
    await shop.ask(`{ estimate(input: { model: "no/such-model" }) { totalCost } }`);
    await shop.ask(`query ($count: Int!) { estimate(input: { model: "${MODEL}", count: $count }) { totalCost } }`, {
      count: 'two',
    });
    await shop.ask('{ estimates(inputs: []) { totalCost } }');
    await shop.ask('mutation { generate(input: { model: 7 }) { replayed } }');
    const { nodes, summary } = await logged(shop, 8);
    const seen = nodes.map((one: Answer) => [one.endpoint, one.status, one.model, one.errorCode]).reverse();
    expect(seen).toEqual([
      ['GENERATE', 'REJECTED', MODEL, 'INSUFFICIENT_CREDITS'],
      ['GENERATE', 'REJECTED', MODEL, 'INVALID_PARAMETER'],
      ['GENERATE', 'REJECTED', null, 'MODEL_NOT_FOUND'],
      ['GENERATE', 'REJECTED', MODEL, 'QUOTE_MISMATCH'],
      ['ESTIMATE', 'REJECTED', null, 'MODEL_NOT_FOUND'],
      ['ESTIMATE', 'REJECTED', null, 'BAD_USER_INPUT'],
      ['ESTIMATES', 'REJECTED', null, 'BAD_USER_INPUT'],
      ['GENERATE', 'REJECTED', null, 'GRAPHQL_VALIDATION_FAILED'],
    ]);
    expect(nodes.at(-1)).toMatchObject({ userId: 'u-2', cost: '0', generation: null });
    expect(nodes.at(-1).errorMessage).toContain('0.052 credits are needed');
    expect(summary).toEqual({ requests: 8, cost: '0' });
  });

  it('has a refusal for want of a scope, and of one on a socket', async () => {
    const shop = await openShop();
    const { data } = await shop.ask(
      'mutation { createApiKey(input: { name: "Reads", scopes: [ACCOUNT_READ] }) { secret apiKey { id } } }',
    );
    const { secret, apiKey } = data.createApiKey;
    await gateway.ask(GENERATE, { input: generateInput() }, { key: secret });
    const onSocket = { query: GENERATE, variables: { input: { model: MODEL } } };
    expect(await refusalOnSocket(gateway.url, onSocket, shop.key)).not.toEqual([]);
    const { nodes } = await logged(shop, 2);
    expect(nodes).toMatchObject([
      { endpoint: 'GENERATE', errorCode: 'BAD_USER_INPUT', status: 'REJECTED' },
      { endpoint: 'GENERATE', errorCode: 'FORBIDDEN_SCOPE', apiKeyId: apiKey.id, status: 'REJECTED' },
    ]);
  });

  it('has nothing of fields that only every object has, and what comes after them is written', async () => {
    const shop = await openShop();
    for (const field of ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty']) {
      const { errors } = await shop.ask(`{ ${field} { id } }`);
      expect(errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    }
    await shop.ask('mutation { generate }');
    const { nodes } = await logged(shop, 1);
    expect(nodes).toMatchObject([{ endpoint: 'GENERATE', status: 'REJECTED' }]);
    expect(await shop.generate(generateInput())).toMatchObject({ userErrors: [] });
  });

  it('has estimates, quotes, dry runs and repetitions, and each costs nothing', async () => {
    const shop = await openShop();
    const input = generateInput();
    const { generation } = await shop.generate(input);
    await gateway.ended(generation.id, shop.key);
    await shop.generate(input);
    await shop.generate(generateInput({ dryRun: true }));
    await shop.ask(`{ estimate(input: { model: "${MODEL}" }) { totalCost } }`);
    await shop.ask(`{ estimates(inputs: [{ model: "${MODEL}" }, { model: "${MODEL}" }]) { totalCost } }`);
    await shop.ask(`mutation { quote(input: { model: "${MODEL}" }) { quote { id } } }`);
    const { nodes, summary } = await logged(shop, 6);
    expect(nodes.map((one: Answer) => [one.endpoint, one.status, one.model]).reverse()).toEqual([
      ['GENERATE', 'COMPLETED', MODEL],
      ['GENERATE_REPEATED', 'COMPLETED', MODEL],
      ['GENERATE_DRY_RUN', 'COMPLETED', MODEL],
      ['ESTIMATE', 'COMPLETED', MODEL],
      ['ESTIMATES', 'COMPLETED', MODEL],
      ['QUOTE', 'COMPLETED', MODEL],
    ]);
    expect(nodes.at(-2).generation.id).toBe(generation.id);
    expect(summary).toEqual({ requests: 6, cost: '0.052' });
  });

  it('is read from both ends, page by page, by every filter, and its summary is that of all pages', async () => {
    const shop = await openShop();
    for (let index = 0; index < 5; index += 1) {
      await shop.ask(`{ estimate(input: { model: "${MODEL}" }) { totalCost } }`);
      await shop.ask(`{ estimate(input: { model: "no/such-model" }) { totalCost } }`);
    }
    const all = (await logged(shop, 10)).nodes.map((one: Answer) => one.id);
    const found: string[][] = [];
    let page = await shop.requests({ first: 3 });
    for (;;) {
      found.push(page.nodes.map((one: Answer) => one.id));
      expect(page.summary.requests).toBe(10);
      if (page.pageInfo.hasNextPage !== true) break;
      page = await shop.requests({ first: 3, after: page.pageInfo.endCursor });
    }
    expect(found.flat()).toEqual(all);
    const back: string[] = [...(found.at(-1) ?? [])];
    while (page.pageInfo.hasPreviousPage === true) {
      page = await shop.requests({ last: 3, before: page.pageInfo.startCursor });
      back.unshift(...page.nodes.map((one: Answer) => one.id));
    }
    expect(back).toEqual(all);
    const moment = (await shop.requests()).nodes[4].createdAt;
    const key = (await shop.requests()).nodes[0].apiKeyId;
    for (const [where, count] of [
      [{ status: ['REJECTED'] }, 5],
      [{ status: ['COMPLETED'], model: [MODEL] }, 5],
      [{ status: ['PENDING', 'PROCESSING'] }, 0],
      [{ model: ['no/such-model'] }, 0],
      [{ endpoint: ['QUOTE'] }, 0],
      [{ apiKeyId: key }, 10],
    ] as const) {
      const page = await shop.requests({ where });
      expect([where, page.nodes.length, page.summary.requests, page.totalCount]).toEqual([where, count, count, count]);
    }
    const [older, newer] = await Promise.all([
      shop.requests({ where: { createdAt: { to: moment } } }),
      shop.requests({ where: { createdAt: { from: moment } } }),
    ]);
    expect([...newer.nodes, ...older.nodes].map((one: Answer) => one.id)).toEqual(all);
    expect([older.summary.requests, newer.summary.requests]).toEqual([older.nodes.length, newer.nodes.length]);
  });

  it('refuses pages that are none', async () => {
    const shop = await openShop();
    for (const wrong of [
      { first: 1, last: 1 },
      { last: 1 },
      { first: 101 },
      { after: 'x' },
      { last: 1, before: 'x' },
    ]) {
      const { errors } = await shop.ask(REQUESTS, wrong);
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });
});

describe('a purged request', () => {
  it('has said nothing and made nothing; what it cost stays', async () => {
    const shop = await openShop();
    const input = generateInput({ metadata: { userId: 'u-3' }, tags: ['spring'] });
    const { generation } = await shop.generate(input);
    await gateway.ended(generation.id, shop.key);
    const LOOK = `query ($id: ID!) { generation(id: $id) {
      status prompt parameters requestMetadata tags cost outputs { url } transactions { type amount } } }`;
    const before = (await shop.ask(LOOK, { id: generation.id })).data.generation;
    const [{ url }] = before.outputs;
    expect((await fetch(url)).status).toBe(200);
    const [{ id }] = (await shop.requests()).nodes;
    const { data } = await shop.ask(PURGE, { id });
    expect(data.purgeRequest).toMatchObject({
      ...{ purged: true, userErrors: [] },
      request: { id, userId: null, cost: '0.052', status: 'COMPLETED', outputs: 1 },
    });
    const { cost, status, transactions } = before;
    expect((await shop.ask(LOOK, { id: generation.id })).data.generation).toEqual({
      ...{ status, cost, transactions, prompt: null, parameters: {}, requestMetadata: {}, tags: [], outputs: [] },
    });
    expect((await fetch(url)).status).toBe(404);
    // The first answer is answered again, and verified money stays verified.
    expect(await shop.generate(input)).toMatchObject({ replayed: true, generation: { id: generation.id } });
    expect((await shop.ask('{ verifyLedger { ok } }')).data.verifyLedger).toEqual({ ok: true });
    expect((await shop.ask(PURGE, { id })).data.purgeRequest.purged).toBe(true);
  });

  it('is counted for nobody any more, and what others were for stays counted', async () => {
    const shop = await openShop();
    const USAGE = '{ usage { totalCost byEndUser { key cost } byTag { key cost } } }';
    const made: string[] = [];
    for (const [userId, tag] of [
      ['u-4', 'spring'],
      ['u-5', 'spring'],
    ] as const) {
      const { generation } = await shop.generate(generateInput({ metadata: { userId }, tags: [tag] }));
      await gateway.ended(generation.id, shop.key);
      made.push(generation.id);
    }
    const both = [
      { key: 'u-4', cost: '0.052' },
      { key: 'u-5', cost: '0.052' },
    ];
    const byTag = (cost: string) => [{ key: 'spring', cost }];
    expect((await shop.ask(USAGE)).data.usage).toEqual({ totalCost: '0.104', byEndUser: both, byTag: byTag('0.104') });
    await shop.ask(PURGE, { id: made[0]?.replace('gen_', 'req_') });
    const left = { totalCost: '0.104', byEndUser: both.slice(1), byTag: byTag('0.052') };
    expect((await shop.ask(USAGE)).data.usage).toEqual(left);
    await shop.ask(PURGE, { id: made[0]?.replace('gen_', 'req_') });
    expect((await shop.ask(USAGE)).data.usage).toEqual(left);
    await withClient(gateway.databaseUrl, async (client) => {
      for (const table of ['usage_label_quarter', 'usage_label_day']) {
        const { rows } = await client.query(`select from ${table} where key = 'u-4'`);
        expect(rows).toEqual([]);
      }
    });
  });

  it('is not there, or under way: refused', async () => {
    const shop = await openShop();
    const { generation } = await shop.generate(generateInput({ parameters: { sandbox: { outcome: 'timeout' } } }));
    const id = generation.id.replace('gen_', 'req_');
    expect((await shop.ask(PURGE, { id })).data.purgeRequest.userErrors).toMatchObject([{ code: 'REQUEST_NOT_ENDED' }]);
    const none = await shop.ask(PURGE, { id: 'req_nonsense' });
    expect(none.data.purgeRequest.userErrors).toMatchObject([{ code: 'REQUEST_NOT_FOUND', path: ['id'] }]);
  });
});

describe('REQUEST_LOG', () => {
  it('off keeps nothing, and nothing else changes', async () => {
    const quiet = await startTestGateway({ environment: { REQUEST_LOG: 'off' } });
    try {
      const shop = await openShop(quiet);
      const { generation } = await shop.generate(generateInput());
      await shop.generate(generateInput({ count: 0 }));
      await quiet.ended(generation.id, shop.key);
      expect(await shop.requests()).toMatchObject({ nodes: [], summary: { requests: 0, cost: '0' } });
    } finally {
      await quiet.stop();
    }
  });
});
