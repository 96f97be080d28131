// Exact rational numbers for quantities and rates. They are never rounded here; rounding.ts has the only roundings.

/** An exact number: numerator / denominator. The denominator is always above zero; the pair need not be reduced. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Throws a RangeError when the denominator is not above zero. */
export function fraction(numerator: bigint, denominator = 1n): Fraction {
  if (denominator <= 0n) {
    throw new RangeError(`a denominator must be above zero, not ${String(denominator)}`);
  }
  return { numerator, denominator };
}

export const NOTHING: Fraction = fraction(0n);
export const ONE: Fraction = fraction(1n);

export function addFractions(left: Fraction, right: Fraction): Fraction {
  if (left.denominator === right.denominator) {
    return { numerator: left.numerator + right.numerator, denominator: left.denominator };
  }
  return {
    numerator: left.numerator * right.denominator + right.numerator * left.denominator,
    denominator: left.denominator * right.denominator,
  };
}

export function subtractFractions(left: Fraction, right: Fraction): Fraction {
  return addFractions(left, { numerator: -right.numerator, denominator: right.denominator });
}

export function multiplyFractions(left: Fraction, right: Fraction): Fraction {
  return { numerator: left.numerator * right.numerator, denominator: left.denominator * right.denominator };
}

/** Throws a RangeError when the divisor is not above zero. */
export function divideFractions(left: Fraction, right: Fraction): Fraction {
  return fraction(left.numerator * right.denominator, left.denominator * right.numerator);
}

/** Below zero when left is smaller, above zero when it is larger, zero when they are the same number. */
export function compareFractions(left: Fraction, right: Fraction): -1 | 0 | 1 {
  const ofLeft = left.numerator * right.denominator;
  const ofRight = right.numerator * left.denominator;
  if (ofLeft === ofRight) {
    return 0;
  }
  return ofLeft < ofRight ? -1 : 1;
}

/** The same number with the smallest denominator there is for it: worth its price where it is used many times. */
export function reduceFraction({ numerator, denominator }: Fraction): Fraction {
  let [divisor, rest] = [denominator, numerator < 0n ? -numerator : numerator];
  while (rest !== 0n) {
    [divisor, rest] = [rest, divisor % rest];
  }
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}
