import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideCharge } from '../../../../src/generation/settle/decide/charge.ts';
import { microCredits } from '../../../../src/money/index.ts';

const decide = (effective: bigint | undefined, expected: bigint, minimum = 0n) =>
  decideCharge({
    effective: effective === undefined ? undefined : microCredits(effective),
    expected: microCredits(expected),
    review: { factor: 3, minimum: microCredits(minimum) },
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

  it.each([
    ['18 micro-credits instead of 83, which are a ten-thousandth of a credit', 18n, 83n, 'charge'],
    ['nine times as much, and less than a cent of a credit', 9_999n, 1_000n, 'charge'],
    ['as far apart as the minimum', 11_000n, 1_000n, 'hold'],
    ['a little less apart than the minimum', 10_999n, 1_000n, 'charge'],
    ['far below, and as far apart as the minimum', 1_000n, 11_000n, 'hold'],
    ['much, and not many times as much', 2_000_000n, 1_000_000n, 'charge'],
    ['without a price, however little was expected', undefined, 1n, 'hold'],
  ] as const)('with a minimum of a cent: %s', (_, effective, expected, kind) => {
    expect(decide(effective, expected, 10_000n)).toMatchObject({ kind, effective });
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
