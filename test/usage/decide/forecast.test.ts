import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { microCredits, ZERO } from '../../../src/money/index.ts';
import {
  decideForecast,
  type ForecastFacts,
  type ForecastLot,
  paceMilliseconds,
} from '../../../src/usage/decide/forecast.ts';

const DAY = 86_400_000;
const NOW = new Date('2026-11-21T12:00:00Z');
const inDays = (days: number): Date => new Date(NOW.getTime() + days * DAY);

const lot = (number: number, remaining: number, more: Partial<ForecastLot> = {}): ForecastLot => ({
  ...{ number, remaining: microCredits(BigInt(remaining)), effectiveAt: inDays(-10), usableUntil: undefined },
  ...more,
});

/** 100 a day. */
function facts(lots: readonly ForecastLot[], more: Partial<ForecastFacts> = {}): ForecastFacts {
  const spendable = lots
    .filter(({ effectiveAt }) => effectiveAt <= NOW)
    .reduce((all, { remaining }) => all + remaining, 0n);
  const pace = { spent: microCredits(3_000n), milliseconds: 30 * DAY };
  return { now: NOW, ...pace, available: microCredits(spendable), lots, ...more };
}

describe('a forecast', () => {
  it('says when the credits run out at the pace of the last days', () => {
    expect(decideForecast(facts([lot(1, 250)]))).toEqual({ runsOutAt: inDays(2.5), unused: [] });
  });

  it('says what expires before it is spent, and what is left without it', () => {
    const lots = [lot(1, 500, { usableUntil: inDays(2) }), lot(2, 100)];
    expect(decideForecast(facts(lots))).toEqual({
      runsOutAt: inDays(3),
      unused: [{ number: 1, unused: 300n, expiresAt: inDays(2) }],
    });
  });

  it('counts what begins later from then on: before it, the credits may have run out', () => {
    const later = lot(2, 1_000, { effectiveAt: inDays(5), usableUntil: inDays(10) });
    expect(decideForecast(facts([lot(1, 300), later]))).toEqual({
      runsOutAt: inDays(3),
      unused: [{ number: 2, unused: 500n, expiresAt: inDays(10) }],
    });
  });

  it('spends the credit line after the lots', () => {
    expect(decideForecast(facts([lot(1, 100)], { available: microCredits(400n) })).runsOutAt).toEqual(inDays(4));
  });

  it('lets everything expire when nothing is spent, and nothing run out', () => {
    const lots = [lot(1, 5, { usableUntil: inDays(400) }), lot(2, 7)];
    expect(decideForecast(facts(lots, { spent: ZERO }))).toEqual({
      runsOutAt: undefined,
      unused: [{ number: 1, unused: 5n, expiresAt: inDays(400) }],
    });
  });

  it('has run out when nothing is there, and does not when it lasts for ten years', () => {
    expect(decideForecast(facts([])).runsOutAt).toEqual(NOW);
    expect(decideForecast(facts([lot(1, 1_000_000)])).runsOutAt).toBeUndefined();
  });

  it('loses and invents nothing: until the end what was there was spent at the pace, or expired', () => {
    const some = fc.record({
      remaining: fc.integer({ min: 1, max: 5_000 }),
      ends: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 6 }), (given) => {
        const lots = given
          .map(({ remaining, ends }, index) =>
            lot(index + 1, remaining, { usableUntil: ends === undefined ? undefined : inDays(ends) }),
          )
          .toSorted(
            (one, other) => (one.usableUntil?.getTime() ?? Infinity) - (other.usableUntil?.getTime() ?? Infinity),
          );
        const { runsOutAt, unused } = decideForecast(facts(lots));
        const there = given.reduce((all, { remaining }) => all + remaining, 0);
        const expired = unused.reduce((all, one) => all + Number(one.unused), 0);
        const days = ((runsOutAt?.getTime() ?? Number.NaN) - NOW.getTime()) / DAY;
        // Each lot's part is rounded by less than one micro-credit.
        expect(Math.abs(there - expired - days * 100)).toBeLessThanOrEqual(given.length * 2 + 1);
      }),
    );
  });
});

describe('the pace', () => {
  it.each([
    ['of a minute is that of a day', '2026-11-30T12:00:00Z', '2026-11-30T12:01:00Z', 86_400_000],
    ['of two days is that of two days', '2026-11-28T12:00:00Z', '2026-11-30T12:00:00Z', 172_800_000],
  ])('%s', (_, from, to, milliseconds) => {
    expect(paceMilliseconds(new Date(from), new Date(to))).toBe(milliseconds);
  });
});
