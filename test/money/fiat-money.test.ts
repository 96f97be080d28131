import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatMoney, parseMoney } from '../../src/money/index.ts';

describe('fiat money', () => {
  it.each([
    ['37.5', 'USD', 3750n, '37.50'],
    ['37.50', 'USD', 3750n, '37.50'],
    ['0.05', 'EUR', 5n, '0.05'],
    ['-1.5', 'USD', -150n, '-1.50'],
    ['500', 'JPY', 500n, '500'],
    ['1.234', 'KWD', 1234n, '1.234'],
  ])('reads %s %s in minor units and writes it in full', (...[amount, currency, minorUnits, written]) => {
    const money = parseMoney(amount, currency)!;
    expect(money).toEqual({ minorUnits, currency });
    expect(formatMoney(money)).toBe(written);
  });

  it.each([
    ['1.234', 'USD'],
    ['1.5', 'JPY'],
    ['1', 'usd'],
    ['1', 'DOLLAR'],
    ['1e3', 'USD'],
    ['', 'USD'],
  ])('refuses %j %j', (amount, currency) => {
    expect(parseMoney(amount, currency)).toBeUndefined();
  });

  it('reads back what it writes', () => {
    const currencies = fc.constantFrom('USD', 'JPY', 'KWD');
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), currencies, (minorUnits, currency) => {
        const money = { minorUnits, currency };
        expect(parseMoney(formatMoney(money), currency)).toEqual(money);
      }),
    );
  });
});
