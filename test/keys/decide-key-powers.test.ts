import { describe, expect, it } from '@jest/globals';
import { decideKeyPowers, type KeyPowers } from '../../src/keys/index.ts';
import { microCredits } from '../../src/money/index.ts';

const SOON = new Date('2026-11-22T00:00:00Z');
const LATER = new Date('2026-12-22T00:00:00Z');
const ALL: KeyPowers = {
  scopes: ['GENERATION_WRITE', 'GENERATION_READ', 'KEYS_WRITE'],
  spendingLimit: undefined,
  limitPeriod: 'DAY',
  expiresAt: undefined,
  allowedIps: [],
};
const CLERK: KeyPowers = { ...ALL, scopes: ['KEYS_WRITE'] };
const limited = (micro: bigint, powers: KeyPowers = ALL): KeyPowers => ({
  ...powers,
  spendingLimit: microCredits(micro),
});
const weekly = (micro: bigint): KeyPowers => ({ ...limited(micro), limitPeriod: 'WEEK' });
const monthly = (micro: bigint): KeyPowers => ({ ...limited(micro), limitPeriod: 'MONTH' });
const expiring = (expiresAt: Date, powers: KeyPowers = ALL): KeyPowers => ({ ...powers, expiresAt });

const codeOf = (acting: KeyPowers, before: KeyPowers | undefined, after: KeyPowers) =>
  decideKeyPowers({ acting, before, after })?.code;

describe('what a key may give', () => {
  it.each<[string, KeyPowers, KeyPowers | undefined, KeyPowers]>([
    ['a new key like itself', ALL, undefined, ALL],
    ['a new key with its own limit', limited(5n), undefined, limited(5n)],
    ['a new key that ends when it ends', expiring(SOON), undefined, expiring(SOON)],
    ['more, out of what it has without end', ALL, limited(5n, expiring(SOON)), ALL],
    ['as much as it has', limited(5n), limited(4n), limited(5n)],
    ['less to a key with more than its own', limited(5n), limited(10n), limited(9n)],
    ['a new key with a limit for another period: both bind it', monthly(5n), undefined, limited(50n)],
    ['as much for a longer period, which is less', limited(5n), limited(5n), monthly(5n)],
    ['less for a shorter one', monthly(500n), monthly(500n), limited(16n)],
    ['nothing, to a key that may do what it may not', CLERK, limited(5n), limited(5n)],
  ])('is %s', (_what, acting, before, after) => {
    expect(codeOf(acting, before, after)).toBeUndefined();
  });

  it.each<[string, string, KeyPowers, KeyPowers | undefined, KeyPowers]>([
    ['SCOPES_NOT_HELD', 'a scope it lacks', CLERK, CLERK, ALL],
    [
      'MIGHTIER_KEY',
      'another scope to a key that may do what it may not',
      CLERK,
      ALL,
      { ...ALL, scopes: ['GENERATION_READ'] },
    ],
    ['MIGHTIER_KEY', 'a lower limit to a key that may do what it may not', CLERK, ALL, limited(5n)],
    ['MIGHTIER_KEY', 'an end to a key that may do what it may not', CLERK, ALL, expiring(SOON)],
    ['MIGHTIER_KEY', 'fewer scopes to a key that may do what it may not', CLERK, ALL, CLERK],
    ['SCOPES_NOT_HELD', 'no scope at all', ALL, ALL, { ...ALL, scopes: [] }],
    ['SCOPES_NOT_HELD', 'OPERATOR, unless it is one', ALL, ALL, { ...ALL, scopes: ['OPERATOR'] }],
    ['LIMIT_ABOVE_OWN', 'more than its own limit', limited(5n), limited(4n), limited(6n)],
    ['LIMIT_ABOVE_OWN', 'no limit, when it has one', limited(5n), limited(5n), ALL],
    ['LIMIT_ABOVE_OWN', 'itself the same for a shorter period', monthly(5n), monthly(5n), limited(5n)],
    ['LIMIT_ABOVE_OWN', 'itself more for a longer one', limited(5n), limited(5n), weekly(6n)],
    ['LIMIT_ABOVE_OWN', 'no limit for another period', monthly(5n), monthly(5n), { ...ALL, limitPeriod: 'DAY' }],
    ['LIMIT_ABOVE_OWN', 'a new key without a limit, when it has one', limited(5n), undefined, ALL],
    ['EXPIRY_AFTER_OWN', 'a longer life than its own', expiring(SOON), expiring(SOON), expiring(LATER)],
    ['EXPIRY_AFTER_OWN', 'life without end, when its own has one', expiring(SOON), expiring(SOON), ALL],
    ['EXPIRY_AFTER_OWN', 'a new key that outlives it', expiring(SOON), undefined, ALL],
    ['MIGHTIER_KEY', 'a higher limit to a key that may do what it may not', CLERK, limited(5n), limited(6n)],
    ['MIGHTIER_KEY', 'a longer life to a key that may do what it may not', CLERK, expiring(SOON), expiring(LATER)],
  ])('is never (%s) %s', (code, _what, acting, before, after) => {
    expect(codeOf(acting, before, after)).toBe(code);
  });
});
