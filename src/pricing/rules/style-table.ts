import { ONE } from '../../money/index.ts';
import { lineAtRate, type PriceContext, quantityOf } from '../cost-line.ts';
import type { StyleTableRule } from '../price-rule.ts';
import type { CostLine } from '../priced-model.ts';
import { isRefusal, type PricingRefusal } from '../refusal.ts';
import { choiceInWords } from '../wording.ts';

/** A price by the value of one parameter; a value without a price is refused. */
export function styleTable(rule: StyleTableRule, context: PriceContext): CostLine[] | PricingRefusal {
  const style = context.parameters[rule.parameter];
  const price = typeof style === 'string' && Object.hasOwn(rule.prices, style) ? rule.prices[style] : undefined;
  if (typeof style !== 'string' || price === undefined) {
    return {
      code: 'INVALID_PARAMETER',
      message: `There is no price for this ${rule.parameter}.`,
      path: ['parameters', rule.parameter],
      allowed: Object.keys(rule.prices),
    };
  }
  const quantity = quantityOf(context, rule.meter);
  if (isRefusal(quantity)) {
    return quantity;
  }
  const detail = (): string => choiceInWords(rule.parameter, style);
  return [lineAtRate(context, { meter: rule.meter, quantity, rate: { price, per: ONE }, detail })];
}
