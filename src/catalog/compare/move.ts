// How one number became another.

import { divideFractions, type Fraction, fraction } from '../../money/index.ts';
import type { Move, SampledPrice } from './difference.ts';

function greatestDivisor(left: bigint, right: bigint): bigint {
  return right === 0n ? left : greatestDivisor(right, left % right);
}

function reduce({ numerator, denominator }: Fraction): Fraction {
  const divisor = greatestDivisor(numerator, denominator);
  return fraction(numerator / divisor, denominator / divisor);
}

/** Of two numbers that are not negative. The ratio is in lowest terms. */
export function moveOf(before: Fraction, after: Fraction): Move {
  if (before.numerator === 0n || after.numerator === 0n) {
    return moveOfFree(before, after);
  }
  const ratio = reduce(divideFractions(after, before));
  return ratio.numerator === ratio.denominator ? { kind: 'SAME' } : { kind: 'RATIO', ratio };
}

function moveOfFree(before: Fraction, after: Fraction): Move {
  if (before.numerator === after.numerator) {
    return { kind: 'SAME' };
  }
  return { kind: before.numerator === 0n ? 'FROM_FREE' : 'TO_FREE' };
}

export function moveOfPrice(before: SampledPrice, after: SampledPrice): Move {
  if (before.sold && after.sold) {
    return moveOf(fraction(before.total), fraction(after.total));
  }
  if (before.sold) {
    return { kind: 'NO_LONGER_SOLD' };
  }
  return { kind: after.sold ? 'NOW_SOLD' : 'NOT_SOLD' };
}
