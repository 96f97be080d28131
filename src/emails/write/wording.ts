// Amounts and dates as people read them.
import type { Setting } from './content.ts';

/** "1 credit", "12.5 credits". */
export function credits(amount: string, { creditNoun }: Setting): string {
  return `${amount} ${amount === '1' ? creditNoun.one : creditNoun.many}`;
}

/** "10.00 USD", as on the page and on statements. */
export const price = ({ amount, currency }: { readonly amount: string; readonly currency: string }): string =>
  `${amount} ${currency}`;

/** "30 November 2026 at 14:05 (Europe/Berlin)". */
export function moment(iso: string, { timeZone }: Setting): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone });
  return `${format.format(new Date(iso))} (${timeZone})`;
}

/** "November 2026" of "2026-11". */
export function monthName(month: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return format.format(new Date(`${month}-01T00:00:00Z`));
}
