import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addFractions,
  compareFractions,
  divideFractions,
  type Fraction,
  formatDecimal,
  fraction,
  halfEven,
  multiplyFractions,
  parseDecimal,
  reduceFraction,
  roundDown,
  roundUp,
  subtractFractions,
} from '../../src/money/index.ts';

const fractions = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10n ** 9n }))
  .map(([numerator, denominator]) => fraction(numerator, denominator));

function same(left: Fraction, right: Fraction): boolean {
  return compareFractions(left, right) === 0;
}

describe('fractions', () => {
  it('take away what was added, and divide by what they were multiplied with', () => {
    fc.assert(
      fc.property(fractions, fractions, (left, right) => {
        expect(same(subtractFractions(addFractions(left, right), right), left)).toBe(true);
        const positive = fraction(right.numerator < 0n ? -right.numerator : right.numerator + 1n, right.denominator);
        expect(same(divideFractions(multiplyFractions(left, positive), positive), left)).toBe(true);
      }),
    );
  });

  it('refuse a denominator that is not above zero', () => {
    expect(() => fraction(1n, 0n)).toThrow(RangeError);
    expect(() => divideFractions(fraction(1n), fraction(0n))).toThrow(RangeError);
    expect(() => divideFractions(fraction(1n), fraction(-2n))).toThrow(RangeError);
  });

  it('compare as numbers, whatever their denominators', () => {
    expect(compareFractions(fraction(1n, 3n), fraction(2n, 6n))).toBe(0);
    expect(compareFractions(fraction(1n, 3n), fraction(1n, 2n))).toBe(-1);
    expect(compareFractions(fraction(-1n, 3n), fraction(-1n, 2n))).toBe(1);
  });
});

describe('a reduced fraction', () => {
  it('is the same number, and cannot be reduced further', () => {
    fc.assert(
      fc.property(fractions, fc.bigInt({ min: 1n, max: 1000n }), ({ numerator, denominator }, by) => {
        const reduced = reduceFraction(fraction(numerator * by, denominator * by));
        expect(same(reduced, fraction(numerator, denominator))).toBe(true);
        expect(reduceFraction(reduced)).toEqual(reduced);
        expect(reduced.denominator).toBeLessThanOrEqual(denominator);
      }),
    );
  });

  it('has the smallest denominator there is for it', () => {
    expect(reduceFraction(fraction(6n, 4n))).toEqual(fraction(3n, 2n));
    expect(reduceFraction(fraction(-100n, 1000n))).toEqual(fraction(-1n, 10n));
    expect(reduceFraction(fraction(0n, 7n))).toEqual(fraction(0n));
  });
});

describe('rounding', () => {
  it.each([
    [7n, 2n, 4n, 3n, 4n],
    [5n, 2n, 3n, 2n, 2n],
    [-7n, 2n, -3n, -4n, -4n],
    [-5n, 2n, -2n, -3n, -2n],
    [6n, 3n, 2n, 2n, 2n],
    [1n, 3n, 1n, 0n, 0n],
    [2n, 3n, 1n, 0n, 1n],
    [-1n, 3n, 0n, -1n, 0n],
    [0n, 3n, 0n, 0n, 0n],
  ])('of %s/%s is up %s, down %s, half to even %s', (...[numerator, denominator, up, down, even]) => {
    const value = fraction(numerator, denominator);
    expect([roundUp(value), roundDown(value), halfEven(value)]).toEqual([up, down, even]);
  });

  it('never moves a value by one or more, and up is never below it', () => {
    fc.assert(
      fc.property(fractions, (value) => {
        expect(compareFractions(fraction(roundUp(value)), value)).toBeGreaterThanOrEqual(0);
        expect(compareFractions(fraction(roundUp(value) - 1n), value)).toBe(-1);
        expect(compareFractions(fraction(roundDown(value)), value)).toBeLessThanOrEqual(0);
        expect(compareFractions(fraction(roundDown(value) + 1n), value)).toBe(1);
        expect([roundUp(value), roundDown(value)]).toContain(halfEven(value));
      }),
    );
  });
});

describe('decimals', () => {
  it.each(['', '1e3', '1.', '.1', '+1', ' 1', 'Infinity', '1_000', '9'.repeat(41)])('refuse %j', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  it('are read back as they were written, for every decimal', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.integer({ min: 0, max: 12 }),
        (units, digits) => {
          const value = fraction(units, 10n ** BigInt(digits));
          const read = parseDecimal(formatDecimal(value, digits));
          expect(read !== undefined && same(read, value)).toBe(true);
        },
      ),
    );
  });

  it('are rounded half to even beyond the digits that are shown, and have no trailing zeros', () => {
    expect(formatDecimal(fraction(1_048_576n, 1_000_000n), 3)).toBe('1.049');
    expect(formatDecimal(fraction(5n, 1000n), 2)).toBe('0');
    expect(formatDecimal(fraction(15n, 1000n), 2)).toBe('0.02');
    expect(formatDecimal(fraction(-1n, 3n), 4)).toBe('-0.3333');
    expect(formatDecimal(fraction(1500n, 1000n), 3)).toBe('1.5');
    expect(formatDecimal(fraction(7n), 0)).toBe('7');
  });
});
