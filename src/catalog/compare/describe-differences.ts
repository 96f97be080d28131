// What a price book would change, in words for whoever publishes it.
import { type Fraction, formatCredits, formatDecimal, fraction, subtractFractions } from '../../money/index.ts';
import type { FigureChange, ModelChange, Move, PriceSample, SampledPrice, StorefrontDifference } from './difference.ts';

export interface DifferenceInWords {
  /** "bfl/flux-1.1-pro: price". */
  readonly headline: string;
  /** "default parameters: 0.05 -> 0.052 credits (+4 %)". */
  readonly details: readonly string[];
}

const MOST_DETAILS = 12;
const FIGURE_DIGITS = 6;

export function describeDifference(difference: StorefrontDifference): DifferenceInWords {
  switch (difference.kind) {
    case 'CREDIT_UNIT_CHANGED':
      return plain(`credit unit: ${difference.before} -> ${difference.after}`);
    case 'MODEL_ADDED':
      return plain(`model ${difference.identifier} is new: ${difference.after.priceSummary}`);
    case 'MODEL_REMOVED':
      return plain(`model ${difference.identifier} is gone: it was ${difference.before.priceSummary}`);
    case 'MODEL_CHANGED':
      return describeModel(difference);
    case 'PACK_ADDED':
    case 'PLAN_ADDED':
      return plain(`${nounOf(difference.kind)} ${difference.identifier} is new`);
    case 'PACK_REMOVED':
    case 'PLAN_REMOVED':
      return plain(`${nounOf(difference.kind)} ${difference.identifier} is gone`);
    case 'PACK_CHANGED':
    case 'PLAN_CHANGED':
      return {
        headline: `${nounOf(difference.kind)} ${difference.identifier} changes`,
        details: shorten(difference.figures.map(describeFigure)),
      };
    default:
      return difference satisfies never;
  }
}

/** One line each; beyond `most` only their number. */
export function describeDifferences(differences: readonly StorefrontDifference[], most: number): string[] {
  const lines = differences.slice(0, most).map((difference) => {
    const { headline, details } = describeDifference(difference);
    return details.length === 0 ? headline : `${headline} (${details.join('; ')})`;
  });
  const rest = differences.length - most;
  return rest > 0 ? [...lines, `and ${rest} more`] : lines;
}

const plain = (headline: string): DifferenceInWords => ({ headline, details: [] });

const nounOf = (kind: StorefrontDifference['kind']): string => (kind.startsWith('PACK') ? 'pack' : 'plan');

function describeModel({ identifier, aspects, samples, after }: ModelChange): DifferenceInWords {
  const moved = samples.filter(({ move }) => move.kind !== 'SAME' && move.kind !== 'NOT_SOLD');
  return {
    headline: `model ${identifier} changes: ${aspects.join(', ')}`,
    details: shorten(moved.map((sample) => describeSample(sample, after.price.unit.many))),
  };
}

function describeSample({ request, before, after, move }: PriceSample, unit: string): string {
  return `${request}: ${priceOf(before)} -> ${priceOf(after)} ${unit}${inBrackets(move)}`;
}

const priceOf = (price: SampledPrice): string => (price.sold ? formatCredits(price.total) : 'not sold');

function describeFigure({ figure, before, after, move }: FigureChange): string {
  return `${figure}: ${figureOf(before)} -> ${figureOf(after)}${inBrackets(move)}`;
}

const figureOf = (figure: Fraction | undefined): string =>
  figure === undefined ? 'none' : formatDecimal(figure, FIGURE_DIGITS);

function inBrackets(move: Move): string {
  return move.kind === 'RATIO' ? ` (${percentInWords(move.ratio)})` : '';
}

/** 3/2 -> "+50 %"; rounded to a tenth of a percent. */
function percentInWords(ratio: Fraction): string {
  const change = subtractFractions(ratio, fraction(1n));
  const percent = formatDecimal({ ...change, numerator: change.numerator * 100n }, 1);
  return `${percent.startsWith('-') ? '' : '+'}${percent} %`;
}

function shorten(details: readonly string[]): string[] {
  const rest = details.length - MOST_DETAILS;
  return rest > 0 ? [...details.slice(0, MOST_DETAILS), `and ${rest} more`] : [...details];
}
