import { ONE } from '../../money/index.ts';
import { lineAtRate, type ModelWords, type RulePricer } from '../cost-line.ts';
import type { FlatRule } from '../price-rule.ts';
import { creditsInWords } from '../wording.ts';

/** One price, whatever is made. */
export function flat({ scope, price }: FlatRule, words: ModelWords): RulePricer {
  const makeLine = lineAtRate(words, {
    meter: 'generations',
    rate: { price, per: ONE },
    describe: scope === 'call' ? () => `${creditsInWords(price, words.unit)} for the request` : undefined,
  });
  return (context) => [makeLine(ONE, context)];
}
