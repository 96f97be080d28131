import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fraction, microCredits, parseCredits } from '../../../src/money/index.ts';
import { balanceNumber, costNumber, costPerNumber, sumNumber } from '../../../src/rest/babysea/credits.ts';

const credits = (text: string) => parseCredits(text) ?? microCredits(-1n);

describe('credits as numbers', () => {
  it.each([
    ['0.052', 0.052, 0.052, 0.052],
    ['12.48', 12.48, 12.48, 12.48],
    ['0', 0, 0, 0],
    // More than three decimals: what is owed is rounded up, what is there down, a sum to the nearest, a tie to the even one.
    ['0.1296', 0.13, 0.129, 0.13],
    ['0.0005', 0.001, 0, 0],
    ['0.0015', 0.002, 0.001, 0.002],
    ['0.000001', 0.001, 0, 0],
    ['1234567890123.456', 1234567890123.456, 1234567890123.456, 1234567890123.456],
  ])('%s is %d as a cost, %d as a balance and %d as a sum', (text, cost, balance, sum) => {
    const amount = credits(text);
    expect([costNumber(amount), balanceNumber(amount), sumNumber(amount)]).toEqual([cost, balance, sum]);
  });

  it('are those of the exact quotient for one second of many', () => {
    expect(costPerNumber(credits('0.98'), fraction(10n))).toBe(0.098);
    expect(costPerNumber(credits('0.1'), fraction(3n))).toBe(0.034);
  });

  it('never let a client that compares them believe that it can afford what it cannot', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 12n }).map(microCredits);
    fc.assert(
      fc.property(amount, amount, (cost, balance) => {
        if (balanceNumber(balance) >= costNumber(cost)) expect(balance >= cost).toBe(true);
      }),
    );
  });
});
