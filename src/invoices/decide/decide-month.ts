// Billing months: UTC calendar months, named by their first day. Pure.

/** What was under way at midnight has nearly always been booked by then; later, it is on the next invoice, with its own day. */
const SETTLING_MILLISECONDS = 3_600_000;
const MONTH = /^(\d{4})-(\d{2})-01$/;

/** `YYYY-MM-01` of the month of a moment. */
export const monthOf = (at: Date): string => `${at.toISOString().slice(0, 7)}-01`;

export function monthAfter(month: string): string {
  const [, year = '', number = ''] = MONTH.exec(month) ?? [];
  if (year === '') throw new Error(`${month} is no month`);
  return monthOf(new Date(Date.UTC(Number(year), Number(number), 1)));
}

/** Until when charges are waited for whose reservation was made in the month. */
export const endOfSettling = (month: string): Date => new Date(endOfMonth(month).getTime() + SETTLING_MILLISECONDS);

/** The first moment after the month. */
export const endOfMonth = (month: string): Date => new Date(`${monthAfter(month)}T00:00:00Z`);

/** The last month that can be closed now. */
export function lastClosableMonth(now: Date): string {
  const thisMonth = new Date(`${monthOf(new Date(now.getTime() - SETTLING_MILLISECONDS))}T00:00:00Z`);
  return monthOf(new Date(thisMonth.getTime() - 1));
}
