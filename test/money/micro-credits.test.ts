import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  add,
  formatCredits,
  MAX,
  max,
  microCredits,
  min,
  negate,
  parseCredits,
  subtract,
  sum,
  ZERO,
} from '../../src/money/index.ts';

const LARGEST = 2n ** 63n - 1n;
const amounts = fc.bigInt({ min: -LARGEST, max: LARGEST }).map(microCredits);
const smallAmounts = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map(microCredits);

describe('credits as decimal strings', () => {
  it.each([
    ['0', 0n],
    ['-0', 0n],
    ['0.052', 52_000n],
    ['1.50', 1_500_000n],
    ['12.480', 12_480_000n],
    ['-3', -3_000_000n],
    ['0.000001', 1n],
    ['007', 7_000_000n],
    ['9223372036854.775807', LARGEST],
  ])('reads %s', (text, expected) => {
    expect(parseCredits(text)).toBe(expected);
  });

  it.each(['', ' 1', '1 ', '+1', '1.', '.5', '1e3', '0x10', '1,5', '1.0000000', 'NaN', '--1', '1\n', '９'])(
    'refuses %j',
    (text) => {
      expect(parseCredits(text)).toBeUndefined();
    },
  );

  it('refuses amounts that a 64-bit column cannot hold', () => {
    expect(parseCredits('9223372036854.775808')).toBeUndefined();
    expect(parseCredits('-9223372036854.775808')).toBeUndefined();
    expect(parseCredits('9'.repeat(500))).toBeUndefined();
  });

  it.each([
    [0n, '0'],
    [52_000n, '0.052'],
    [12_480_000n, '12.48'],
    [-3_000_000n, '-3'],
    [-1n, '-0.000001'],
    [1_000_000_000_000n, '1000000'],
    [10_000_000n, '10'],
    [1_000_001n, '1.000001'],
    // Below and from 2^53 on.
    [9_007_199_254_740_991n, '9007199254.740991'],
    [9_007_199_254_740_992n, '9007199254.740992'],
    [-9_007_199_254_740_993n, '-9007199254.740993'],
    [8_999_999_999_999_999n, '8999999999.999999'],
  ])('writes %s micro-credits canonically', (amount, expected) => {
    expect(formatCredits(microCredits(amount))).toBe(expected);
  });

  it('reads back what it writes, for every amount', () => {
    fc.assert(fc.property(amounts, (amount) => parseCredits(formatCredits(amount)) === amount));
    fc.assert(fc.property(smallAmounts, (amount) => parseCredits(formatCredits(amount)) === amount));
  });

  it('writes no zero that says nothing, no plus and no minus before zero', () => {
    const canonical = /^(0|-?[1-9]\d*|-?(0|[1-9]\d*)\.\d{0,5}[1-9])$/;
    fc.assert(fc.property(fc.oneof(amounts, smallAmounts), (amount) => canonical.test(formatCredits(amount))));
  });
});

describe('arithmetic on micro-credits', () => {
  it('takes away what it added', () => {
    fc.assert(fc.property(smallAmounts, smallAmounts, (left, right) => subtract(add(left, right), right) === left));
  });

  it('has the sum of a list equal to adding one after the other', () => {
    fc.assert(fc.property(fc.array(smallAmounts), (list) => sum(list) === list.reduce(add, ZERO)));
  });

  it('orders by value', () => {
    fc.assert(
      fc.property(amounts, amounts, (left, right) => {
        expect([min(left, right), max(left, right)]).toEqual(left < right ? [left, right] : [right, left]);
      }),
    );
  });

  it('throws instead of leaving the range of a 64-bit column', () => {
    expect(() => add(MAX, microCredits(1n))).toThrow(RangeError);
    expect(() => subtract(negate(MAX), microCredits(1n))).toThrow(RangeError);
    expect(() => microCredits(LARGEST + 1n)).toThrow(RangeError);
  });
});
