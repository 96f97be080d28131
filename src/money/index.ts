// Credits, exact fractions and fiat money. Pure: no packages, no clock, no I/O.

export { CURRENCY_CODES, type CurrencyRules, currencyRules, findCurrency } from './currencies.ts';
export { formatDecimal, parseDecimal } from './decimal.ts';
export { chargeablePart, formatMoney, type Money, parseMoney, refuseCharge } from './fiat-money.ts';
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
