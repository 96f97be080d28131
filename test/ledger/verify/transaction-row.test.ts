// Verification writes the canonical content by itself, out of bytes: it must be the one that the batch hashes.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalContent } from '../../../src/ledger/batch/chain.ts';
import type { LedgerTransaction } from '../../../src/ledger/index.ts';
import { createRowReader, HASH_DIGITS } from '../../../src/ledger/verify/transaction-row.ts';
import { MAX, type MicroCredits, microCredits } from '../../../src/money/index.ts';
import { binaryRow } from './binary-row.ts';

const HASH = 'ab'.repeat(32);

/** Around every place where a digit, a float or an int8 ends. */
const edges = [
  0n,
  9n,
  10n,
  999_999_999n,
  1_000_000_000n,
  2n ** 31n,
  2n ** 32n,
  2n ** 53n,
  9_007_198n * 10n ** 9n,
  10n ** 18n,
  MAX,
];
const amount: fc.Arbitrary<MicroCredits> = fc
  .oneof(
    fc.bigInt({ min: -MAX, max: MAX }),
    fc.bigInt({ min: -1_000_000n, max: 1_000_000n }),
    fc
      .tuple(fc.constantFrom(...edges), fc.bigInt({ min: -2n, max: 2n }), fc.boolean())
      .map(([edge, by, isNegative]) => (isNegative ? -1n : 1n) * (edge + by > MAX ? edge : edge + by)),
  )
  .map(microCredits);
const absent = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const text = absent(fc.string({ unit: 'grapheme', maxLength: 600 }));
const uuid = fc.uuid();

const transactions: fc.Arbitrary<LedgerTransaction> = fc.record({
  accountId: uuid,
  sequence: fc.bigInt({ min: 1n, max: MAX }),
  type: fc.constantFrom(
    'ADD',
    'RESERVE',
    'CHARGE',
    'REFUND',
    'EXPIRE',
    'ADJUST',
    'FREEZE',
    'RELEASE',
    'CLAWBACK',
    'INVOICE',
  ),
  amount,
  reservedChange: amount,
  availableAfter: amount,
  reservedAfter: amount,
  lots: fc.array(fc.record({ lot: fc.integer({ min: -1, max: 2 ** 31 - 1 }), amount }), { maxLength: 40 }),
  generationId: absent(uuid),
  step: absent(fc.integer({ min: 0, max: 32_767 })),
  apiKeyId: absent(uuid),
  purchaseId: absent(uuid),
  idempotencyKey: text,
  inputHash: text,
  description: text,
  createdAt: fc.date({ min: new Date('1970-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
});

const row = (transaction: LedgerTransaction): Buffer => binaryRow(transaction, HASH, []);

const PLAIN: LedgerTransaction = {
  accountId: '01940000-0000-7000-8000-000000000001',
  sequence: 7n,
  type: 'RESERVE',
  amount: microCredits(-5n),
  reservedChange: microCredits(5n),
  availableAfter: microCredits(10n),
  reservedAfter: microCredits(5n),
  lots: [{ lot: 1, amount: microCredits(5n) }],
  generationId: undefined,
  step: undefined,
  apiKeyId: undefined,
  purchaseId: undefined,
  idempotencyKey: undefined,
  inputHash: undefined,
  description: undefined,
  createdAt: new Date('2026-11-21T12:00:00.123Z'),
};

/** The row of PLAIN with the bytes of one field changed. */
function changed(field: number, change: (value: Buffer) => Buffer): Buffer {
  const before = row(PLAIN);
  let at = 2;
  for (let index = 0; index < field; index += 1) at += 4 + Math.max(before.readInt32BE(at), 0);
  const end = at + 4 + Math.max(before.readInt32BE(at), 0);
  const value = change(Buffer.from(before.subarray(at + 4, end)));
  const length = Buffer.alloc(4);
  length.writeInt32BE(value.length);
  return Buffer.concat([before.subarray(0, at), length, value, before.subarray(end)]);
}

const LOTS = 7;
const CREATED_AT = 13;

describe('a row of verification', () => {
  it('says what its transaction says, and has its canonical content, whatever stood in the rows before', () => {
    const read = createRowReader();
    fc.assert(
      fc.property(transactions, (transaction) => {
        const { accountId, sequence, hash, chained, ...read1 } = read(row(transaction));
        expect(chained.toString('utf8', HASH_DIGITS)).toBe(canonicalContent(transaction));
        expect({ accountId, sequence, hash }).toEqual({
          accountId: transaction.accountId,
          sequence: transaction.sequence,
          hash: HASH,
        });
        const { purchaseId: _p, idempotencyKey: _k, inputHash: _i, description: _d, ...rest } = transaction;
        const { accountId: _a, sequence: _s, createdAt, ...replayed } = rest;
        expect(read1.transaction).toEqual({ ...replayed, createdAt: createdAt.getTime() });
      }),
      { numRuns: 2_000 },
    );
  });

  it.each<[string, Buffer]>([
    ['an unknown type', changed(2, () => Buffer.from('GIFT'))],
    ['the one int8 that is no amount', changed(3, () => Buffer.from('8000000000000000', 'hex'))],
    [
      'a lot without a number',
      changed(LOTS, (value) => Buffer.concat([value.subarray(0, 20), Buffer.from('ffffffff', 'hex')])),
    ],
    ['lots that begin elsewhere', changed(LOTS, (value) => (value.writeInt32BE(2, 16), value))],
    ['two dimensions of lots', changed(LOTS, (value) => (value.writeInt32BE(2, 0), value))],
    ['more amounts than lots', changed(LOTS, (value) => Buffer.concat([Buffer.alloc(8), value.subarray(8, 12)]))],
    ['parts of a millisecond', changed(CREATED_AT, (value) => (value.writeInt8(value.readInt8(7) ^ 1, 7), value))],
    ['a time that never comes', changed(CREATED_AT, () => Buffer.from('7fffffffffffffff', 'hex'))],
  ])('is not taken for a transaction with %s', (_, bytes) => {
    const read = createRowReader();
    expect(read(bytes).transaction).toBeUndefined();
    expect(read(row(PLAIN)).transaction).toBeDefined();
  });
});
