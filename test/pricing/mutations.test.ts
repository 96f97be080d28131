// The table of prices, and whether it notices when the engine is wrong: each mutant changes one thing in the source text,
// and at least one case of the table has to fail for it.
import { describe, expect, it } from '@jest/globals';
import * as pricing from '../../src/pricing/index.ts';
import { loadPricing, type Mutation } from './mutation-lab.ts';
import type { PriceCase, Pricing } from './price-case.ts';
import { PRICE_TABLE } from './price-table.ts';

const ROUNDING: readonly Mutation[] = [
  {
    title: 'rounds down',
    file: 'money/rounding.ts',
    from: 'quotient * denominator < numerator ? quotient + 1n : quotient',
    to: 'quotient',
  },
  {
    title: 'adds one to what is whole already',
    file: 'money/rounding.ts',
    from: 'quotient * denominator < numerator ?',
    to: 'quotient * denominator <= numerator ?',
  },
  {
    title: 'rounds the outputs together instead of each',
    file: 'pricing/cost-line.ts',
    from: 'roundUp(multiplyFractions(quantity, facts.cost)) * copies',
    to: 'roundUp(multiplyFractions(ofAll, facts.cost))',
  },
  {
    title: 'forgets how many outputs there are',
    file: 'pricing/cost-line.ts',
    from: 'facts.cost)) * copies',
    to: 'facts.cost))',
  },
];

const RULES: readonly Mutation[] = [
  {
    title: 'opens the next graduated tier at its end',
    file: 'pricing/rules/graduated-tiers.ts',
    from: 'compareFractions(quantity, upTo) <= 0',
    to: 'compareFractions(quantity, upTo) < 0',
  },
  {
    title: 'prices all of it in the last graduated tier too',
    file: 'pricing/rules/graduated-tiers.ts',
    from: 'subtractFractions(isLast ? quantity : upTo, start)',
    to: '(isLast ? quantity : upTo)',
  },
  {
    title: 'opens the next volume tier at its end',
    file: 'pricing/rules/volume-tiers.ts',
    from: 'compareFractions(quantity, upTo) <= 0',
    to: 'compareFractions(quantity, upTo) < 0',
  },
  {
    title: 'takes the cheapest tier for the worst case',
    file: 'pricing/rules/volume-tiers.ts',
    from: 'candidate.amount > dearest.amount',
    to: 'candidate.amount < dearest.amount',
  },
  {
    title: 'counts a block that is not started',
    file: 'pricing/rules/package.ts',
    from: 'roundUp(divideFractions(quantity, size))',
    to: '(roundUp(divideFractions(quantity, size)) + 1n)',
  },
  {
    title: 'has a further line of nothing',
    file: 'pricing/rules/first-plus-further.ts',
    from: 'beyond.numerator <= 0n',
    to: 'beyond.numerator < 0n',
  },
  {
    title: 'never counts started units whole',
    file: 'pricing/rules/first-plus-further.ts',
    from: "further.counting === 'started' ? fraction(roundUp(beyond)) : beyond",
    to: 'beyond',
  },
  {
    title: 'makes a style free of its name',
    file: 'pricing/rules/style-table.ts',
    from: 'makers.get(context.parameters[parameter])',
    to: '[...makers.values()][0]',
  },
];

const CHOICES: readonly Mutation[] = [
  {
    title: 'takes the first row that fits instead of the most specific',
    file: 'pricing/rules/choose-row.ts',
    from: 'right.dimensions.length - left.dimensions.length',
    to: '0',
  },
  {
    title: 'takes one of two rows that fit equally',
    file: 'pricing/rules/choose-row.ts',
    from: 'return twoPrices(chosen, row);',
    to: 'return chosen;',
  },
  {
    title: 'lets less specific rows compete',
    file: 'pricing/rules/choose-row.ts',
    from: 'shape.dimensions.length < specificity',
    to: 'shape.dimensions.length < 0',
  },
  {
    title: 'charges a surcharge from the limit on',
    file: 'pricing/rules/conditions.ts',
    from: 'compareFractions(quantity, condition.moreThan) > 0',
    to: 'compareFractions(quantity, condition.moreThan) >= 0',
  },
  {
    title: 'wants all of the values at once',
    file: 'pricing/rules/conditions.ts',
    from: 'condition.is.some(',
    to: 'condition.is.every(',
  },
];

const ADJUSTMENTS: readonly Mutation[] = [
  {
    title: 'charges the units that are included',
    file: 'pricing/rules/surcharge.ts',
    from: 'subtractFractions(quantity, rule.beyond)',
    to: 'quantity',
  },
  {
    title: 'multiplies one output only',
    file: 'pricing/rules/multiplier.ts',
    from: 'roundUp(multiplyFractions(fraction(base), change)) * copies',
    to: 'roundUp(multiplyFractions(fraction(base), change))',
  },
  {
    title: 'keeps the last multiplier only',
    file: 'pricing/rules/multiplier.ts',
    from: 'factor = multiplyFractions(factor, rule.by)',
    to: 'factor = rule.by',
  },
  {
    title: 'skips the minimum charge',
    file: 'pricing/rules/minimum-charge.ts',
    from: 'total >= minimum ?',
    to: 'total >= 0n ?',
  },
  {
    title: 'has a line of nothing where the minimum is met',
    file: 'pricing/rules/minimum-charge.ts',
    from: 'total >= minimum ?',
    to: 'total > minimum ?',
  },
  {
    title: 'takes the last of two minimums',
    file: 'pricing/rules/minimum-charge.ts',
    from: 'max(highest, rule.price)',
    to: 'rule.price',
  },
];

const CALLS: readonly Mutation[] = [
  {
    title: 'charges a fee for the call with every output',
    file: 'pricing/compile-price.ts',
    from: "'scope' in rule ? rule.scope === scope : true",
    to: 'true',
  },
  {
    title: 'prices one output of many',
    file: 'pricing/price-call.ts',
    from: 'copies: BigInt(copies)',
    to: 'copies: 1n',
  },
  {
    title: 'promises the expected cost as the most',
    file: 'pricing/estimate-cost.ts',
    from: 'max(total, worst.total)',
    to: 'total',
  },
  {
    title: 'forgets that more can cost less',
    file: 'pricing/estimate-cost.ts',
    from: "exactness === 'EXACT' && !price.moreCanCostLess",
    to: "exactness === 'EXACT'",
  },
  {
    title: 'takes one of several equal files',
    file: 'pricing/effective-cost.ts',
    from: '(groups.get(key)?.copies ?? 0) + 1',
    to: '1',
  },
  {
    title: 'takes 101 outputs',
    file: 'pricing/estimate-cost.ts',
    from: 'count <= LARGEST_COUNT',
    to: 'count <= LARGEST_COUNT + 1',
  },
];

const QUANTITIES: readonly Mutation[] = [
  {
    title: 'leaves the margin out of the bound',
    file: 'pricing/quantities.ts',
    from: 'return addFractions(expected, bound.margin);',
    to: 'return expected;',
  },
  {
    title: 'lets a ceiling lower what was asked for',
    file: 'pricing/quantities.ts',
    from: 'compareFractions(bound.atMost, expected) > 0 ? bound.atMost : expected',
    to: 'bound.atMost',
  },
  {
    title: 'does not divide a formula',
    file: 'pricing/quantities.ts',
    from: 'divideFractions(product, source.dividedBy)',
    to: 'product',
  },
  {
    title: 'counts UTF-16 units as characters',
    file: 'pricing/quantities.ts',
    from: '? 1 : 0;',
    to: '? 0 : 0;',
  },
  {
    title: 'takes a negative quantity',
    file: 'pricing/quantities.ts',
    from: 'quantity === undefined || quantity.numerator < 0n',
    to: 'quantity === undefined',
  },
  {
    title: 'affords one more than is paid for',
    file: 'pricing/affordable-count.ts',
    from: 'roundDown(fraction(available, costPerGeneration))',
    to: '(roundDown(fraction(available, costPerGeneration)) + 1n)',
  },
];

const MUTATIONS = [...ROUNDING, ...RULES, ...CHOICES, ...ADJUSTMENTS, ...CALLS, ...QUANTITIES];

function isRight({ answer, expected }: PriceCase, engine: Pricing): boolean {
  try {
    return answer(engine) === expected;
  } catch {
    return false;
  }
}

describe('the table of prices', () => {
  it.each(PRICE_TABLE)('$title: $expected', ({ answer, expected }) => {
    expect(answer(pricing)).toBe(expected);
  });

  it('says the same of the engine that the mutants are made from', () => {
    const unchanged = loadPricing();
    expect(PRICE_TABLE.filter((row) => !isRight(row, unchanged))).toEqual([]);
  });

  it.each(MUTATIONS)('notices an engine that $title', (mutation) => {
    const mutant = loadPricing(mutation);
    expect(PRICE_TABLE.some((row) => !isRight(row, mutant))).toBe(true);
  });
});
