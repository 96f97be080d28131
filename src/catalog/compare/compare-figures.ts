// The numbers of packs and plans before and after.

import {
  divideFractions,
  type Fraction,
  formatCredits,
  formatMoney,
  type MicroCredits,
  type Money,
  NOTHING,
  parseDecimal,
} from '../../money/index.ts';
import type { FigureChange } from './difference.ts';
import { moveOf } from './move.ts';

interface Priced {
  readonly price: Money;
  readonly credits: MicroCredits;
}

type Figures = ReadonlyMap<string, Fraction>;

function exactly(decimal: string): Fraction {
  return parseDecimal(decimal) ?? NOTHING;
}

/** In whole units of the currency and in credits. What gives no credits has no price of a credit. */
function figuresOf(priced: Priced): Figures {
  const { currency } = priced.price;
  const [price, credits] = [exactly(formatMoney(priced.price)), exactly(formatCredits(priced.credits))];
  const figures = new Map([
    [`price in ${currency}`, price],
    ['credits', credits],
  ]);
  return priced.credits > 0n
    ? figures.set(`price of a credit in ${currency}`, divideFractions(price, credits))
    : figures;
}

function compareFigure(figure: string, before: Fraction | undefined, after: Fraction | undefined): FigureChange {
  if (before !== undefined && after !== undefined) {
    return { figure, before, after, move: moveOf(before, after) };
  }
  return { figure, before, after, move: { kind: before === undefined ? 'NOW_SOLD' : 'NO_LONGER_SOLD' } };
}

/** The figures that differ. A price in another currency is one figure that is no longer there and one that now is. */
export function compareFigures(before: Priced, after: Priced): FigureChange[] {
  const [old, current] = [figuresOf(before), figuresOf(after)];
  return [...new Set([...old.keys(), ...current.keys()])]
    .map((figure) => compareFigure(figure, old.get(figure), current.get(figure)))
    .filter(({ move }) => move.kind !== 'SAME');
}
