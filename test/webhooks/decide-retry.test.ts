import { describe, expect, it } from '@jest/globals';
import { decideRetry, RETRY_DELAYS } from '../../src/webhooks/decide-retry.ts';

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
});
