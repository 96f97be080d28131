// Credits, exact fractions and fiat money. Pure: no packages, no clock, no I/O.

export { formatDecimal, parseDecimal } from './decimal.ts';
export { formatMoney, type Money, parseMoney } from './fiat-money.ts';
export {
  addFractions,
  compareFractions,
  divideFractions,
  type Fraction,
  fraction,
  multiplyFractions,
  NOTHING,
  ONE,
  reduceFraction,
  subtractFractions,
} from './fraction.ts';
export {
  add,
  formatCredits,
  MAX,
  type MicroCredits,
  max,
  microCredits,
  min,
  negate,
  parseCredits,
  subtract,
  sum,
  ZERO,
} from './micro-credits.ts';
export { halfEven, roundDown, roundUp } from './rounding.ts';
