import { ONE } from '../../money/index.ts';
import { lineAtRate, type PriceContext } from '../cost-line.ts';
import type { FlatRule } from '../price-rule.ts';
import type { CostLine } from '../priced-model.ts';

/** One price, whatever is made. */
export function flat(rule: FlatRule, context: PriceContext): CostLine[] {
  return [lineAtRate(context, { meter: 'generations', quantity: ONE, rate: { price: rule.price, per: ONE } })];
}
