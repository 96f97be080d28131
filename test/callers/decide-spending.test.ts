import { describe, expect, it } from '@jest/globals';
import { decideBlock, type Spender, spendableBy } from '../../src/callers/decide-spending.ts';
import { ZERO } from '../../src/money/index.ts';
import { credits, KEY_ID, NOW } from '../graphql/open-edge.ts';

const daily = { apiKeyId: KEY_ID, limit: credits('5'), used: credits('3'), left: credits('2'), resetsAt: NOW };
const budget = { ...daily, period: 'DAY' } as const;
const weekly = { ...daily, period: 'WEEK' } as const;
const monthly = { ...daily, period: 'MONTH' } as const;
const spender = (changes: Partial<Spender> = {}): Spender => ({
  isSuspended: false,
  concurrencyLimit: 2,
  power: { running: 1, budget: undefined },
  available: credits('3'),
  creditLimit: ZERO,
  ...changes,
});

describe('what blocks an amount', () => {
  it.each([
    ['nothing', {}, '3', undefined],
    ['too few credits', {}, '3.000001', 'INSUFFICIENT_CREDITS'],
    ['the credit line', { creditLimit: credits('1') }, '3.000001', 'CREDIT_LIMIT_REACHED'],
    ['the daily limit', { power: { running: 1, budget } }, '2.000001', 'KEY_DAILY_LIMIT_REACHED'],
    ['the weekly limit', { power: { running: 1, budget: weekly } }, '2.000001', 'KEY_WEEKLY_LIMIT_REACHED'],
    ['the monthly limit', { power: { running: 1, budget: monthly } }, '2.000001', 'KEY_MONTHLY_LIMIT_REACHED'],
    ['not a daily limit that it fits', { power: { running: 1, budget } }, '2', undefined],
    ['the limit of the end user', { leftForEndUser: credits('1') }, '1.000001', 'END_USER_LIMIT_REACHED'],
    ['not the limit of the end user that it fits', { leftForEndUser: credits('1') }, '1', undefined],
    ['the places', { power: { running: 2, budget: undefined } }, '0', 'CONCURRENCY_LIMIT_REACHED'],
    ['the suspension, before all else', { isSuspended: true, available: ZERO }, '1', 'ACCOUNT_SUSPENDED'],
    ['not what is free, though nothing is left', { available: ZERO, power: { running: 0, budget } }, '0', undefined],
  ] as const)('is %s', (_, changes, amount, expected) => {
    expect(decideBlock(spender(changes), credits(amount))).toBe(expected);
  });

  it('is the missing price', () => {
    expect(decideBlock(spender(), undefined)).toBe('PRICE_UNKNOWN');
  });

  it('leaves the least of what limits to be spent', () => {
    expect(spendableBy(spender())).toBe(credits('3'));
    expect(spendableBy(spender({ power: { running: 1, budget } }))).toBe(credits('2'));
    expect(spendableBy(spender({ power: { running: 1, budget }, leftForEndUser: credits('1') }))).toBe(credits('1'));
    expect(spendableBy(spender({ isSuspended: true }))).toBeUndefined();
    expect(spendableBy(spender({ power: { running: 2, budget } }))).toBeUndefined();
  });
});
