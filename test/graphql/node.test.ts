import { describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../src/callers/ids.ts';
import type { LedgerTransaction } from '../../src/ledger/index.ts';
import { fakeGeneration, GENERATION_ID } from './generations/fake-generation.ts';
import { ACCOUNT_ID, fakeViewer, NOW, openEdge } from './open-edge.ts';

const NODE = 'query ($id: ID!) { node(id: $id) { __typename id } }';
const OTHER = '01940000-0000-7000-8000-0000000000ff';

describe('node', () => {
  it('finds what belongs to the account, asking for that account only', async () => {
    const accounts: string[] = [];
    const byIds = async (accountId: string) => {
      accounts.push(accountId);
      return [fakeGeneration({})];
    };
    const id = toPublicId('gen', GENERATION_ID);
    const { data } = await openEdge({ generations: { byIds } }).ask(NODE, { id });
    expect(data.node).toEqual({ __typename: 'Generation', id });
    expect(accounts).toEqual([ACCOUNT_ID]);
  });

  it("answers null to another account's id, as to one that never was", async () => {
    const edge = openEdge({ generations: { byIds: async () => [] }, keys: { byIds: async () => [] } });
    for (const id of [toPublicId('acct', OTHER), toPublicId('gen', OTHER), toPublicId('key', OTHER)]) {
      expect((await edge.ask(NODE, { id })).data).toEqual({ node: null });
    }
  });

  it.each(['', 'x', 'gen_x', 'txn_0', 'lot_x', 'mdl_none'])('answers null to %j', async (id) => {
    expect((await openEdge().ask(NODE, { id })).data).toEqual({ node: null });
  });

  it('asks for the scope that the kind of thing needs', async () => {
    const viewer = fakeViewer({ scopes: ['GENERATION_READ'] });
    expect((await openEdge().ask(NODE, { id: 'txn_1' }, { viewer })).status).toBe(403);
    expect((await openEdge().ask(NODE, { id: 'mdl_bfl/flux-1.1-pro' }, { viewer })).data.node.__typename).toBe('Model');
  });

  it("does not look behind the plan's audit window", async () => {
    const createdAt = new Date(NOW.getTime() - 31 * 86_400_000);
    const transactionsOfSequences = async () => [{ sequence: 1n, createdAt } as LedgerTransaction];
    const viewer = fakeViewer({ plan: 'free' });
    expect(
      (await openEdge({ ledger: { transactionsOfSequences } }).ask(NODE, { id: 'txn_1' }, { viewer })).data.node,
    ).toBeNull();
  });
});

describe('lists', () => {
  it("stay inside the plan's audit window", async () => {
    const filters: unknown[] = [];
    const edge = openEdge({
      usage: {
        transactions: async ({ filter }) => {
          filters.push(filter);
          return [];
        },
      },
      generations: {
        list: async () => [
          fakeGeneration({}),
          fakeGeneration({ createdAt: new Date(NOW.getTime() - 31 * 86_400_000) }),
        ],
      },
    });
    const viewer = fakeViewer({ plan: 'free' });
    const where = { createdAt: { from: '2020-01-01T00:00:00Z', to: '2026-11-01T00:00:00Z' }, type: ['ADD'] };
    const query =
      'query ($where: TransactionWhere) { transactions(where: $where) { nodes { id } } generations { nodes { id } pageInfo { hasNextPage } } }';
    const { data } = await edge.ask(query, { where }, { viewer });
    expect(filters).toEqual([
      {
        types: ['ADD'],
        createdBefore: new Date('2026-11-01T00:00:00Z'),
        createdFrom: new Date('2026-10-22T12:00:00Z'),
      },
    ]);
    expect(data.generations.nodes).toHaveLength(1);
    expect(data.generations.pageInfo.hasNextPage).toBe(false);
  });

  it('of models are paged by identifier, without gaps or repetitions', async () => {
    const edge = openEdge();
    const seen: string[] = [];
    let after: string | null = null;
    let total = 0;
    do {
      const query =
        'query ($after: String) { models(first: 40, after: $after) { totalCount nodes { identifier } pageInfo { hasNextPage endCursor } } }';
      const { data } = await edge.ask(query, { after });
      seen.push(...data.models.nodes.map((node: { identifier: string }) => node.identifier));
      total = data.models.totalCount;
      after = data.models.pageInfo.hasNextPage === true ? data.models.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toHaveLength(total);
    expect(new Set(seen).size).toBe(total);
  });
});
