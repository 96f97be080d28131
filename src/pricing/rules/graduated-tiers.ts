import { compareFractions, subtractFractions } from '../../money/index.ts';
import { lineAtRate, type ModelWords, quantityOf, type RulePricer } from '../cost-line.ts';
import type { GraduatedTiersRule } from '../price-rule.ts';
import type { CostLine } from '../priced-model.ts';
import { isRefusal } from '../refusal.ts';
import { startOfTier, tierInWords } from './tiers.ts';

/** Each part of the quantity pays the price of its tier; one line for each tier that is reached. */
export function graduatedTiers({ meter, per, tiers }: GraduatedTiersRule, words: ModelWords): RulePricer {
  const steps = tiers.map(({ upTo, price }, index) => {
    const detail = (): string => tierInWords(tiers, index);
    return {
      upTo,
      start: startOfTier(tiers, index),
      makeLine: lineAtRate(words, { meter, rate: { price, per }, detail }),
    };
  });
  return (context) => {
    const quantity = quantityOf(context, meter);
    if (isRefusal(quantity)) {
      return quantity;
    }
    const lines: CostLine[] = [];
    for (const { upTo, start, makeLine } of steps) {
      const isLast = upTo === null || compareFractions(quantity, upTo) <= 0;
      lines.push(makeLine(subtractFractions(isLast ? quantity : upTo, start), context));
      if (isLast) {
        break;
      }
    }
    return lines;
  };
}
