import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  CURRENCY_CODES,
  chargeablePart,
  currencyRules,
  formatMoney,
  parseMoney,
  refuseCharge,
} from '../../src/money/index.ts';

describe('fiat money', () => {
  it.each([
    ['37.5', 'USD', 3750n, '37.50'],
    ['37.50', 'USD', 3750n, '37.50'],
    ['0.05', 'EUR', 5n, '0.05'],
    ['-1.5', 'USD', -150n, '-1.50'],
    ['500', 'JPY', 500n, '500'],
    ['1.234', 'KWD', 1234n, '1.234'],
    ['1000', 'XOF', 1000n, '1000'],
    ['1000', 'ISK', 100_000n, '1000'],
    ['1000', 'UGX', 100_000n, '1000'],
    ['1000.55', 'HUF', 100_055n, '1000.55'],
  ])('reads %s %s in minor units and writes it in full', (...[amount, currency, minorUnits, written]) => {
    const money = parseMoney(amount, currency)!;
    expect(money).toEqual({ minorUnits, currency });
    expect(formatMoney(money)).toBe(written);
  });

  it.each([
    ['1.234', 'USD'],
    ['1.5', 'JPY'],
    ['1.5', 'XAF'],
    ['1.5', 'ISK'],
    ['1', 'IQD'],
    ['1', 'usd'],
    ['1', 'DOLLAR'],
    ['1e3', 'USD'],
    ['', 'USD'],
  ])('refuses %j %j', (amount, currency) => {
    expect(parseMoney(amount, currency)).toBeUndefined();
  });

  it('reads back what it writes', () => {
    const currencies = fc.constantFrom(...CURRENCY_CODES);
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), currencies, (minorUnits, currency) => {
        const money = { minorUnits: chargeablePart(minorUnits, currency), currency };
        expect(parseMoney(formatMoney(money), currency)).toEqual(money);
      }),
    );
  });
});

describe('the table of currencies', () => {
  // https://docs.stripe.com/currencies#zero-decimal, #special-cases and #minimum-and-maximum-charge-amounts.
  it('counts minor units as Stripe does', () => {
    const of = (exponent: number, decimals: number): string =>
      CURRENCY_CODES.filter((code) => {
        const rules = currencyRules(code);
        return rules.exponent === exponent && rules.decimals === decimals;
      }).join(' ');
    expect(of(0, 0)).toBe('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF');
    expect(of(2, 0)).toBe('ISK UGX');
    expect(of(3, 3)).toBe('BHD JOD KWD OMR TND');
    expect(of(2, 2).split(' ')).toHaveLength(CURRENCY_CODES.length - 22);
    expect(new Set(CURRENCY_CODES).size).toBe(CURRENCY_CODES.length);
    expect(CURRENCY_CODES).toHaveLength(139);
  });

  it.each([
    ['XOF', 1000n, undefined],
    ['ISK', 100_000n, undefined],
    ['ISK', 100_050n, /multiple of 1 ISK$/],
    ['KWD', 3120n, undefined],
    ['KWD', 3125n, /multiple of 0\.010 KWD$/],
    ['USD', 49n, /the least is 0\.50 USD$/],
    ['USD', 50n, undefined],
    ['GBP', 30n, undefined],
    ['MXN', 999n, /the least is 10\.00 MXN$/],
    ['HUF', 17_499n, /the least is 175\.00 HUF$/],
    ['USD', 99_999_999n, undefined],
    ['USD', 100_000_000n, /the most is 999999\.99 USD$/],
    ['INR', 999_999_999n, undefined],
    ['COP', 10_000_000_000n, /the most is 99999999\.99 COP$/],
    ['IDR', 999_999_999_999n, undefined],
    ['IQD', 1000n, /^is in "IQD", and Stripe takes payments in AED, /],
  ])('%s %s: %s', (currency, minorUnits, refusal) => {
    const words = refuseCharge({ minorUnits, currency });
    if (refusal === undefined) expect(words).toBeUndefined();
    else expect(words).toMatch(refusal);
  });
});
