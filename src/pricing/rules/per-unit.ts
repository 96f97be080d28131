import { lineAtRate, type PriceContext, quantityOf } from '../cost-line.ts';
import type { PerUnitRule } from '../price-rule.ts';
import type { CostLine } from '../priced-model.ts';
import { isRefusal, type PricingRefusal } from '../refusal.ts';

/** A price in proportion to a meter: 0.015 credits per 1000 characters. */
export function perUnit(rule: PerUnitRule, context: PriceContext): CostLine[] | PricingRefusal {
  const quantity = quantityOf(context, rule.meter);
  return isRefusal(quantity) ? quantity : [lineAtRate(context, { meter: rule.meter, quantity, rate: rule })];
}
