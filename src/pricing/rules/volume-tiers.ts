import { compareFractions, type Fraction } from '../../money/index.ts';
import { lineAtRate, type PriceContext, quantityOf } from '../cost-line.ts';
import type { VolumeTiersRule } from '../price-rule.ts';
import type { CostLine } from '../priced-model.ts';
import { isRefusal, type PricingRefusal } from '../refusal.ts';
import { tierInWords } from './tiers.ts';

function lineFor(rule: VolumeTiersRule, context: PriceContext, quantity: Fraction): CostLine {
  for (const [index, { upTo, price }] of rule.tiers.entries()) {
    if (upTo === null || compareFractions(quantity, upTo) <= 0) {
      const detail = (): string => tierInWords(rule.tiers, index);
      return lineAtRate(context, { meter: rule.meter, quantity, rate: { price, per: rule.per }, detail });
    }
  }
  throw new RangeError('the last tier has to be without an end');
}

/** More can cost less here (11 at 0.8 against 10 at 1), so the highest cost is at the quantity or at a tier's end below it. */
function dearestLine(rule: VolumeTiersRule, context: PriceContext, quantity: Fraction): CostLine {
  let dearest = lineFor(rule, context, quantity);
  for (const { upTo } of rule.tiers) {
    if (upTo !== null && compareFractions(upTo, quantity) < 0) {
      const candidate = lineFor(rule, context, upTo);
      dearest = candidate.amount > dearest.amount ? candidate : dearest;
    }
  }
  return dearest;
}

/** The whole quantity pays the price of the tier it ends in. */
export function volumeTiers(rule: VolumeTiersRule, context: PriceContext): CostLine[] | PricingRefusal {
  const quantity = quantityOf(context, rule.meter);
  if (isRefusal(quantity)) {
    return quantity;
  }
  return [context.worstCase ? dearestLine(rule, context, quantity) : lineFor(rule, context, quantity)];
}
