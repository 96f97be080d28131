// Cost lines: the one place where an exact cost becomes an amount, rounded once, up.

import {
  divideFractions,
  type Fraction,
  fraction,
  type MicroCredits,
  microCredits,
  multiplyFractions,
  roundUp,
} from '../money/index.ts';
import type { Meter, MeterDefinitions, Noun, Quantities } from './meter.ts';
import type { Parameters, Rate } from './price-rule.ts';
import type { CostLine } from './priced-model.ts';
import type { PricingRefusal } from './refusal.ts';
import { countInWords, rateInWords } from './wording.ts';

/** What a rule sees when it is priced. */
export interface PriceContext {
  readonly parameters: Parameters;
  /** Of one output, or of the call. */
  readonly quantities: Quantities;
  /** How many outputs have these same quantities: a line is priced and rounded for one, and then taken this many times. */
  readonly copies: bigint;
  readonly unit: Noun;
  /** For words: what a meter is a quantity of. */
  readonly meters: MeterDefinitions;
  /** For maxCost: quantities are upper bounds, and a rule that can cost less for more answers its highest cost below them. */
  readonly worstCase: boolean;
}

export interface LineAtRate {
  readonly meter: Meter;
  readonly quantity: Fraction;
  readonly rate: Rate;
  /** In brackets at the end: "720p, with audio". */
  readonly detail?: (() => string) | undefined;
  /** Instead of the description in words of quantity and rate. */
  readonly describe?: (() => string) | undefined;
}

/** The cost of a quantity at a rate, exact: micro-credits as a fraction. */
function exactCost(quantity: Fraction, { price, per }: Rate): Fraction {
  return {
    numerator: quantity.numerator * price * per.denominator,
    denominator: quantity.denominator * per.numerator,
  };
}

function describe(context: PriceContext, { meter, quantity, rate, detail }: LineAtRate): string {
  const of = context.meters[meter]?.of;
  const count = countInWords(multiplyFractions(quantity, fraction(context.copies)), meter);
  const counted = of === undefined ? count : `${count} of ${of}`;
  const text = `${counted} at ${rateInWords(rate, meter, context.unit)}`;
  const inBrackets = detail?.() ?? '';
  return inBrackets === '' ? text : `${text} (${inBrackets})`;
}

/** A rate per single unit where that is a whole number of micro-credits; otherwise the block the rate is stated for. */
function displayUnit(meter: Meter, { price, per }: Rate): { meter: string; price: MicroCredits; per: Fraction } {
  const numerator = price * per.denominator;
  if (numerator % per.numerator === 0n) {
    return { meter, price: microCredits(numerator / per.numerator), per: fraction(1n) };
  }
  return { meter: countInWords(per, meter), price, per };
}

export function lineAtRate(context: PriceContext, line: LineAtRate): CostLine {
  const shown = displayUnit(line.meter, line.rate);
  const quantity = multiplyFractions(line.quantity, fraction(context.copies));
  return {
    // Words cost more than the sum itself, and most estimates are never read line by line.
    get description() {
      return line.describe?.() ?? describe(context, line);
    },
    meter: shown.meter,
    quantity: shown.per.numerator === shown.per.denominator ? quantity : divideFractions(quantity, shown.per),
    unitPrice: shown.price,
    amount: microCredits(roundUp(exactCost(line.quantity, line.rate)) * context.copies),
  };
}

/** The quantity of a meter; without one the price is unknown, never zero. */
export function quantityOf(context: PriceContext, meter: Meter): Fraction | PricingRefusal {
  return (
    context.quantities[meter] ?? {
      code: 'PRICE_UNKNOWN',
      message: `The price depends on ${meter}, and their number is not known.`,
    }
  );
}
