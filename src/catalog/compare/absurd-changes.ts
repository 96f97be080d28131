// The canary: changes of price that are more likely a slip (cents for dollars) than a decision.

import {
  compareFractions,
  type Fraction,
  formatCredits,
  formatDecimal,
  multiplyFractions,
  ONE,
  parseDecimal,
} from '../../money/index.ts';
import type { Model } from '../sell/model.ts';
import type {
  AbsurdChange,
  FigureChange,
  ModelChange,
  Move,
  PackChange,
  PlanChange,
  PriceSample,
  SampledPrice,
  StorefrontDifference,
} from './difference.ts';

const DIGITS = 9;

/**
 * A price to or from nothing is always beyond; one that appears or disappears never is: it cannot charge anybody a wrong
 * amount.
 */
function isBeyond(move: Move, factor: Fraction): boolean {
  if (move.kind === 'RATIO') {
    return compareFractions(move.ratio, factor) > 0 || compareFractions(multiplyFractions(move.ratio, factor), ONE) < 0;
  }
  return move.kind === 'FROM_FREE' || move.kind === 'TO_FREE';
}

function priceInWords(price: SampledPrice, model: Model): string {
  return price.sold ? `${formatCredits(price.total)} ${model.price.unit.many}` : 'nothing';
}

function sampleInWords({ request, before, after }: PriceSample, change: ModelChange): string {
  const [cost, wouldCost] = [priceInWords(before, change.before), priceInWords(after, change.after)];
  return `${request}: costs ${cost}, and would cost ${wouldCost}`;
}

function absurdModel(change: ModelChange, factor: Fraction): AbsurdChange[] {
  const [first, ...others] = change.samples.filter(({ move }) => isBeyond(move, factor));
  if (first === undefined) {
    return [];
  }
  const more = others.length === 0 ? '' : `; and ${String(others.length)} more of its prices`;
  return [{ of: 'MODEL', identifier: change.identifier, message: `${sampleInWords(first, change)}${more}` }];
}

function figureInWords(figure: Fraction | undefined): string {
  return figure === undefined ? 'not there' : formatDecimal(figure, DIGITS);
}

/** Another currency is beyond any factor: 10.00 USD and 10 JPY are not the same price. */
function isAbsurd({ move, figure }: FigureChange, factor: Fraction): boolean {
  return isBeyond(move, factor) || (move.kind === 'NO_LONGER_SOLD' && figure.startsWith('price in '));
}

function absurdFigures(change: PackChange | PlanChange, factor: Fraction): AbsurdChange[] {
  const absurd = change.figures.find((figure) => isAbsurd(figure, factor));
  if (absurd === undefined) {
    return [];
  }
  const [is, wouldBe] = [figureInWords(absurd.before), figureInWords(absurd.after)];
  const message = `${absurd.figure}: is ${is}, and would be ${wouldBe}`;
  return [{ of: change.kind === 'PACK_CHANGED' ? 'PACK' : 'PLAN', identifier: change.identifier, message }];
}

function absurdIn(difference: StorefrontDifference, factor: Fraction): AbsurdChange[] {
  switch (difference.kind) {
    case 'MODEL_CHANGED':
      return absurdModel(difference, factor);
    case 'PACK_CHANGED':
    case 'PLAN_CHANGED':
      return absurdFigures(difference, factor);
    case 'CREDIT_UNIT_CHANGED': {
      const message = `a credit means "${difference.before}", and would mean "${difference.after}"`;
      return [{ of: 'CREDIT_UNIT', identifier: difference.after, message }];
    }
    case 'MODEL_ADDED':
    case 'MODEL_REMOVED':
    case 'PACK_ADDED':
    case 'PACK_REMOVED':
    case 'PLAN_ADDED':
    case 'PLAN_REMOVED':
      return [];
    default:
      return difference satisfies never;
  }
}

/**
 * Models, packs and plans with a price more than `factor` times dearer or cheaper than before (exactly that much is not
 * absurd), one entry each, in the order of the differences. Throws a RangeError when the factor is not a plain decimal of at
 * least 1.
 */
export function absurdChanges(differences: readonly StorefrontDifference[], factor = 10): readonly AbsurdChange[] {
  const exact = parseDecimal(String(factor));
  if (exact === undefined || compareFractions(exact, ONE) < 0) {
    throw new RangeError(`a factor has to be a plain decimal of at least 1, not ${String(factor)}`);
  }
  return differences.flatMap((difference) => absurdIn(difference, exact));
}
