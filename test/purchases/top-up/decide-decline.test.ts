import { describe, expect, it } from '@jest/globals';
import { decideDecline, pauseInWords, publicDeclineCode } from '../../../src/purchases/top-up/decide-decline.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000);
const decide = (code: string | undefined, failures = 1, advice?: string) =>
  decideDecline({ code, advice, failures, now: NOW });

describe('a declined card', () => {
  it.each([
    'lost_card',
    'stolen_card',
    'pickup_card',
    'fraudulent',
    'do_not_honor',
    'do_not_try_again',
    'merchant_blacklist',
    'restricted_card',
    'revocation_of_authorization',
    'revocation_of_all_authorizations',
    'stop_payment_order',
    'transaction_not_allowed',
    'security_violation',
  ])('is never tried again after %s', (code) => {
    expect(decide(code)).toEqual({ kind: 'pause', reason: 'CARD_REFUSED' });
  });

  it.each(['expired_card', 'incorrect_cvc', 'incorrect_number', 'invalid_expiry_year'])(
    'has to be entered anew after %s',
    (code) => {
      expect(decide(code)).toEqual({ kind: 'pause', reason: 'CARD_DATA_WRONG' });
    },
  );

  it('waits for its holder when the bank wants authentication', () => {
    expect(decide('authentication_required')).toEqual({ kind: 'pause', reason: 'AUTHENTICATION_REQUIRED' });
    expect(pauseInWords('AUTHENTICATION_REQUIRED')).toContain('has to pay once');
  });

  it.each([
    'insufficient_funds',
    'generic_decline',
    'card_velocity_exceeded',
    'processing_error',
    'a_code_of_tomorrow',
  ])('is tried again after 1, 4 and 24 hours and then no more, after %s', (code) => {
    expect([1, 2, 3].map((failures) => decide(code, failures))).toEqual([
      { kind: 'retry', at: hours(1) },
      { kind: 'retry', at: hours(4) },
      { kind: 'retry', at: hours(24) },
    ]);
    expect(decide(code, 4)).toEqual({ kind: 'pause', reason: 'RETRIES_EXHAUSTED' });
  });

  it("follows the network's advice where the code alone would be tried again", () => {
    expect(decide('generic_decline', 1, 'do_not_try_again')).toEqual({ kind: 'pause', reason: 'CARD_REFUSED' });
    expect(decide('generic_decline', 1, 'confirm_card_data')).toEqual({ kind: 'pause', reason: 'CARD_DATA_WRONG' });
    expect(decide('generic_decline', 1, 'try_again_later')).toMatchObject({ kind: 'retry' });
  });

  it('is tried again when nobody said why', () => {
    expect(decide(undefined)).toEqual({ kind: 'retry', at: hours(1) });
  });

  it('does not tell whoever holds the card that it counts as lost or stolen', () => {
    expect(publicDeclineCode('stolen_card')).toBe('generic_decline');
    expect(publicDeclineCode('fraudulent')).toBe('generic_decline');
    expect(publicDeclineCode('insufficient_funds')).toBe('insufficient_funds');
  });
});
