import { describe, expect, it } from '@jest/globals';
import { type MicroCredits, microCredits, parseCredits } from '../../../src/money/index.ts';
import { inWords, toAmount, toMicros, type Worth, worthOf } from '../../../src/rest/lumenfall/worth.ts';

const credits = (text: string): MicroCredits => parseCredits(text) ?? microCredits(0n);
const words = { one: 'credit', many: 'credits', meaning: 'a test' };
const worth = (billionths: bigint, currency = 'USD'): Worth =>
  worthOf({ creditUnit: { ...words, price: { billionths, currency } } });

describe('what credits are worth', () => {
  it('a credit of a dollar is written with its own digits', () => {
    const dollar = worth(1_000_000_000n);
    expect(JSON.stringify(['0.1', '0.3', '12.480001'].map((one) => toAmount(credits(one), dollar)))).toBe(
      '[0.1,0.3,12.480001]',
    );
    expect(toMicros(credits('0.08'), dollar)).toBe(80_000);
    expect(inWords(credits('0.05'), dollar)).toBe('$0.05');
  });

  it('a credit of less than a tenth of a cent is exact below a millionth, and rounded once where it must be whole', () => {
    const small = worth(25_000n);
    expect(toAmount(credits('1'), small)).toBe(0.000025);
    expect(toMicros(credits('1188'), small)).toBe(29_700);
    expect([toMicros(credits('0.02'), small), toMicros(credits('0.06'), small)]).toEqual([0, 2]);
  });

  it('another currency is named, and without a price it is credits', () => {
    expect(inWords(credits('2'), worth(900_000_000n, 'EUR'))).toBe('1.8 EUR');
    const unpriced = worthOf({ creditUnit: words });
    expect([unpriced.currency, toAmount(credits('7.5'), unpriced)]).toEqual(['CREDITS', 7.5]);
  });
});
