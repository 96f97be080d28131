import { ONE } from '../../money/index.ts';
import { lineAtRate, type ModelWords, quantityOf, type RulePricer } from '../cost-line.ts';
import type { StyleTableRule } from '../price-rule.ts';
import { isRefusal, type PricingRefusal } from '../refusal.ts';
import { choiceInWords } from '../wording.ts';

function notSold({ parameter, prices }: StyleTableRule): PricingRefusal {
  return {
    code: 'INVALID_PARAMETER',
    message: `There is no price for this ${parameter}.`,
    path: ['parameters', parameter],
    allowed: Object.keys(prices),
  };
}

/** A price by the value of one parameter; a value without a price is refused. */
export function styleTable(rule: StyleTableRule, words: ModelWords): RulePricer {
  const { meter, parameter } = rule;
  const makers = new Map<unknown, ReturnType<typeof lineAtRate>>(
    Object.entries(rule.prices).map(([style, price]) => {
      const detail = (): string => choiceInWords(parameter, style);
      return [style, lineAtRate(words, { meter, rate: { price, per: ONE }, detail })];
    }),
  );
  return (context) => {
    const makeLine = makers.get(context.parameters[parameter]);
    if (makeLine === undefined) {
      return notSold(rule);
    }
    const quantity = quantityOf(context, meter);
    return isRefusal(quantity) ? quantity : [makeLine(quantity, context)];
  };
}
