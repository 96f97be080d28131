// A calendar month as an account's clocks show it. Pure.
import { type Period, periodAt } from '../../keys/index.ts';

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;
/** Noon of the 15th: in the month, in every time zone. */
const MIDDLE = { day: 15, hour: 12 } as const;

/** `2026-11`; undefined for any other text. Years before 1970 have no statements. */
export function readMonth(text: string): string | undefined {
  return MONTH.test(text) && Number(text.slice(0, 4)) >= 1970 ? text : undefined;
}

/** From the first moment of the month to the first of the next. The hour at which limits of keys begin anew does not count. */
export function periodOfMonth(month: string, timeZone: string): Period {
  const [, year, number] = MONTH.exec(month) ?? [];
  if (year === undefined || number === undefined) throw new Error(`${month} is no month`);
  const middle = new Date(Date.UTC(Number(year), Number(number) - 1, MIDDLE.day, MIDDLE.hour));
  return periodAt(middle, { period: 'MONTH', timeZone, resetHour: 0 });
}
