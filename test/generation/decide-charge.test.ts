import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideCharge } from '../../src/generation/decide-charge.ts';
import { microCredits } from '../../src/money/index.ts';

const decide = (effective: bigint | undefined, expected: bigint) =>
  decideCharge({
    effective: effective === undefined ? undefined : microCredits(effective),
    expected: microCredits(expected),
    reviewFactor: 3,
  });

describe('what becomes of a delivery', () => {
  it.each([
    ['as expected', 100n, 100n, 'charge'],
    ['exactly three times as much', 300n, 100n, 'charge'],
    ['a little more than three times as much', 301n, 100n, 'hold'],
    ['exactly a third', 34n, 102n, 'charge'],
    ['a little less than a third', 33n, 100n, 'hold'],
    ['nothing, where nothing was expected', 0n, 0n, 'charge'],
    ['nothing, where something was expected', 0n, 1n, 'hold'],
    ['something, where nothing was expected', 1n, 0n, 'hold'],
    ['without a price', undefined, 100n, 'hold'],
  ] as const)('%s', (_, effective, expected, kind) => {
    expect(decide(effective, expected)).toMatchObject({ kind, effective });
  });

  it('depends on nothing but the two numbers, whatever they are', () => {
    const amount = fc.bigInt({ min: 0n, max: 2n ** 62n });
    fc.assert(
      fc.property(amount, amount, (effective, expected) => {
        const isFar = effective > 3n * expected || 3n * effective < expected;
        return decide(effective, expected).kind === (isFar ? 'hold' : 'charge');
      }),
    );
  });
});
