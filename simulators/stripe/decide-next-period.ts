// When a billing period ends: anchored, so that the 31st comes back after a shorter month
// (https://docs.stripe.com/billing/subscriptions/billing-cycle). All times are UTC.

export type Interval = 'day' | 'week' | 'month' | 'year';

export interface Cycle {
  /** Seconds since 1970. */
  readonly anchor: number;
  readonly interval: Interval;
  readonly count: number;
}

const DAY_SECONDS = 86_400n;
const SECONDS_PER_INTERVAL = { day: DAY_SECONDS, week: 7n * DAY_SECONDS } as const;
const MONTHS_PER_INTERVAL = { month: 1, year: 12 } as const;

/** The moment `steps` intervals after the anchor, in seconds; months without the anchor's day end on their last. */
export function cycleBoundary({ anchor, interval, count }: Cycle, steps: number): number {
  if (interval === 'day' || interval === 'week') {
    return Number(BigInt(anchor) + BigInt(steps) * BigInt(count) * SECONDS_PER_INTERVAL[interval]);
  }
  const start = new Date(anchor * 1000);
  const months = start.getUTCMonth() + MONTHS_PER_INTERVAL[interval] * count * steps;
  const lastDay = new Date(Date.UTC(start.getUTCFullYear(), months + 1, 0)).getUTCDate();
  const day = Math.min(start.getUTCDate(), lastDay);
  const time = Date.UTC(
    start.getUTCFullYear(),
    months,
    day,
    start.getUTCHours(),
    start.getUTCMinutes(),
    start.getUTCSeconds(),
  );
  return time / 1000;
}

/** The first boundary after a moment. */
export function nextBoundary(cycle: Cycle, after: number): number {
  let steps = 1;
  while (cycleBoundary(cycle, steps) <= after) steps += 1;
  return cycleBoundary(cycle, steps);
}
