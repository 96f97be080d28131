// The list of transactions over the edge: what is searched for becomes a filter, pages go both ways, and the answer says how far back
// the plan looks.
import { describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../../src/callers/ids.ts';
import { TRANSACTION_CURSOR } from '../../../src/graphql/edge/cursors.ts';
import type { LedgerTransaction } from '../../../src/ledger/index.ts';
import { ZERO } from '../../../src/money/index.ts';
import type { StatementPage } from '../../../src/usage/index.ts';
import { ACCOUNT_ID, openEdge } from '../open-edge.ts';

const ID = '01900000-0000-7000-8000-000000000001';

/** A ledger of 10 transactions, and the pages that are asked of it. */
function ledgerOfTen() {
  const asked: StatementPage[] = [];
  const lines = Array.from({ length: 10 }, (_, index) => lineOf(BigInt(index + 1)));
  const transactions = async (page: StatementPage) => {
    asked.push(page);
    const { limit, beforeSequence = 11n, afterSequence } = page;
    if (afterSequence !== undefined) return lines.filter(({ sequence }) => sequence > afterSequence).slice(0, limit);
    return lines
      .filter(({ sequence }) => sequence < beforeSequence)
      .reverse()
      .slice(0, limit);
  };
  return { asked, edge: openEdge({ usage: { transactions } }) };
}

const lineOf = (sequence: bigint): LedgerTransaction => ({
  ...{
    accountId: ACCOUNT_ID,
    sequence,
    type: 'EXPIRE',
    amount: ZERO,
    reservedChange: ZERO,
    availableAfter: ZERO,
    reservedAfter: ZERO,
  },
  ...{
    generationId: undefined,
    step: undefined,
    apiKeyId: undefined,
    purchaseId: undefined,
    idempotencyKey: undefined,
  },
  ...{ inputHash: undefined, description: undefined, createdAt: new Date(), lots: [] },
});

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $where: TransactionWhere) {
  transactions(first: $first, after: $after, last: $last, before: $before, where: $where) {
    nodes { sequence } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    auditWindow { days longerWithPlan longerDays }
  }
}`;

const cursor = (sequence: bigint): string => TRANSACTION_CURSOR.write(sequence);

describe('transactions', () => {
  it('go forward and backward, newest first either way', async () => {
    const { edge } = ledgerOfTen();
    const numbers = async (variables: object) => {
      const { data } = await edge.ask(LIST, variables);
      const { nodes, pageInfo } = data.transactions;
      const { hasPreviousPage, hasNextPage } = pageInfo;
      return [nodes.map(({ sequence }: { sequence: string }) => Number(sequence)), hasPreviousPage, hasNextPage];
    };
    expect(await numbers({ first: 3 })).toEqual([[10, 9, 8], false, true]);
    expect(await numbers({ first: 3, after: cursor(8n) })).toEqual([[7, 6, 5], true, true]);
    expect(await numbers({ last: 3, before: cursor(5n) })).toEqual([[8, 7, 6], true, true]);
    expect(await numbers({ last: 3, before: cursor(8n) })).toEqual([[10, 9], false, true]);
    expect(await numbers({ last: 3, before: cursor(10n) })).toEqual([[], false, false]);
  });

  it.each([
    [toPublicId('gen', ID), { generationId: ID }],
    [` ${toPublicId('key', ID)} `, { apiKeyId: ID }],
    [toPublicId('pur', ID), { purchaseId: ID }],
    ['Set ASIDE', { words: { contained: 'Set ASIDE', types: ['RESERVE'] } }],
    ['gen_x', { words: { contained: 'gen_x', types: [] } }],
  ])('are searched for %j', async (search, filter) => {
    const { asked, edge } = ledgerOfTen();
    await edge.ask(LIST, { where: { search } });
    expect(asked[0]?.filter).toEqual({ ...filter, createdFrom: expect.any(Date) });
  });

  it.each(['x', ' ', 'x'.repeat(101), 'a\u0000b'])('are not searched for %j', async (search) => {
    const { errors } = await ledgerOfTen().edge.ask(LIST, { where: { search } });
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('say how far back the plan looks, and which one looks further', async () => {
    const { data } = await ledgerOfTen().edge.ask(LIST);
    expect(data.transactions.auditWindow).toEqual({ days: expect.any(Number), longerWithPlan: null, longerDays: null });
  });
});
