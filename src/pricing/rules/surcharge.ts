import { fraction, multiplyFractions, subtractFractions } from '../../money/index.ts';
import { lineAtRate, type PriceContext, quantityOf } from '../cost-line.ts';
import type { SurchargeRule } from '../price-rule.ts';
import type { CostLine } from '../priced-model.ts';
import { isRefusal, type PricingRefusal } from '../refusal.ts';
import { countInWords, rateInWords } from '../wording.ts';
import { allHold } from './conditions.ts';

/** An addition for what goes beyond the units that are included: each reference image after the second. */
export function surcharge(rule: SurchargeRule, context: PriceContext): CostLine[] | PricingRefusal {
  const applies = allHold(rule.when, context);
  if (applies !== true) {
    return applies === false ? [] : applies;
  }
  const quantity = quantityOf(context, rule.meter);
  if (isRefusal(quantity)) {
    return quantity;
  }
  const beyond = subtractFractions(quantity, rule.beyond);
  if (beyond.numerator <= 0n) {
    return [];
  }
  const describe = (): string => {
    const counted = countInWords(multiplyFractions(beyond, fraction(context.copies)), rule.meter);
    return `${rule.label}: ${counted} at ${rateInWords(rule, rule.meter, context.unit)}`;
  };
  return [lineAtRate(context, { meter: rule.meter, quantity: beyond, rate: rule, describe })];
}
