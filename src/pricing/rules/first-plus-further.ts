import { fraction, roundUp, subtractFractions } from '../../money/index.ts';
import { type LineMaker, lineAtRate, type ModelWords, quantityOf, type RulePricer } from '../cost-line.ts';
import type { FirstPlusFurtherRule } from '../price-rule.ts';
import { isRefusal } from '../refusal.ts';
import { creditsInWords, timesInWords, unitInWords } from '../wording.ts';

function firstLine({ meter, first: { upTo, price } }: FirstPlusFurtherRule, words: ModelWords): LineMaker {
  return lineAtRate(words, {
    meter,
    rate: { price, per: upTo },
    describe: (_, { copies }) =>
      `${timesInWords(copies)}first ${unitInWords(meter, upTo)} at ${creditsInWords(price, words.unit)}`,
  });
}

function furtherLine({ meter, first, further }: FirstPlusFurtherRule, words: ModelWords): LineMaker {
  const counting = further.counting === 'started' ? ', counted when started' : '';
  const detail = (): string => `beyond the first ${unitInWords(meter, first.upTo)}${counting}`;
  return lineAtRate(words, { meter, rate: further, detail });
}

/** The first units cost the same whether used or not; what goes beyond them is counted exactly, or by started unit. */
export function firstPlusFurther(rule: FirstPlusFurtherRule, words: ModelWords): RulePricer {
  const { meter, first, further } = rule;
  const makeFirst = firstLine(rule, words);
  const makeFurther = furtherLine(rule, words);
  return (context) => {
    const quantity = quantityOf(context, meter);
    if (isRefusal(quantity)) {
      return quantity;
    }
    const beyond = subtractFractions(quantity, first.upTo);
    if (beyond.numerator <= 0n) {
      return [makeFirst(first.upTo, context)];
    }
    const counted = further.counting === 'started' ? fraction(roundUp(beyond)) : beyond;
    return [makeFirst(first.upTo, context), makeFurther(counted, context)];
  };
}
