import { lineAtRate, type ModelWords, oneLine, type RulePricer } from '../cost-line.ts';
import type { PerUnitRule } from '../price-rule.ts';

/** A price in proportion to a meter: 0.015 credits per 1000 characters. */
export function perUnit(rule: PerUnitRule, words: ModelWords): RulePricer {
  return oneLine(rule.meter, lineAtRate(words, { meter: rule.meter, rate: rule }));
}
