import { describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../../src/callers/ids.ts';
import type { Generation, Generations } from '../../../src/generation/index.ts';
import type { Scope } from '../../../src/keys/index.ts';
import type { GenerationSummary, LotState } from '../../../src/ledger/index.ts';
import { credits, fakeViewer, KEY_ID, NOW, openEdge } from '../open-edge.ts';
import { fakeGeneration, GENERATION_ID } from './fake-generation.ts';

const RECEIPT = `query ($id: ID!) {
  receipt(generationId: $id) {
    estimate reserved charged refunded stillReserved effectiveCost overrun priceVersion quoteId hash
    lines { amount } lots { amount } transactions { id }
  }
}`;
const WITH_LOTS = `query ($id: ID!) { receipt(generationId: $id) { lots { amount lot { id granted } } } }`;
const id = toPublicId('gen', GENERATION_ID);

const summary: GenerationSummary = {
  transactions: [],
  hash: 'ab'.repeat(32),
  reserved: credits('0.052'),
  charged: credits('0.04'),
  refunded: credits('0.012'),
  stillReserved: credits('0'),
  lots: [
    { lot: 3, amount: credits('0.03') },
    { lot: 0, amount: credits('0.01') },
  ],
};

const lot: LotState = {
  ...{ number: 3, source: 'PACK', priority: 0, effectiveAt: NOW, expiresAt: undefined, usableUntil: undefined },
  ...{ granted: credits('10'), remaining: credits('1'), reserved: credits('0'), spent: credits('9') },
  ...{ expired: credits('0'), frozen: credits('0'), disputes: 0, clawedBack: credits('0'), purchaseId: undefined },
};

function edgeWith(found: Partial<Generation> | undefined) {
  const byIds: Generations['byIds'] = async () => (found === undefined ? [] : [fakeGeneration(found)]);
  return openEdge({
    generations: { byIds, lines: async () => [] },
    ledger: { generationSummary: async () => summary, lots: async () => [lot] },
  });
}

describe('receipt', () => {
  it('has the numbers of the books, and says what bound the price', async () => {
    const edge = edgeWith({ status: 'SUCCEEDED', effectiveCost: credits('0.06'), quoteId: KEY_ID });
    const { data, errors } = await edge.ask(RECEIPT, { id });
    expect(errors).toEqual([]);
    expect(data.receipt).toEqual({
      ...{ estimate: '0.052', reserved: '0.052', charged: '0.04', refunded: '0.012', stillReserved: '0' },
      ...{ effectiveCost: '0.06', overrun: true, priceVersion: 'v1', quoteId: toPublicId('quo', KEY_ID) },
      ...{ hash: 'ab'.repeat(32), lines: [], transactions: [], lots: [{ amount: '0.03' }, { amount: '0.01' }] },
    });
  });

  it('shows the lots that paid; the credit line is none', async () => {
    const { data } = await edgeWith({}).ask(WITH_LOTS, { id });
    expect(data.receipt.lots).toEqual([
      { amount: '0.03', lot: { id: 'lot_3', granted: '10' } },
      { amount: '0.01', lot: null },
    ]);
  });

  it('is null for what the account does not have, and for what no generation could be called', async () => {
    expect((await edgeWith(undefined).ask(RECEIPT, { id })).data.receipt).toBeNull();
    for (const wrong of ['', 'gen_x', toPublicId('acct', GENERATION_ID), GENERATION_ID]) {
      expect((await openEdge().ask(RECEIPT, { id: wrong })).data.receipt).toBeNull();
    }
  });

  it("is null outside the plan's audit window", async () => {
    const viewer = fakeViewer({ plan: 'free' });
    const days = viewer.plan.auditWindowDays;
    const edge = edgeWith({ createdAt: new Date(NOW.getTime() - days * 86_400_000 - 1) });
    expect((await edge.ask(RECEIPT, { id }, { viewer })).data.receipt).toBeNull();
    const within = edgeWith({ createdAt: new Date(NOW.getTime() - days * 86_400_000) });
    expect((await within.ask(RECEIPT, { id }, { viewer })).data.receipt).not.toBeNull();
  });

  it.each<[Scope, string, number]>([
    ['ACCOUNT_READ', RECEIPT, 200],
    ['GENERATION_READ', RECEIPT.replace('transactions { id }', ''), 200],
    // A line of the ledger says the balance.
    ['GENERATION_READ', RECEIPT, 403],
    ['GENERATION_WRITE', RECEIPT, 403],
    ['GENERATION_READ', WITH_LOTS, 403],
    ['ACCOUNT_READ', 'query ($id: ID!) { receipt(generationId: $id) { generation { prompt } } }', 403],
  ])('shows with %s only what that scope shows elsewhere: %s', async (scope, query, status) => {
    const viewer = fakeViewer({ scopes: [scope] });
    expect((await edgeWith({}).ask(query, { id }, { viewer })).status).toBe(status);
  });
});
