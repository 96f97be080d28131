// Cost lines: the one place where an exact cost becomes an amount, rounded once, up.

import {
  divideFractions,
  type Fraction,
  fraction,
  type MicroCredits,
  microCredits,
  multiplyFractions,
  reduceFraction,
  roundUp,
} from '../money/index.ts';
import { formulaInWords } from './formula-words.ts';
import type { Meter, MeterDefinitions, Noun, Quantities } from './meter.ts';
import type { Parameters, Rate } from './price-rule.ts';
import type { CostLine } from './priced-model.ts';
import type { Counting } from './quantities.ts';
import { isRefusal, type PricingRefusal } from './refusal.ts';
import { countInWords, rateInWords } from './wording.ts';

/** What a rule sees when it is priced. */
export interface PriceContext {
  readonly parameters: Parameters;
  /** Of one output, or of the call. */
  readonly quantities: Quantities;
  /** How many outputs have these same quantities: a line is priced and rounded for one, and then taken this many times. */
  readonly copies: bigint;
  /** For maxCost: quantities are upper bounds, and a rule that can cost less for more answers its highest cost below them. */
  readonly worstCase: boolean;
  /** What the quantities were counted from, so that a formula can be shown; undefined when they were given. */
  readonly counting: Counting | undefined;
}

/** A rule made ready: everything that does not depend on the request is worked out once. */
export type RulePricer = (context: PriceContext) => readonly CostLine[] | PricingRefusal;

/** What descriptions need of the model. */
export interface ModelWords {
  /** The word for a credit. */
  readonly unit: Noun;
  /** For what a meter is a quantity of. */
  readonly meters: MeterDefinitions;
}

export interface LineAtRate {
  readonly meter: Meter;
  readonly rate: Rate;
  /** In brackets at the end: "720p, with audio". */
  readonly detail?: (() => string) | undefined;
  /** Instead of the description in words of quantity and rate. `quantity` is of one output. */
  readonly describe?: ((quantity: Fraction, context: PriceContext) => string) | undefined;
}

/** Makes the line for a quantity of one output. */
export type LineMaker = (quantity: Fraction, context: PriceContext) => CostLine;

interface LineFacts extends LineAtRate {
  readonly words: ModelWords;
  /** Micro-credits of one unit, exact. */
  readonly cost: Fraction;
  readonly shown: ShownUnit;
}

/** What the line's quantity and unit price are stated for. */
interface ShownUnit {
  readonly meter: string;
  readonly price: MicroCredits;
  /** Units of the meter; undefined for a single one. */
  readonly per: Fraction | undefined;
}

/** A rate per single unit where that is a whole number of micro-credits; otherwise the block the rate is stated for. */
function shownUnit(meter: Meter, cost: Fraction, { price, per }: Rate): ShownUnit {
  return cost.denominator === 1n
    ? { meter, price: microCredits(cost.numerator), per: undefined }
    : { meter: countInWords(per, meter), price, per };
}

function describe({ meter, rate, words, detail }: LineFacts, quantity: Fraction, context: PriceContext): string {
  const definition = words.meters[meter];
  const count = countInWords(multiplyFractions(quantity, fraction(context.copies)), meter);
  const counted = definition?.of === undefined ? count : `${count} of ${definition.of}`;
  const formula = formulaInWords(meter, context);
  const explained = formula === undefined ? counted : `${counted} (${formula})`;
  const text = `${explained} at ${rateInWords(rate, meter, words.unit)}`;
  const inBrackets = detail?.() ?? '';
  return inBrackets === '' ? text : `${text} (${inBrackets})`;
}

class RateLine implements CostLine {
  readonly meter: string;
  readonly quantity: Fraction;
  readonly unitPrice: MicroCredits;
  readonly amount: MicroCredits;
  readonly #facts: LineFacts;
  readonly #quantity: Fraction;
  readonly #context: PriceContext;

  constructor(facts: LineFacts, quantity: Fraction, context: PriceContext) {
    const { copies } = context;
    const { shown } = facts;
    const ofAll = copies === 1n ? quantity : multiplyFractions(quantity, fraction(copies));
    this.meter = shown.meter;
    this.quantity = shown.per === undefined ? ofAll : divideFractions(ofAll, shown.per);
    this.unitPrice = shown.price;
    this.amount = microCredits(roundUp(multiplyFractions(quantity, facts.cost)) * copies);
    this.#facts = facts;
    this.#quantity = quantity;
    this.#context = context;
  }

  /** Words cost more than the sum itself, and most estimates are never read line by line. */
  get description(): string {
    const { describe: own } = this.#facts;
    return own?.(this.#quantity, this.#context) ?? describe(this.#facts, this.#quantity, this.#context);
  }
}

/** A rate made ready for lines: reduced, and with the unit that they will show. */
export function lineAtRate(words: ModelWords, line: LineAtRate): LineMaker {
  const { price, per } = line.rate;
  const cost = reduceFraction(divideFractions(fraction(price), per));
  const facts = { ...line, words, cost, shown: shownUnit(line.meter, cost, line.rate) };
  return (quantity, context) => new RateLine(facts, quantity, context);
}

/** The sum of lines, in micro-credits. */
export function amountOf(lines: readonly CostLine[]): MicroCredits {
  let total = 0n;
  for (const { amount } of lines) {
    total += amount;
  }
  return microCredits(total);
}

/** The quantity of a meter; without one the price is unknown, never zero. */
export function quantityOf({ quantities }: PriceContext, meter: Meter): Fraction | PricingRefusal {
  return (
    quantities[meter] ?? {
      code: 'PRICE_UNKNOWN',
      message: `The price depends on ${meter}, and their number is not known.`,
    }
  );
}

/** A rule that has one line, for the whole quantity of its meter. */
export function oneLine(meter: Meter, makeLine: LineMaker): RulePricer {
  return (context) => {
    const quantity = quantityOf(context, meter);
    return isRefusal(quantity) ? quantity : [makeLine(quantity, context)];
  };
}
