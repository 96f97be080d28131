import {
  compareFractions,
  type Fraction,
  fraction,
  microCredits,
  multiplyFractions,
  ONE,
  roundUp,
  subtractFractions,
  sum,
} from '../../money/index.ts';
import type { PriceContext } from '../cost-line.ts';
import type { MultiplierRule } from '../price-rule.ts';
import type { CostLine } from '../priced-model.ts';
import type { PricingRefusal } from '../refusal.ts';
import { quantityInWords } from '../wording.ts';
import { allHold } from './conditions.ts';

function lineFor(factor: Fraction, labels: readonly string[], priced: { lines: CostLine[]; copies: bigint }): CostLine {
  const base = microCredits(sum(priced.lines.map((line) => line.amount)) / priced.copies);
  const change = subtractFractions(factor, ONE);
  const amount = roundUp(multiplyFractions(fraction(base), change)) * priced.copies;
  return {
    // Sorted, so that the order of the rules in a file shows nowhere.
    description: `${labels.toSorted().join(', ')}: x ${quantityInWords(factor)}`,
    meter: 'multiplier',
    quantity: multiplyFractions(change, fraction(priced.copies)),
    unitPrice: base,
    amount: microCredits(amount),
  };
}

/**
 * One line that brings the lines so far to the product of all multipliers that apply: above zero for an addition, below for
 * a discount. One line rather than one for each, so that the total does not depend on their order.
 */
export function multiplier(
  rules: readonly MultiplierRule[],
  lines: CostLine[],
  context: PriceContext,
): CostLine[] | PricingRefusal {
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
  if (compareFractions(factor, ONE) === 0 || lines.length === 0) {
    return [];
  }
  return [lineFor(factor, labels, { lines, copies: context.copies })];
}
