import { describe, expect, it } from '@jest/globals';
import { backOff, spread } from '../../src/background/index.ts';

const MINUTE = 60_000;

describe('the pause before another try', () => {
  it('doubles up to the longest, however often it was tried', () => {
    const pause = { firstMilliseconds: MINUTE, longestMilliseconds: 60 * MINUTE };
    const minutes = [1, 2, 3, 4, 5, 6, 7, 8, 1_000, 1_000_000].map((failures) => backOff(pause, failures) / MINUTE);
    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
  });

  it('may grow by another factor', () => {
    const pause = { firstMilliseconds: 50, longestMilliseconds: 1_000, factor: 1.5 };
    expect([1, 2, 3, 20].map((failures) => backOff(pause, failures))).toEqual([50, 75, 112.5, 1_000]);
  });

  it('is spread around itself', () => {
    expect([0, 0.5, 1].map((chance) => spread(1_000, 0.5, chance))).toEqual([500, 1_000, 1_500]);
    expect(spread(1_000, 0, 0.9)).toBe(1_000);
  });
});
