import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CONTENT_IN_SQL,
  canonicalContent,
  chainHash,
  GENESIS_HASH,
  hashContent,
} from '../../../src/ledger/batch/chain.ts';
import type { LedgerTransaction } from '../../../src/ledger/index.ts';
import { createLedgerWorld, credits, type LedgerWorld } from '../../support/ledger-world.ts';

const transaction: LedgerTransaction = {
  accountId: '01940000-0000-7000-8000-000000000001',
  sequence: 7n,
  type: 'CHARGE',
  amount: credits('0.02'),
  reservedChange: credits('-0.1'),
  availableAfter: credits('9.92'),
  reservedAfter: credits('0'),
  lots: [
    { lot: 1, amount: credits('0.05') },
    { lot: 0, amount: credits('0.03') },
  ],
  generationId: '01940000-0000-7000-8000-000000000002',
  step: 1,
  apiKeyId: undefined,
  purchaseId: undefined,
  idempotencyKey: 'größer',
  inputHash: undefined,
  description: '',
  createdAt: new Date('2026-11-21T12:00:00.123Z'),
};

describe('the canonical content', () => {
  it('is one fixed text', () => {
    expect(canonicalContent(transaction)).toBe(
      '01940000-0000-7000-8000-000000000001|7|CHARGE|20000|-100000|9920000|0|{1,0}|{50000,30000}' +
        '|01940000-0000-7000-8000-000000000002|1|||1795262400123|8||0|größer',
    );
  });

  it('tells texts apart that only their lengths tell apart', () => {
    const content = (texts: Partial<LedgerTransaction>): string => canonicalContent({ ...transaction, ...texts });
    const one = content({ idempotencyKey: 'ab', inputHash: 'c', description: 'd' });
    expect(content({ idempotencyKey: 'a', inputHash: 'bc', description: 'd' })).not.toBe(one);
    expect(content({ idempotencyKey: '' })).not.toBe(content({ idempotencyKey: undefined }));
  });
});

describe('the chain', () => {
  it('is sha256 of the hash before, in hexadecimal, and the content', () => {
    const text = '0'.repeat(64) + canonicalContent(transaction);
    const expected = createHash('sha256').update(text, 'utf8').digest('hex');
    expect(chainHash(GENESIS_HASH, transaction).toString('hex')).toBe(expected);
    expect(hashContent('0'.repeat(64), canonicalContent(transaction))).toBe(expected);
  });

  describe('in SQL', () => {
    let world: LedgerWorld;

    beforeAll(async () => {
      world = await createLedgerWorld();
    });

    afterAll(() => world.close());

    it('can be recomputed by anyone who can read the table', async () => {
      const account = await world.newAccount('10');
      const { generationId } = await world.reserve(account, '0.5', { idempotencyKey: 'größer 🙂|"\\' });
      await world.ledger.submit({
        command: { kind: 'charge', accountId: account, generationId, amount: credits('0.1') },
      });
      await world.add(account, '1', { description: 'with {braces}, | and "quotes"' });
      const wrong = await world.database.rows(
        `select sequence from (select sequence, hash, ${CONTENT_IN_SQL} as content,
           lag(hash, 1, decode(repeat('00', 32), 'hex')) over (order by sequence) as previous
           from ledger_transaction where account_id = $1) as line
         where hash <> sha256(convert_to(encode(previous, 'hex') || content, 'UTF8'))`,
        [account],
      );
      expect(wrong).toEqual([]);
    });
  });
});
