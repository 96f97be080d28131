// Moments as RFC 3339 in UTC. A page has fifty of them, mostly of one day: what Date.toISOString works out anew each time, the day, is
// kept from one to the next.

const DAY_MILLISECONDS = 86_400_000;
/** "12:00:00.000Z" */
const TIME_LENGTH = 13;

const two = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const three = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(3, '0'));

let lastDay = Number.NaN;
/** With its "T". */
let lastDayText = '';

/** The same text as `toISOString`. Throws a RangeError for an invalid date. */
export function momentText(date: Date): string {
  const moment = date.getTime();
  const day = Math.floor(moment / DAY_MILLISECONDS);
  if (day !== lastDay) {
    lastDayText = date.toISOString().slice(0, -TIME_LENGTH);
    lastDay = day;
  }
  const milliseconds = moment - day * DAY_MILLISECONDS;
  const seconds = Math.floor(milliseconds / 1_000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return `${lastDayText}${two[hours]}:${two[minutes - hours * 60]}:${two[seconds - minutes * 60]}.${three[milliseconds - seconds * 1_000]}Z`;
}
