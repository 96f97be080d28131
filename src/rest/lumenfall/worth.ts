// What credits are worth in money, as Lumenfall's clients count: JSON numbers that are read from exact decimals, and whole millionths.
import type { Storefront } from '../../catalog/index.ts';
import {
  type Fraction,
  formatDecimal,
  fraction,
  halfEven,
  type MicroCredits,
  multiplyFractions,
} from '../../money/index.ts';

export interface Worth {
  /** ISO 4217; CREDITS where the storefront names no price of a credit. */
  readonly currency: string;
  /** Of one micro-credit, in millionths of the currency's unit. */
  readonly micros: Fraction;
}

const BILLIONTHS = 1_000_000_000n;
const MILLIONTHS = 1_000_000n;
/** A price per unit may be finer than a millionth. */
const DIGITS = 12;

export function worthOf({ creditUnit: { price } }: Pick<Storefront, 'creditUnit'>): Worth {
  if (price === undefined) return { currency: 'CREDITS', micros: fraction(1n) };
  return { currency: price.currency, micros: fraction(price.billionths, BILLIONTHS) };
}

/** The decimal, exact to 12 digits, as the JSON number that is written with just these digits. */
export const toAmount = (credits: MicroCredits, worth: Worth): number => Number(inDecimal(credits, worth));

/** Whole millionths, rounded once, half to even. */
export const toMicros = (credits: MicroCredits, { micros }: Worth): number =>
  Number(halfEven(multiplyFractions(fraction(credits), micros)));

/** "$0.05"; "0.05 EUR". */
export function inWords(credits: MicroCredits, worth: Worth): string {
  const decimal = inDecimal(credits, worth);
  return worth.currency === 'USD' ? `$${decimal}` : `${decimal} ${worth.currency}`;
}

function inDecimal(credits: MicroCredits, { micros }: Worth): string {
  const { numerator, denominator } = multiplyFractions(fraction(credits), micros);
  return formatDecimal(fraction(numerator, denominator * MILLIONTHS), DIGITS);
}
