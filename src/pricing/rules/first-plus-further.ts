import { fraction, roundUp, subtractFractions } from '../../money/index.ts';
import { lineAtRate, type PriceContext, quantityOf } from '../cost-line.ts';
import type { FirstPlusFurtherRule } from '../price-rule.ts';
import type { CostLine } from '../priced-model.ts';
import { isRefusal, type PricingRefusal } from '../refusal.ts';
import { creditsInWords, unitInWords } from '../wording.ts';

function firstLine(rule: FirstPlusFurtherRule, context: PriceContext): CostLine {
  const { upTo, price } = rule.first;
  const times = context.copies === 1n ? '' : `${String(context.copies)} x `;
  return lineAtRate(context, {
    meter: rule.meter,
    quantity: upTo,
    rate: { price, per: upTo },
    describe: () => `${times}first ${unitInWords(rule.meter, upTo)} at ${creditsInWords(price, context.unit)}`,
  });
}

/** The first units cost the same whether used or not; what goes beyond them is counted exactly, or by started unit. */
export function firstPlusFurther(rule: FirstPlusFurtherRule, context: PriceContext): CostLine[] | PricingRefusal {
  const quantity = quantityOf(context, rule.meter);
  if (isRefusal(quantity)) {
    return quantity;
  }
  const first = firstLine(rule, context);
  const beyond = subtractFractions(quantity, rule.first.upTo);
  if (beyond.numerator <= 0n) {
    return [first];
  }
  const counted = rule.further.counting === 'started' ? fraction(roundUp(beyond)) : beyond;
  const further = lineAtRate(context, {
    meter: rule.meter,
    quantity: counted,
    rate: rule.further,
    detail: () => `beyond the first ${unitInWords(rule.meter, rule.first.upTo)}`,
  });
  return [first, further];
}
