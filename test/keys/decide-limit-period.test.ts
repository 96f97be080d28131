import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isWithin, type KeyLimit } from '../../src/keys/decide-limit-period.ts';
import { isTimeZone, type LimitPeriod, periodAt } from '../../src/keys/index.ts';
import { periodName, QUARTER, TIME_ZONES } from '../support/account-days.ts';

const PERIODS = ['DAY', 'WEEK', 'MONTH'] as const;

function periodOf(at: string, period: LimitPeriod, [timeZone, resetHour]: readonly [string, number]): string[] {
  const { startsAt, endsAt } = periodAt(new Date(at), { period, timeZone, resetHour });
  return [startsAt, endsAt].map((moment) => moment.toISOString().replace(':00.000Z', 'Z'));
}

describe('the period of a limit', () => {
  it.each([
    ['a UTC day', '2026-11-29T23:59:59.999Z', 'DAY', ['UTC', 0], '2026-11-29T00:00Z', '2026-11-30T00:00Z'],
    [
      'a day that begins at 6',
      '2026-11-29T04:59Z',
      'DAY',
      ['Europe/Berlin', 6],
      '2026-11-28T05:00Z',
      '2026-11-29T05:00Z',
    ],
    ['its first moment', '2026-11-29T05:00Z', 'DAY', ['Europe/Berlin', 6], '2026-11-29T05:00Z', '2026-11-30T05:00Z'],
    ['a day of 23 hours', '2026-03-29T12:00Z', 'DAY', ['Europe/Berlin', 0], '2026-03-28T23:00Z', '2026-03-29T22:00Z'],
    ['a day of 25 hours', '2026-10-25T12:00Z', 'DAY', ['Europe/Berlin', 0], '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
    [
      'an hour that is left out',
      '2026-03-29T12:00Z',
      'DAY',
      ['Europe/Berlin', 2],
      '2026-03-29T01:00Z',
      '2026-03-30T00:00Z',
    ],
    ['just before it', '2026-03-29T00:59Z', 'DAY', ['Europe/Berlin', 2], '2026-03-28T01:00Z', '2026-03-29T01:00Z'],
    [
      'an hour that comes twice',
      '2026-10-25T12:00Z',
      'DAY',
      ['Europe/Berlin', 2],
      '2026-10-25T00:00Z',
      '2026-10-26T01:00Z',
    ],
    [
      'a midnight that is left out',
      '2026-03-08T12:00Z',
      'DAY',
      ['America/Havana', 0],
      '2026-03-08T05:00Z',
      '2026-03-09T04:00Z',
    ],
    [
      'a midnight that comes twice',
      '2026-11-01T04:30Z',
      'DAY',
      ['America/Havana', 0],
      '2026-11-01T04:00Z',
      '2026-11-02T05:00Z',
    ],
    [
      'half an hour back',
      '2026-04-05T12:00Z',
      'DAY',
      ['Australia/Lord_Howe', 2],
      '2026-04-04T15:30Z',
      '2026-04-05T15:30Z',
    ],
    [
      'three quarters beside UTC',
      '2026-11-29T00:00Z',
      'DAY',
      ['Asia/Kathmandu', 0],
      '2026-11-28T18:15Z',
      '2026-11-29T18:15Z',
    ],
    [
      'a week, from Monday',
      '2026-11-29T22:59Z',
      'WEEK',
      ['Europe/Berlin', 0],
      '2026-11-22T23:00Z',
      '2026-11-29T23:00Z',
    ],
    [
      'a week with a change',
      '2026-03-29T12:00Z',
      'WEEK',
      ['America/New_York', 3],
      '2026-03-23T07:00Z',
      '2026-03-30T07:00Z',
    ],
    ['a month', '2026-11-01T04:59Z', 'MONTH', ['America/New_York', 1], '2026-10-01T05:00Z', '2026-11-01T05:00Z'],
    [
      'a month over the year',
      '2026-12-31T23:30Z',
      'MONTH',
      ['Europe/Berlin', 0],
      '2026-12-31T23:00Z',
      '2027-01-31T23:00Z',
    ],
    ['a leap day', '2028-02-29T12:00Z', 'MONTH', ['UTC', 12], '2028-02-01T12:00Z', '2028-03-01T12:00Z'],
  ] as const)('%s', (_what, at, period, clock, startsAt, endsAt) => {
    expect(periodOf(at, period, clock)).toEqual([startsAt, endsAt]);
  });

  it('is what a look at the clock every quarter of an hour tells, in every time zone, also when clocks change', () => {
    const from = Date.parse('2026-01-01T00:00:00Z') / QUARTER;
    const twoYears = 2 * 366 * 96;
    const aQuarter = fc.oneof(
      fc.integer({ min: from, max: from + twoYears }),
      // Around the changes of the clocks, which are not many.
      fc
        .tuple(
          fc.constantFrom('03-08', '03-29', '04-05', '04-24', '09-27', '10-04', '10-25', '10-30', '11-01'),
          fc.nat(192),
        )
        .map(([day, after]) => Date.parse(`2026-${day}T00:00:00Z`) / QUARTER - 96 + after),
    );
    const definition = fc.record({
      timeZone: fc.constantFrom(...TIME_ZONES),
      resetHour: fc.integer({ min: 0, max: 23 }),
      period: fc.constantFrom(...PERIODS),
    });
    const property = fc.property(aQuarter, fc.nat(QUARTER - 1), definition, (quarter, rest, defined) => {
      const now = quarter * QUARTER + rest;
      const { startsAt, endsAt } = periodAt(new Date(now), defined);
      const nameAt = (at: number): string => periodName(at, defined);
      expect(startsAt.getTime() <= now && now < endsAt.getTime()).toBe(true);
      expect([nameAt(startsAt.getTime()), nameAt(endsAt.getTime() - QUARTER)]).toEqual([nameAt(now), nameAt(now)]);
      expect(nameAt(startsAt.getTime() - QUARTER)).not.toBe(nameAt(now));
      expect(nameAt(endsAt.getTime())).not.toBe(nameAt(now));
    });
    fc.assert(property, { numRuns: 400 });
  });
});

describe('a time zone', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'Asia/Kolkata'])('is %s', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each([
    '',
    'Berlin',
    'Europe/Bonn',
    '+02:00',
    '-0530',
    'UTC+2',
    ' UTC',
    'Europe/Berlin; drop table account',
    'ẞ',
    'a'.repeat(999),
  ])('is not %s', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});

describe('a limit that keeps within another', () => {
  const limit = (spendingLimit: bigint | undefined, limitPeriod: LimitPeriod): KeyLimit => ({
    spendingLimit,
    limitPeriod,
  });

  it.each([
    [limit(5n, 'DAY'), limit(5n, 'DAY'), true],
    [limit(6n, 'DAY'), limit(5n, 'DAY'), false],
    [limit(undefined, 'MONTH'), limit(5n, 'DAY'), false],
    [limit(5n, 'DAY'), limit(undefined, 'DAY'), true],
    [limit(5n, 'MONTH'), limit(5n, 'DAY'), true],
    [limit(6n, 'MONTH'), limit(5n, 'DAY'), false],
    [limit(5n, 'DAY'), limit(35n, 'WEEK'), true],
    [limit(5n, 'DAY'), limit(34n, 'WEEK'), false],
    [limit(5n, 'DAY'), limit(155n, 'MONTH'), true],
    [limit(5n, 'DAY'), limit(154n, 'MONTH'), false],
    [limit(5n, 'WEEK'), limit(30n, 'MONTH'), true],
    [limit(5n, 'WEEK'), limit(29n, 'MONTH'), false],
    [limit(5n, 'MONTH'), limit(10n, 'WEEK'), true],
    [limit(5n, 'MONTH'), limit(9n, 'WEEK'), false],
  ])('%o within %o: %p', (one, other, expected) => {
    expect(isWithin(one, other)).toBe(expected);
  });
});
