// The gateway and the simulator have a table of currencies each: a mistake in one of them shows here.
import { describe, expect, it } from '@jest/globals';
import * as simulated from '../../../simulators/stripe/currencies.ts';
import { CURRENCY_CODES, currencyRules, formatMoney } from '../../../src/money/index.ts';

describe('the currencies of the simulator', () => {
  it('are those of the gateway, with the same rules', () => {
    expect(simulated.CURRENCY_CODES).toEqual(CURRENCY_CODES);
    for (const code of CURRENCY_CODES) expect(simulated.currencyRules(code)).toEqual(currencyRules(code));
  });

  it('are written in the same way', () => {
    for (const currency of CURRENCY_CODES) {
      const { step } = currencyRules(currency);
      for (const minorUnits of [0n, step, -step, 7n * step, 1_234_500n * step]) {
        const money = { minorUnits, currency };
        expect(simulated.formatMoney(money)).toBe(formatMoney(money));
      }
    }
  });
});
