import { divideFractions, type Fraction, fraction, multiplyFractions, roundUp } from '../../money/index.ts';
import { lineAtRate, type ModelWords, type PriceContext, quantityOf, type RulePricer } from '../cost-line.ts';
import type { PackageRule } from '../price-rule.ts';
import { isRefusal } from '../refusal.ts';
import { countInWords, creditsInWords, quantityInWords, timesInWords } from '../wording.ts';

/** "4 x started 6 seconds at 0.01 credits each (2 x 7 seconds)": what is paid for, and what it was counted from. */
function describe({ meter, size, price }: PackageRule, words: ModelWords): DescribeBlocks {
  return (ofBlocks, context) => {
    const blocks = divideFractions(multiplyFractions(ofBlocks, fraction(context.copies)), size);
    const paid = `${quantityInWords(blocks)} x started ${countInWords(size, meter)}`;
    const counted = quantityOf(context, meter);
    const from = isRefusal(counted) ? '' : ` (${timesInWords(context.copies)}${countInWords(counted, meter)})`;
    return `${paid} at ${creditsInWords(price, words.unit)} each${from}`;
  };
}

type DescribeBlocks = (ofBlocks: Fraction, context: PriceContext) => string;

/** A price per started block: 7 seconds are two blocks of 6. */
export function perPackage(rule: PackageRule, words: ModelWords): RulePricer {
  const { meter, size, price } = rule;
  const makeLine = lineAtRate(words, { meter, rate: { price, per: size }, describe: describe(rule, words) });
  return (context) => {
    const quantity = quantityOf(context, meter);
    if (isRefusal(quantity)) {
      return quantity;
    }
    const blocks = roundUp(divideFractions(quantity, size));
    return [makeLine(multiplyFractions(size, fraction(blocks)), context)];
  };
}
