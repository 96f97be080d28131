import { describe, expect, it } from '@jest/globals';
import { decideRetry, RETRY_DELAYS, readRetryAfter } from '../../src/webhooks/decide/decide-retry.ts';

describe('a retry', () => {
  it('waits 5 s, 15 s, 45 s, 5 min, 30 min, 2 h, 5 h and 10 h, then nothing is sent any more', () => {
    const delays = Array.from({ length: 9 }, (_, index) => decideRetry(index + 1, 0));
    const seconds = delays.map((each) => (each.kind === 'retry' ? each.afterMilliseconds / 1_000 : each.kind));
    expect(seconds).toEqual([5, 15, 45, 300, 1_800, 7_200, 18_000, 36_000, 'give up']);
  });

  it('gives up after any number of attempts above, too', () => {
    expect(decideRetry(100, 0)).toEqual({ kind: 'give up' });
  });

  it('waits up to a fifth longer by chance, in whole milliseconds', () => {
    for (const [index, delay] of RETRY_DELAYS.entries()) {
      const longest = decideRetry(index + 1, 999);
      if (longest.kind !== 'retry') throw new Error('no retry');
      expect(longest.afterMilliseconds).toBeGreaterThan(delay * 1.19);
      expect(longest.afterMilliseconds).toBeLessThan(delay * 1.2);
    }
  });

  it.each([
    ['as long as the receiver asks for', 60_000, 60_000],
    ['no shorter than usual, whatever the receiver asks for', 1_000, 5_000],
    ['ten hours at most', Number.MAX_SAFE_INTEGER, 36_000_000],
  ])('waits %s', (_, wished, afterMilliseconds) => {
    expect(decideRetry(1, 0, wished)).toEqual({ kind: 'retry', afterMilliseconds });
  });

  it('is not put off for ever: after the last attempt a wish changes nothing', () => {
    expect(decideRetry(9, 0, 60_000)).toEqual({ kind: 'give up' });
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-11-21T12:00:00.000Z');

  it.each([
    ['120', 120_000],
    [' 7 ', 7_000],
    ['0', 0],
    ['Sat, 21 Nov 2026 12:01:30 GMT', 90_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
  ])('is understood: %s', (text, milliseconds) => {
    expect(readRetryAfter(text, now)).toBe(milliseconds);
  });

  it.each([undefined, '', '-5', '1.5', 'soon', '1e9', '99999999999', '2026-11-21', 'Xyz, 99 Nov 2026 12:00:00 GMT'])(
    'that says nothing is none: %s',
    (text) => {
      expect(readRetryAfter(text, now)).toBeUndefined();
    },
  );
});
