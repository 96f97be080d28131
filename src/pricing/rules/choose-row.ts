// The row of a matrix that a request's parameters choose, found by look-ups instead of a walk through all rows.

import type { MatrixRow, Parameters, ParameterValue } from '../price-rule.ts';
import type { PricingRefusal } from '../refusal.ts';
import { choicesInWords } from '../wording.ts';

/** Rows by the values of their dimensions, one level of `next` for each dimension. */
interface Branch<Row> {
  readonly next: Map<unknown, Branch<Row>>;
  readonly rows: Row[];
}

/** All rows that name the same parameters. At most one of its combinations can fit a request. */
interface Shape<Row> {
  readonly dimensions: readonly string[];
  readonly root: Branch<Row>;
}

function newBranch<Row>(): Branch<Row> {
  return { next: new Map(), rows: [] };
}

function follow<Row>(branch: Branch<Row>, value: ParameterValue): Branch<Row> {
  const next = branch.next.get(value) ?? newBranch<Row>();
  branch.next.set(value, next);
  return next;
}

function toShape<Row extends MatrixRow>(dimensions: readonly string[], rows: readonly Row[]): Shape<Row> {
  const root = newBranch<Row>();
  for (const row of rows) {
    const values = dimensions.flatMap((dimension) => row.where[dimension] ?? []);
    values.reduce(follow<Row>, root).rows.push(row);
  }
  return { dimensions, root };
}

function rowsThatFit<Row>({ dimensions, root }: Shape<Row>, parameters: Parameters): readonly Row[] {
  let branch: Branch<Row> | undefined = root;
  for (const dimension of dimensions) {
    branch = branch.next.get(parameters[dimension]);
    if (branch === undefined) {
      return [];
    }
  }
  return branch.rows;
}

/** Most specific first. */
function shapesOf<Row extends MatrixRow>(rows: readonly Row[]): Shape<Row>[] {
  const dimensionsOf = (row: MatrixRow): string[] => Object.keys(row.where).toSorted();
  const byDimensions = Map.groupBy(rows, (row) => dimensionsOf(row).join());
  return [...byDimensions.values()]
    .map((alike) => toShape(alike[0] === undefined ? [] : dimensionsOf(alike[0]), alike))
    .toSorted((left, right) => right.dimensions.length - left.dimensions.length);
}

function notSold(rows: readonly MatrixRow[]): PricingRefusal {
  const dimensions = [...new Set(rows.flatMap((row) => Object.keys(row.where)))];
  return {
    code: 'INVALID_PARAMETER',
    message: `This combination of ${dimensions.join(', ')} is not for sale.`,
    path: dimensions.length === 1 ? ['parameters', ...dimensions] : ['parameters'],
    allowed: rows.map((row) => choicesInWords(row.where)),
  };
}

function twoPrices(row: MatrixRow, rival: MatrixRow): PricingRefusal {
  const both = `"${choicesInWords(row.where)}" and "${choicesInWords(rival.where)}"`;
  return { code: 'PRICE_UNKNOWN', message: `Two prices apply equally: ${both}.` };
}

/** The most specific row that fits, prepared for many requests. Two that fit equally are refused, and so is none. */
export function rowChooser<Row extends MatrixRow>(
  rows: readonly Row[],
): (parameters: Parameters) => Row | PricingRefusal {
  const shapes = shapesOf(rows);
  return (parameters) => {
    let chosen: Row | undefined;
    let specificity = 0;
    for (const shape of shapes) {
      if (chosen !== undefined && shape.dimensions.length < specificity) {
        break;
      }
      for (const row of rowsThatFit(shape, parameters)) {
        if (chosen !== undefined) {
          return twoPrices(chosen, row);
        }
        chosen = row;
        specificity = shape.dimensions.length;
      }
    }
    return chosen ?? notSold(rows);
  };
}
