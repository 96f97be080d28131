import {
  compareFractions,
  type Fraction,
  fraction,
  type MicroCredits,
  microCredits,
  multiplyFractions,
  ONE,
  roundUp,
  subtractFractions,
} from '../../money/index.ts';
import { amountOf, type PriceContext } from '../cost-line.ts';
import type { Noun } from '../meter.ts';
import type { MultiplierRule } from '../price-rule.ts';
import type { CostLine } from '../priced-model.ts';
import { isRefusal, type PricingRefusal } from '../refusal.ts';
import { creditsInWords, quantityInWords } from '../wording.ts';
import { allHold } from './conditions.ts';

/** A change of the lines so far: above zero for an addition, below for a discount. */
export type Multiplier = (lines: readonly CostLine[], context: PriceContext) => readonly CostLine[] | PricingRefusal;

interface Product {
  readonly factor: Fraction;
  readonly labels: readonly string[];
}

function productOf(rules: readonly MultiplierRule[], context: PriceContext): Product | PricingRefusal {
  let factor = ONE;
  const labels: string[] = [];
  for (const rule of rules) {
    const applies = allHold(rule.when, context);
    if (typeof applies !== 'boolean') {
      return applies;
    }
    if (applies) {
      factor = multiplyFractions(factor, rule.by);
      labels.push(rule.label);
    }
  }
  return { factor, labels };
}

class MultiplierLine implements CostLine {
  readonly meter = 'multiplier';
  readonly quantity: Fraction;
  readonly unitPrice: MicroCredits;
  readonly amount: MicroCredits;
  readonly #product: Product;
  readonly #copies: bigint;
  readonly #unit: Noun;

  /** `base` is what the lines of one output add up to. */
  constructor(product: Product, base: MicroCredits, { copies, unit }: { copies: bigint; unit: Noun }) {
    const change = subtractFractions(product.factor, ONE);
    this.quantity = multiplyFractions(change, fraction(copies));
    this.unitPrice = base;
    this.amount = microCredits(roundUp(multiplyFractions(fraction(base), change)) * copies);
    this.#product = product;
    this.#copies = copies;
    this.#unit = unit;
  }

  /** Labels are sorted, so that the order of the rules in a file shows nowhere. */
  get description(): string {
    const { factor, labels } = this.#product;
    const isDiscount = compareFractions(factor, ONE) < 0;
    const change = isDiscount ? subtractFractions(ONE, factor) : subtractFractions(factor, ONE);
    const base = creditsInWords(microCredits(this.unitPrice * this.#copies), this.#unit);
    const effect = `${isDiscount ? 'takes away' : 'adds'} ${quantityInWords(change)} x ${base}`;
    return `${labels.toSorted().join(', ')}: x ${quantityInWords(factor)}, which ${effect}`;
  }
}

/**
 * One line that brings the lines so far to the product of all multipliers that apply. One line rather than one for each, so
 * that the total does not depend on their order.
 */
export function multiplier(rules: readonly MultiplierRule[], unit: Noun): Multiplier {
  return (lines, context) => {
    if (lines.length === 0) {
      return [];
    }
    const product = productOf(rules, context);
    if (isRefusal(product)) {
      return product;
    }
    if (compareFractions(product.factor, ONE) === 0) {
      return [];
    }
    const { copies } = context;
    const base = microCredits(amountOf(lines) / copies);
    return [new MultiplierLine(product, base, { copies, unit })];
  };
}
