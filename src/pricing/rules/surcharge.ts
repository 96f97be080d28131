import { fraction, multiplyFractions, subtractFractions } from '../../money/index.ts';
import { type LineMaker, lineAtRate, type ModelWords, quantityOf, type RulePricer } from '../cost-line.ts';
import type { SurchargeRule } from '../price-rule.ts';
import { isRefusal } from '../refusal.ts';
import { countInWords, rateInWords } from '../wording.ts';
import { allHold } from './conditions.ts';

function lineOf(rule: SurchargeRule, words: ModelWords): LineMaker {
  const { meter, label } = rule;
  return lineAtRate(words, {
    meter,
    rate: rule,
    describe: (beyond, { copies }) => {
      const counted = countInWords(multiplyFractions(beyond, fraction(copies)), meter);
      return `${label}: ${counted} at ${rateInWords(rule, meter, words.unit)}`;
    },
  });
}

/** An addition for what goes beyond the units that are included: each reference image after the second. */
export function surcharge(rule: SurchargeRule, words: ModelWords): RulePricer {
  const makeLine = lineOf(rule, words);
  return (context) => {
    const applies = allHold(rule.when, context);
    if (applies !== true) {
      return applies === false ? [] : applies;
    }
    const quantity = quantityOf(context, rule.meter);
    if (isRefusal(quantity)) {
      return quantity;
    }
    const beyond = subtractFractions(quantity, rule.beyond);
    return beyond.numerator > 0n ? [makeLine(beyond, context)] : [];
  };
}
