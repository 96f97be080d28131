// Amounts as people read them. They come as decimal text and stay text: nothing here calculates with floats.

const THOUSANDS = /\B(?=(\d{3})+$)/g;
const MINUS = '\u2212';

/** "-1234567.5" becomes "−1,234,567.5". */
export function groupDigits(decimal: string): string {
  const [whole = '0', part] = decimal.replace('-', '').split('.');
  const sign = decimal.startsWith('-') ? MINUS : '';
  return `${sign}${whole.replace(THOUSANDS, ',')}${part === undefined ? '' : `.${part}`}`;
}

/** With its sign in front of what came in, too. */
export const signed = (decimal: string): string =>
  decimal.startsWith('-') || isZero(decimal) ? groupDigits(decimal) : `+${groupDigits(decimal)}`;

export const isZero = (decimal: string): boolean => /^-?0(\.0*)?$/.test(decimal);

/** For charts only, where a pixel is all that is read of it. */
export const toPlot = (decimal: string): number => Number(decimal);

export interface MoneyShape {
  readonly amount: string;
  readonly currency: string;
}

export const money = ({ amount, currency }: MoneyShape): string => `${groupDigits(amount)} ${currency.toUpperCase()}`;

/** 1, `row` -> `1 row`; 2000 -> `2,000 rows`. */
export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
