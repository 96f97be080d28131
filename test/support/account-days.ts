// Days, weeks and months of an account, found by looking at the clock every quarter of an hour: slow, and simple enough to believe.
import type { AccountClock, LimitPeriod } from '../../src/keys/index.ts';

export const QUARTER = 900_000;
const DAY = 86_400_000;

/** Clocks that go forward and back at all hours, by half an hour, over midnight, or never. */
export const TIME_ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'America/Havana',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
] as const;

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-03-29 03:00`. */
function shownAt(at: number, timeZone: string): string {
  const known = formats.get(timeZone);
  const format = known ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  if (known === undefined) formats.set(timeZone, format);
  return format.format(at);
}

/** The last date whose reset hour the clock has shown, as the moment at which it begins in UTC. */
function dateAt(at: number, { timeZone, resetHour }: AccountClock): number {
  let last = Number.NEGATIVE_INFINITY;
  for (let seen = Math.floor(at / QUARTER) * QUARTER; seen > at - 2 * DAY; seen -= QUARTER) {
    const shown = shownAt(seen, timeZone);
    const date = Date.parse(`${shown.slice(0, 10)}T00:00:00Z`);
    last = Math.max(last, Number(shown.slice(11, 13)) >= resetHour ? date : date - DAY);
  }
  return last;
}

/** The same text for all moments of a period, and for no other. */
export function periodName(at: number, { period, ...clock }: AccountClock & { readonly period: LimitPeriod }): string {
  const date = new Date(dateAt(at, clock));
  if (period === 'DAY') return date.toISOString().slice(0, 10);
  if (period === 'MONTH') return date.toISOString().slice(0, 7);
  while (date.getUTCDay() !== 1) date.setTime(date.getTime() - DAY);
  return `week of ${date.toISOString().slice(0, 10)}`;
}
