import { compareFractions, subtractFractions } from '../../money/index.ts';
import { lineAtRate, type PriceContext, quantityOf } from '../cost-line.ts';
import type { GraduatedTiersRule } from '../price-rule.ts';
import type { CostLine } from '../priced-model.ts';
import { isRefusal, type PricingRefusal } from '../refusal.ts';
import { startOfTier, tierInWords } from './tiers.ts';

/** Each part of the quantity pays the price of its tier; one line for each tier that is reached. */
export function graduatedTiers(rule: GraduatedTiersRule, context: PriceContext): CostLine[] | PricingRefusal {
  const quantity = quantityOf(context, rule.meter);
  if (isRefusal(quantity)) {
    return quantity;
  }
  const lines: CostLine[] = [];
  for (const [index, tier] of rule.tiers.entries()) {
    const isLast = tier.upTo === null || compareFractions(quantity, tier.upTo) <= 0;
    const end = isLast ? quantity : tier.upTo;
    lines.push(
      lineAtRate(context, {
        meter: rule.meter,
        quantity: subtractFractions(end, startOfTier(rule.tiers, index)),
        rate: { price: tier.price, per: rule.per },
        detail: () => tierInWords(rule.tiers, index),
      }),
    );
    if (isLast) {
      break;
    }
  }
  return lines;
}
