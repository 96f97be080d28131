import { describe, expect, it } from '@jest/globals';
import type { Balance, LedgerVerification } from '../../../src/ledger/index.ts';
import { ACCOUNT_ID, credits, fakeViewer, NOW, openEdge } from '../open-edge.ts';

describe('account.creditLimit', () => {
  it('is what the wallet says', async () => {
    const balance: Balance = {
      available: credits('5'),
      reserved: credits('0'),
      creditLimit: credits('250'),
      sequence: 1n,
      lots: [],
      expiringSoon: credits('0'),
      frozen: credits('0'),
      debt: credits('0'),
      asOf: NOW,
    };
    const { data } = await openEdge({ ledger: { balance: async () => balance } }).ask('{ account { creditLimit } }');
    expect(data.account.creditLimit).toBe('250');
  });

  it('asks no ledger when nobody asks for it', async () => {
    expect((await openEdge().ask('{ account { name } }')).data.account).toEqual({ name: 'Tested' });
  });
});

const VERIFY = '{ verifyLedger { ok transactions firstSequence lastSequence headHash problems } }';

describe('verifyLedger', () => {
  const verification: LedgerVerification = {
    accountId: ACCOUNT_ID,
    ok: false,
    transactions: 2,
    firstSequence: 1n,
    lastSequence: 9_007_199_254_740_993n,
    headHash: 'ab'.repeat(32),
    problems: ['transaction 2 follows 0: the numbering has a gap'],
  };

  it('tells what the ledger found, of the account that asks', async () => {
    const asked: string[] = [];
    const verify = async (accountId: string): Promise<LedgerVerification> => {
      asked.push(accountId);
      return verification;
    };
    const { data } = await openEdge({ ledger: { verify, balance: async () => undefined } }).ask(VERIFY);
    expect(data.verifyLedger).toEqual({
      ok: false,
      transactions: 2,
      firstSequence: '1',
      lastSequence: '9007199254740993',
      headHash: 'ab'.repeat(32),
      problems: ['transaction 2 follows 0: the numbering has a gap'],
    });
    expect(asked).toEqual([ACCOUNT_ID]);
  });

  it('has no sequence and no hash before the first transaction', async () => {
    const nothing = { firstSequence: undefined, lastSequence: undefined, headHash: undefined };
    const verify = async () => ({ ...verification, ...nothing, ok: true, transactions: 0, problems: [] });
    const { data } = await openEdge({ ledger: { verify, balance: async () => undefined } }).ask(VERIFY);
    expect(data.verifyLedger).toMatchObject({ ok: true, firstSequence: null, lastSequence: null, headHash: null });
  });

  it('needs ACCOUNT_READ', async () => {
    const { status } = await openEdge().ask(VERIFY, {}, { viewer: fakeViewer({ scopes: ['GENERATION_WRITE'] }) });
    expect(status).toBe(403);
  });
});
