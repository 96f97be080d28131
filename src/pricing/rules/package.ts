import { divideFractions, fraction, multiplyFractions, roundUp } from '../../money/index.ts';
import { lineAtRate, type PriceContext, quantityOf } from '../cost-line.ts';
import type { PackageRule } from '../price-rule.ts';
import type { CostLine } from '../priced-model.ts';
import { isRefusal, type PricingRefusal } from '../refusal.ts';
import { countInWords, creditsInWords, quantityInWords } from '../wording.ts';

/** A price per started block: 7 seconds are two blocks of 6. */
export function perPackage(rule: PackageRule, context: PriceContext): CostLine[] | PricingRefusal {
  const quantity = quantityOf(context, rule.meter);
  if (isRefusal(quantity)) {
    return quantity;
  }
  const blocks = roundUp(divideFractions(quantity, rule.size));
  return [
    lineAtRate(context, {
      meter: rule.meter,
      quantity: multiplyFractions(fraction(blocks), rule.size),
      rate: { price: rule.price, per: rule.size },
      describe: () => {
        const shown = quantityInWords(fraction(blocks * context.copies));
        const size = countInWords(rule.size, rule.meter);
        return `${shown} x started ${size} at ${creditsInWords(rule.price, context.unit)} each`;
      },
    }),
  ];
}
