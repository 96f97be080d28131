import { lineAtRate, type PriceContext, quantityOf } from '../cost-line.ts';
import type { MatrixRow, MatrixRule, Parameters } from '../price-rule.ts';
import type { CostLine } from '../priced-model.ts';
import { isRefusal, type PricingRefusal } from '../refusal.ts';
import { choicesInWords } from '../wording.ts';

function matches(row: MatrixRow, parameters: Parameters): boolean {
  return Object.entries(row.where).every(([parameter, value]) => parameters[parameter] === value);
}

function notSold(rule: MatrixRule): PricingRefusal {
  const dimensions = [...new Set(rule.rows.flatMap((row) => Object.keys(row.where)))];
  return {
    code: 'INVALID_PARAMETER',
    message: `This combination of ${dimensions.join(', ')} is not for sale.`,
    path: dimensions.length === 1 ? ['parameters', ...dimensions] : ['parameters'],
    allowed: rule.rows.map((row) => choicesInWords(row.where)),
  };
}

function findRow(rule: MatrixRule, parameters: Parameters): MatrixRow | PricingRefusal {
  const matching = rule.rows.filter((row) => matches(row, parameters));
  const specificity = Math.max(...matching.map((row) => Object.keys(row.where).length));
  const [row, rival] = matching.filter((candidate) => Object.keys(candidate.where).length === specificity);
  if (row === undefined) {
    return notSold(rule);
  }
  if (rival !== undefined) {
    const both = `"${choicesInWords(row.where)}" and "${choicesInWords(rival.where)}"`;
    return { code: 'PRICE_UNKNOWN', message: `Two prices apply equally: ${both}.` };
  }
  return row;
}

/** The most specific row that fits; never a price between two rows. */
export function matrix(rule: MatrixRule, context: PriceContext): CostLine[] | PricingRefusal {
  const row = findRow(rule, context.parameters);
  if (isRefusal(row)) {
    return row;
  }
  const quantity = quantityOf(context, rule.meter);
  if (isRefusal(quantity)) {
    return quantity;
  }
  const rate = { price: row.price, per: rule.per };
  return [lineAtRate(context, { meter: rule.meter, quantity, rate, detail: () => choicesInWords(row.where) })];
}
