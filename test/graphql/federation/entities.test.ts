// What gateways of a supergraph ask: entities by their references, under the rules of ordinary fields.
import { describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../../src/callers/ids.ts';
import { createRequestLimits } from '../../../src/callers/index.ts';
import { loadServedSchema } from '../../../src/graphql/index.ts';
import type { LedgerTransaction } from '../../../src/ledger/index.ts';
import { fakeWindows } from '../edge/fake-windows.ts';
import { fakeGeneration, GENERATION_ID } from '../generations/fake-generation.ts';
import { ACCOUNT_ID, type EdgeOptions, fakeViewer, NOW, openEdge, schema as publicSchema } from '../open-edge.ts';

const OTHER = '01940000-0000-7000-8000-0000000000ff';
const subgraph = await loadServedSchema({ federation: { kind: 'on', sdlReaders: 'ANY_KEY' } });
const closed = await loadServedSchema({ federation: { kind: 'on', sdlReaders: 'OPERATOR' } });

const entities = (selection: string): string =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ${selection} } }`;
const SEEN = entities('... on Generation { id status } ... on Account { id name } ... on Transaction { sequence }');
const open = (rooms: Parameters<typeof openEdge>[0] = {}, options: EdgeOptions = {}) =>
  openEdge(rooms, { schema: subgraph, ...options });

const generation = { __typename: 'Generation', id: toPublicId('gen', GENERATION_ID) };
const account = { __typename: 'Account', id: toPublicId('acct', ACCOUNT_ID) };
const uuidOf = (index: number): string => `01940000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
const manyGenerations = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ __typename: 'Generation', id: toPublicId('gen', uuidOf(index)) }));

describe('entities', () => {
  it('are found in their order, with one look-up for each kind of thing, of the account that asks only', async () => {
    const asked: unknown[] = [];
    const rooms = {
      generations: {
        byIds: async (...look: unknown[]) => {
          asked.push(look);
          return [fakeGeneration({})];
        },
      },
      ledger: {
        transactionsOfSequences: async (...look: unknown[]) => {
          asked.push(look);
          return [{ accountId: ACCOUNT_ID, sequence: 7n, type: 'ADD', createdAt: NOW } as LedgerTransaction];
        },
      },
    };
    const viewer = fakeViewer({ scopes: ['ACCOUNT_READ', 'GENERATION_READ'] });
    const transaction = { __typename: 'Transaction', id: 'txn_7' };
    const others = [
      { __typename: 'Generation', id: toPublicId('gen', OTHER) },
      { __typename: 'Account', id: toPublicId('acct', OTHER) },
      { __typename: 'Transaction', id: 'txn_8' },
    ];
    const representations = [generation, ...others, account, transaction, generation];
    const { data, errors } = await open(rooms).ask(SEEN, { representations }, { viewer });
    expect(errors).toEqual([]);
    const found = { ...generation, status: 'QUEUED' };
    const shownAccount = { ...account, name: 'Tested' };
    const shownTransaction = { __typename: 'Transaction', sequence: '7' };
    expect(data._entities).toEqual([found, null, null, null, shownAccount, shownTransaction, found]);
    expect(asked).toEqual([
      [ACCOUNT_ID, [GENERATION_ID, OTHER]],
      [ACCOUNT_ID, [8n, 7n]],
    ]);
  });

  it('are null for ids that name nothing, or a thing of another type', async () => {
    const ids = ['', 'x', 'gen_x', 'txn_0', account.id, 'mdl_bfl/flux-1.1-pro'];
    const representations = ids.map((id) => ({ __typename: 'Generation', id }));
    const { data, errors } = await open().ask(SEEN, { representations });
    expect([data._entities, errors]).toEqual([ids.map(() => null), []]);
  });

  it('that are transactions are null for an operator, who is shown those of many accounts under the same numbers', async () => {
    const representations = [{ __typename: 'Transaction', id: 'txn_7' }];
    // No room is asked.
    const { data, errors } = await open().ask(SEEN, { representations }, { viewer: fakeViewer() });
    expect([data._entities, errors]).toEqual([[null], []]);
  });

  it.each([
    ['Generation', 'GENERATION_WRITE'],
    ['Account', 'BILLING_WRITE'],
    ['Transaction', 'GENERATION_READ'],
    ['ApiKey', 'GENERATION_READ'],
    ['Purchase', 'KEYS_WRITE'],
  ] as const)('of the type %s are not looked for with a key of %s only', async (type, scope) => {
    const viewer = fakeViewer({ scopes: [scope] });
    const representations = [{ __typename: type, id: 'x' }];
    const { status, errors } = await open().ask(entities(''), { representations }, { viewer });
    expect([status, errors[0].extensions.code]).toEqual([403, 'FORBIDDEN_SCOPE']);
  });

  it('show no field that the key may not read', async () => {
    const viewer = fakeViewer({ scopes: ['GENERATION_READ'] });
    const query = entities('... on Generation { transactions { id } }');
    const { status, errors } = await open().ask(query, { representations: [generation] }, { viewer });
    expect([status, errors[0].extensions.field]).toEqual([403, 'Generation.transactions']);
  });

  it.each([
    ['of a type without a key', { __typename: 'Invoice', id: 'inv_x' }],
    ['of no type', { id: generation.id }],
    ['without a key', { __typename: 'Generation' }],
    ['with a key that is no text', { __typename: 'Generation', id: 7 }],
    ['of a member of every object', { __typename: 'constructor', id: 'x' }],
    ['that is a text', 'Generation'],
    ['that is a list', [generation]],
  ])('are refused with what is allowed by a representation %s', async (_what, representation) => {
    const edge = open();
    const { status, data, errors } = await edge.ask(SEEN, { representations: [generation, representation] });
    expect([status, data, errors[0].extensions.code]).toEqual([400, undefined, 'BAD_USER_INPUT']);
    expect(errors[0].extensions.allowed.join()).toContain('Generation');
    expect(edge.log).toEqual([]);
  });
});

describe('a batch of representations', () => {
  const byIds = async () => [];

  it('of 1,000 is resolved with one look-up, and one more is refused', async () => {
    let looks = 0;
    const counted = async () => {
      looks += 1;
      return [];
    };
    const edge = open({ generations: { byIds: counted } });
    const { data } = await edge.ask(SEEN, { representations: manyGenerations(1_000) });
    expect([data._entities.length, looks]).toEqual([1_000, 1]);
    const refused = await edge.ask(SEEN, { representations: manyGenerations(1_001) });
    expect([refused.status, refused.errors[0].extensions]).toMatchObject([400, { allowed: ['1 to 1000'] }]);
  });

  it('is refused where its fields come to more than any operation may be, by a variable, its default or in the text', async () => {
    const costly = '... on Generation { id metadata { attempts { provider status } } }';
    const edge = open({ generations: { byIds } });
    const ask = (count: number) => edge.ask(entities(costly), { representations: manyGenerations(count) });
    expect((await ask(500)).errors).toEqual([]);
    const { status, data, errors } = await ask(1_000);
    expect([status, data, errors[0].extensions]).toMatchObject([
      400,
      undefined,
      { code: 'BAD_USER_INPUT', limit: 20_000 },
    ]);
    const heavy = 'transactions { generation { transactions { generation { metadata { provider } } } } }';
    const literal = `[${'{ __typename: "Generation", id: "gen_x" }, '.repeat(30)}]`;
    const written = `{ _entities(representations: ${literal}) { ... on Generation { ${heavy} } } }`;
    expect((await edge.ask(written)).errors[0].message).toMatch(/too many fields/);
    const byDefault = `query ($r: [_Any!]! = ${literal}) { _entities(representations: $r) { ... on Generation { ${heavy} } } }`;
    expect((await edge.ask(byDefault)).errors[0].message).toMatch(/too many fields/);
  });

  it('of the same account reads what there is one of once', async () => {
    const reads: string[] = [];
    const read = (what: string, found: unknown) => async () => {
      reads.push(what);
      return found as never;
    };
    const rooms = {
      invoices: { owed: read('owed', { unbilled: 0n }) },
      purchases: {
        subscriptionOf: read('subscription', undefined),
        warnings: { find: read('warnings', { thresholds: [], lowBalance: undefined, expiring: [] }) } as never,
        topUps: { find: read('autoTopUp', undefined) } as never,
      },
      ledger: { balance: read('balance', { creditLimit: 0n }) },
    };
    const fields = 'creditLimit unbilled subscription { planId } warnings { thresholds } autoTopUp { enabled }';
    const representations = Array.from({ length: 1_000 }, () => account);
    const { data, errors } = await open(rooms).ask(entities(`... on Account { ${fields} }`), { representations });
    expect([errors, data._entities.length]).toEqual([[], 1_000]);
    expect(reads.toSorted()).toEqual(['autoTopUp', 'balance', 'owed', 'subscription', 'warnings']);
  });

  it('counts as the requests that its fields come to', async () => {
    const edge = open({ generations: { byIds } }, { limits: createRequestLimits(fakeWindows(), () => undefined) });
    const viewer = fakeViewer({ scopes: ['GENERATION_READ'], plan: 'free' });
    const { requestsPerMinute } = viewer.plan;
    const query = entities('... on Generation { id }');
    const ask = (count: number) => edge.ask(query, { representations: manyGenerations(count) }, { viewer });
    expect((await ask(10)).headers.get('ratelimit-remaining')).toBeUndefined();
    // 2 fields each and the look-up: 2,010 fields, 500 a request, of which the first is counted at the door.
    expect((await ask(1_000)).headers.get('ratelimit-remaining')).toBe(String(requestsPerMinute - 4));
  });
});

describe('the text of the subgraph', () => {
  const SDL = '{ _service { sdl } }';

  it('names the entities and their keys, and nothing that only gateways ask', async () => {
    const viewer = fakeViewer({ scopes: ['GENERATION_READ'] });
    const { data } = await open().ask(SDL, {}, { viewer });
    expect(data._service.sdl).toContain('type Generation implements Node @key(fields: "id")');
    expect(data._service.sdl).not.toMatch(/_entities|_Any/);
  });

  it('is shown to an operator only where introspection is off', async () => {
    const edge = openEdge({}, { schema: closed, production: true });
    const viewer = fakeViewer({ scopes: ['ACCOUNT_READ', 'GENERATION_READ', 'KEYS_WRITE', 'BILLING_WRITE'] });
    const { status, data, errors } = await edge.ask(SDL, {}, { viewer });
    expect([status, data, errors[0].extensions.code]).toEqual([403, undefined, 'FORBIDDEN_SCOPE']);
    expect((await edge.ask(SDL)).data._service.sdl).toContain('@key');
  });
});

describe('without federation', () => {
  it('nothing of it is in the schema', async () => {
    const schema = await loadServedSchema({ federation: { kind: 'off' } });
    for (const one of [schema, publicSchema]) {
      expect(Object.keys(one.getTypeMap()).filter((name) => /^_[^_]/.test(name))).toEqual([]);
    }
    expect((await openEdge().ask('{ _service { sdl } }')).status).toBe(400);
  });
});
