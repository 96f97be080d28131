import { describe, expect, it } from '@jest/globals';
import type { LedgerTransaction } from '../../../src/ledger/index.ts';
import { ZERO } from '../../../src/money/index.ts';
import { fakeGeneration } from '../generations/fake-generation.ts';
import { ACCOUNT_ID, credits, NOW, openEdge } from '../open-edge.ts';

const uuid = (kind: number, number: number): string =>
  `01940000-0000-7000-8${kind}00-${String(number).padStart(12, '0')}`;

function transactionOf(number: number): LedgerTransaction {
  return {
    accountId: ACCOUNT_ID,
    sequence: BigInt(number),
    type: 'RESERVE',
    amount: credits('-1'),
    reservedChange: credits('1'),
    availableAfter: credits('5'),
    reservedAfter: credits('1'),
    lots: [],
    generationId: uuid(0, number),
    step: 0,
    apiKeyId: uuid(1, number),
    purchaseId: uuid(2, number),
    idempotencyKey: undefined,
    inputHash: undefined,
    description: undefined,
    createdAt: NOW,
  };
}

const QUERY = `query ($first: Int!) {
  transactions(first: $first) {
    nodes {
      id generation { status model { name } metadata { provider } transactions { id } } model { name } purchase { id }
      apiKey { name dailySpend { used } }
    }
  }
}`;

/** Asks for a page and counts how often each room was asked. */
async function asked(length: number): Promise<{ calls: string[]; nodes: unknown[] }> {
  const calls: string[] = [];
  const counted = <Result>(name: string, answer: (ids: readonly string[]) => Result) => {
    return async (_accountId: string, ids: readonly string[]): Promise<Result> => {
      calls.push(`${name} ${ids.length}`);
      return answer(ids);
    };
  };
  const numbers = Array.from({ length }, (_, index) => length - index);
  const edge = openEdge({
    usage: { transactions: async () => numbers.map(transactionOf) },
    ledger: {
      transactionsOfGenerations: counted('transactions', () => numbers.map(transactionOf)),
      keyUses: async (asked) => {
        calls.push(`spends ${asked.length}`);
        return asked.map((one) => ({ ...one, fromQuarter: 0, untilQuarter: 0, reserved: ZERO, charged: ZERO }));
      },
    },
    generations: {
      byIds: counted('generations', (ids) => ids.map((id) => fakeGeneration({ id }))),
      attempts: counted('attempts', () => []),
    },
    keys: {
      byIds: counted('keys', (ids) =>
        ids.map((id) => ({
          accountId: ACCOUNT_ID,
          id,
          name: `key ${id.slice(-2)}`,
          prefix: 'tg_',
          scopes: [],
          spendingLimit: undefined,
          limitPeriod: 'DAY' as const,
          timeZone: 'UTC',
          resetHour: 0,
          expiresAt: undefined,
          revokedAt: undefined,
          lastUsedAt: undefined,
          createdAt: NOW,
          ancestorIds: [],
          allowedIps: [],
        })),
      ),
    },
    purchases: { byIds: counted('purchases', () => []) },
  });
  const { data, errors } = await edge.ask(QUERY, { first: length });
  expect(errors).toEqual([]);
  return { calls: calls.sort(), nodes: data.transactions.nodes };
}

describe('a page of transactions', () => {
  it.each([1, 2, 50])('of %d asks every room once for all of its rows', async (length) => {
    const { calls, nodes } = await asked(length);
    expect(nodes).toHaveLength(length);
    expect(calls).toEqual(
      ['attempts', 'generations', 'keys', 'purchases', 'spends', 'transactions'].map((name) => `${name} ${length}`),
    );
  });

  it('gives each line its own generation and key, and null for what is gone', async () => {
    const { nodes } = await asked(3);
    expect(nodes).toMatchObject([
      { id: 'txn_3', apiKey: { name: 'key 03' }, purchase: null, generation: { transactions: [{ id: 'txn_3' }] } },
      { id: 'txn_2', apiKey: { name: 'key 02' } },
      { id: 'txn_1', apiKey: { name: 'key 01' } },
    ]);
  });
});

describe('what was looked up', () => {
  it('is forgotten before the next mutation of the same request', async () => {
    let balance = 0;
    const ledger = {
      balance: async () => {
        balance += 1;
        return {
          available: credits(String(balance)),
          reserved: credits('0'),
          sequence: 1n,
          lots: [],
          expiringSoon: credits('0'),
          frozen: credits('0'),
          debt: credits('0'),
          creditLimit: credits('0'),
          asOf: NOW,
        };
      },
    };
    const one = (alias: string): string =>
      `${alias}: generate(input: { model: "m", idempotencyKey: "", count: 1 }) { balance { available } again: balance { available } }`;
    const { data } = await openEdge({ ledger }).ask(`mutation { ${one('a')} ${one('b')} }`);
    expect(data).toEqual({
      a: { balance: { available: '1' }, again: { available: '1' } },
      b: { balance: { available: '2' }, again: { available: '2' } },
    });
  });
});
