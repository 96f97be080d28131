// When something happens: thirteen months with a leap day, with both changes of the clocks, and with the ends of months.
import type { SeededRandom } from '../../../simulators/media/index.ts';

export const BEGINNING = new Date('2027-10-28T09:00:00Z');
const END = new Date('2028-12-02T12:00:00Z');

/** Moments at which customers begin; a subscription's renewals follow from them. */
export const BEGINNINGS: readonly [Date, ...Date[]] = [
  new Date('2027-10-31T23:59:30Z'),
  // Clocks go back in Europe, in New York, and forward in New York.
  new Date('2027-10-31T01:30:00Z'),
  new Date('2027-11-07T06:30:00Z'),
  new Date('2027-11-29T17:00:00Z'),
  new Date('2027-11-30T00:00:00Z'),
  new Date('2027-12-31T04:30:00Z'),
  new Date('2028-01-30T22:00:00Z'),
  new Date('2028-01-31T12:00:00Z'),
  new Date('2028-02-29T23:30:00Z'),
  new Date('2028-03-12T07:30:00Z'),
  BEGINNING,
];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MINUTE = 60_000;
const BUSY_DAYS = 0.12;
const LOOKS_OF_A_BUSY_DAY = 5;

/** `density`: how many of the ordinary days are lived through. */
export function drawCalendar(random: SeededRandom, density: number): Date[] {
  const moments = new Set<number>(BEGINNINGS.map((moment) => moment.getTime()));
  for (let day = BEGINNING.getTime(); day < END.getTime(); day += DAY) {
    const midnight = day - (day % DAY);
    const isFirst = new Date(midnight).getUTCDate() === 1;
    if (isFirst) for (const minutes of [-30, 1, 75]) moments.add(midnight + minutes * MINUTE);
    const isLived = random.next() < density;
    const isBusy = random.next() < BUSY_DAYS * density;
    let at = midnight + Math.floor(random.between(0, 20 * HOUR));
    if (isLived) moments.add(at);
    for (let look = 1; isBusy && look < LOOKS_OF_A_BUSY_DAY; look += 1) {
      at += Math.floor(random.between(20 * MINUTE, 80 * MINUTE));
      moments.add(at);
    }
  }
  moments.add(END.getTime());
  const inside = [...moments].filter((at) => at >= BEGINNING.getTime() && at <= END.getTime());
  return inside.toSorted((one, other) => one - other).map((at) => new Date(at));
}
