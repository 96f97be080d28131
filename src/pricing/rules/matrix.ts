import { lineAtRate, type ModelWords, quantityOf, type RulePricer } from '../cost-line.ts';
import type { MatrixRule } from '../price-rule.ts';
import { isRefusal } from '../refusal.ts';
import { choicesInWords } from '../wording.ts';
import { rowChooser } from './choose-row.ts';

/** The most specific row that fits; never a price between two rows. */
export function matrix({ meter, per, rows }: MatrixRule, words: ModelWords): RulePricer {
  const choose = rowChooser(
    rows.map(({ where, price }) => {
      const detail = (): string => choicesInWords(where);
      return { where, price, makeLine: lineAtRate(words, { meter, rate: { price, per }, detail }) };
    }),
  );
  return (context) => {
    const row = choose(context.parameters);
    if (isRefusal(row)) {
      return row;
    }
    const quantity = quantityOf(context, meter);
    return isRefusal(quantity) ? quantity : [row.makeLine(quantity, context)];
  };
}
