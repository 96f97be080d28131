// The day, week or month that a moment belongs to, as an account counts them: by its time zone, from its reset hour. Pure.

export type LimitPeriod = 'DAY' | 'WEEK' | 'MONTH';

/** When an account's days begin. A week begins on Monday, a month on the 1st, at the same hour. */
export interface AccountClock {
  /** IANA name. */
  readonly timeZone: string;
  /** 0 to 23, by the clocks of the time zone. */
  readonly resetHour: number;
}

export interface PeriodDefinition extends AccountClock {
  readonly period: LimitPeriod;
}

/** The start belongs to it, the end does not. */
export interface Period {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MINUTE = 60_000;

/** Both are asked by every reservation, and nearly always about the same. */
const lastPeriods = new Map<string, Period>();
const formats = new Map<string, Intl.DateTimeFormat>();
const MOST_KEPT = 1_000;

function keep<Value>(kept: Map<string, Value>, key: string, value: Value): Value {
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(key, value);
  return value;
}

/** A name such as `Europe/Berlin` or `UTC`; offsets are none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export function periodAt(now: Date, { period, timeZone, resetHour }: PeriodDefinition): Period {
  const key = `${period} ${resetHour} ${timeZone}`;
  const last = lastPeriods.get(key);
  if (last !== undefined && last.startsAt <= now && now < last.endsAt) return last;
  const beginning = (date: number): Date => new Date(beginningOf(date, { timeZone, resetHour }));
  const { first, next } = datesAround(accountDate(now.getTime(), { timeZone, resetHour }), period);
  return keep(lastPeriods, key, { startsAt: beginning(first), endsAt: beginning(next) });
}

// A date is written as the moment at which it begins in UTC.

/** The date of the account's day that a moment lies in. */
function accountDate(at: number, clock: AccountClock): number {
  const shown = at + offsetAt(at, clock.timeZone);
  const date = shown - (((shown % DAY) + DAY) % DAY);
  // By the hour it may still be the day before; where clocks go back over midnight, already the next.
  if (at < beginningOf(date, clock)) return date - DAY;
  return at < beginningOf(date + DAY, clock) ? date : date + DAY;
}

function datesAround(date: number, period: LimitPeriod): { readonly first: number; readonly next: number } {
  const day = new Date(date);
  switch (period) {
    case 'DAY':
      return { first: date, next: date + DAY };
    case 'WEEK': {
      const monday = date - ((day.getUTCDay() + 6) % 7) * DAY;
      return { first: monday, next: monday + 7 * DAY };
    }
    case 'MONTH': {
      const first = (months: number): number => Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months);
      return { first: first(0), next: first(1) };
    }
    default:
      return period satisfies never;
  }
}

/**
 * The first moment at which the clocks show the reset hour of a date, or later: where that hour is left out, the moment when they
 * are put forward; where it comes twice, the first.
 */
function beginningOf(date: number, { timeZone, resetHour }: AccountClock): number {
  const shown = date + resetHour * HOUR;
  const before = offsetAt(shown - DAY, timeZone);
  const after = offsetAt(shown + DAY, timeZone);
  const byEarlier = shown - before;
  if (before === after || offsetAt(byEarlier, timeZone) === before) return byEarlier;
  const byLater = shown - after;
  if (offsetAt(byLater, timeZone) === after) return byLater;
  return changeBetween(byLater, byEarlier, (at) => offsetAt(at, timeZone) === after);
}

/** The minute in which something becomes true that is not at `from` and is at `to`. */
function changeBetween(from: number, to: number, isTrue: (at: number) => boolean): number {
  let [low, high] = [from - (from % MINUTE), to - (to % MINUTE) + (to % MINUTE === 0 ? 0 : MINUTE)];
  while (high - low > MINUTE) {
    const half = (high - low) / 2;
    const middle = low + half - (half % MINUTE);
    if (isTrue(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** How far the clocks of a time zone are ahead of UTC. */
function offsetAt(at: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(at);
  const numberOf = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(
    numberOf('year'),
    numberOf('month') - 1,
    numberOf('day'),
    numberOf('hour'),
    numberOf('minute'),
    numberOf('second'),
  );
  return shown - (at - (at % 1_000));
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const parts = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
  const times = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const;
  return keep(formats, timeZone, new Intl.DateTimeFormat('en-US', { timeZone, ...parts, ...times }));
}

/** How many periods of one kind one of another can touch, at most. */
const TOUCHED: Readonly<Record<LimitPeriod, Readonly<Record<LimitPeriod, bigint>>>> = {
  DAY: { DAY: 1n, WEEK: 1n, MONTH: 1n },
  WEEK: { DAY: 7n, WEEK: 1n, MONTH: 2n },
  MONTH: { DAY: 31n, WEEK: 6n, MONTH: 1n },
};

/** A limit as a key has it; no amount is no limit. */
export interface KeyLimit {
  readonly spendingLimit: bigint | undefined;
  readonly limitPeriod: LimitPeriod;
}

/** Whether whoever keeps to `limit` keeps to `other`, too, whatever the day of the week or month. */
export function isWithin(limit: KeyLimit, other: KeyLimit): boolean {
  if (other.spendingLimit === undefined) return true;
  if (limit.spendingLimit === undefined) return false;
  return limit.spendingLimit * TOUCHED[other.limitPeriod][limit.limitPeriod] <= other.spendingLimit;
}
