import { compareFractions, type Fraction } from '../../money/index.ts';
import {
  type LineMaker,
  lineAtRate,
  type ModelWords,
  type PriceContext,
  quantityOf,
  type RulePricer,
} from '../cost-line.ts';
import type { VolumeTiersRule } from '../price-rule.ts';
import type { CostLine } from '../priced-model.ts';
import { isRefusal } from '../refusal.ts';
import { tierInWords } from './tiers.ts';

interface Step {
  /** Inclusive; null for the last. */
  readonly upTo: Fraction | null;
  readonly makeLine: LineMaker;
}

function lineFor(steps: readonly Step[], quantity: Fraction, context: PriceContext): CostLine {
  for (const { upTo, makeLine } of steps) {
    if (upTo === null || compareFractions(quantity, upTo) <= 0) {
      return makeLine(quantity, context);
    }
  }
  throw new RangeError('the last tier has to be without an end');
}

/** More can cost less here (11 at 0.8 against 10 at 1), so the highest cost is at the quantity or at a tier's end below it. */
function dearestLine(steps: readonly Step[], quantity: Fraction, context: PriceContext): CostLine {
  let dearest = lineFor(steps, quantity, context);
  for (const { upTo, makeLine } of steps) {
    if (upTo !== null && compareFractions(upTo, quantity) < 0) {
      const candidate = makeLine(upTo, context);
      dearest = candidate.amount > dearest.amount ? candidate : dearest;
    }
  }
  return dearest;
}

/** The whole quantity pays the price of the tier it ends in. */
export function volumeTiers({ meter, per, tiers }: VolumeTiersRule, words: ModelWords): RulePricer {
  const steps = tiers.map(({ upTo, price }, index): Step => {
    const detail = (): string => tierInWords(tiers, index);
    return { upTo, makeLine: lineAtRate(words, { meter, rate: { price, per }, detail }) };
  });
  return (context) => {
    const quantity = quantityOf(context, meter);
    if (isRefusal(quantity)) {
      return quantity;
    }
    return [context.worstCase ? dearestLine(steps, quantity, context) : lineFor(steps, quantity, context)];
  };
}
