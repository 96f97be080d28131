import { compareFractions } from '../../money/index.ts';
import { type PriceContext, quantityOf } from '../cost-line.ts';
import type { Condition } from '../price-rule.ts';
import { isRefusal, type PricingRefusal } from '../refusal.ts';

function holds(condition: Condition, context: PriceContext): boolean | PricingRefusal {
  if ('parameter' in condition) {
    const value = context.parameters[condition.parameter];
    return condition.is.some((wanted) => wanted === value);
  }
  const quantity = quantityOf(context, condition.meter);
  return isRefusal(quantity) ? quantity : compareFractions(quantity, condition.moreThan) > 0;
}

/** Whether all conditions hold; a refusal when the quantity that one of them asks for is not known. */
export function allHold(conditions: readonly Condition[], context: PriceContext): boolean | PricingRefusal {
  for (const condition of conditions) {
    const answer = holds(condition, context);
    if (answer !== true) {
      return answer;
    }
  }
  return true;
}
