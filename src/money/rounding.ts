// The only rounding functions of the project. Each takes an exact fraction (denominator above zero) to a whole number.

import type { Fraction } from './fraction.ts';

/** The smallest whole number that is not below the value: every cost line is rounded with this, once. */
export function roundUp({ numerator, denominator }: Fraction): bigint {
  if (denominator === 1n) {
    return numerator;
  }
  const quotient = numerator / denominator;
  return quotient * denominator < numerator ? quotient + 1n : quotient;
}

/** The largest whole number that is not above the value: for "how many can be afforded". */
export function roundDown({ numerator, denominator }: Fraction): bigint {
  const quotient = numerator / denominator;
  return quotient * denominator > numerator ? quotient - 1n : quotient;
}

/** The nearest whole number, a tie going to the even one: for fiat money and for display, so that ties do not drift upwards. */
export function halfEven(value: Fraction): bigint {
  const floor = roundDown(value);
  const twiceRest = (value.numerator - floor * value.denominator) * 2n;
  if (twiceRest === value.denominator) {
    return floor % 2n === 0n ? floor : floor + 1n;
  }
  return twiceRest < value.denominator ? floor : floor + 1n;
}
