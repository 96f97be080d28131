// Rules and quantities to cost lines, without a model: what tests and tools price a rule with.

import type { MicroCredits } from '../money/index.ts';
import { addLines, compileMinimum, compileRules } from './compile-price.ts';
import { amountOf } from './cost-line.ts';
import type { MeterDefinitions, Noun, Quantities } from './meter.ts';
import type { Parameters, PriceRule } from './price-rule.ts';
import type { CostLine } from './priced-model.ts';
import type { PricingRefusal } from './refusal.ts';

export interface PriceLinesInput {
  readonly rules: readonly PriceRule[];
  readonly parameters: Parameters;
  readonly quantities: Quantities;
  /** The word for a credit in descriptions; "credit" and "credits" unless given. */
  readonly unit?: Noun | undefined;
  /** The model's meters, for words such as "seconds of video" in descriptions. */
  readonly meters?: MeterDefinitions | undefined;
  /** How many outputs have these same quantities; 1 unless given. Each is rounded for itself. */
  readonly copies?: bigint | undefined;
  /** For maxCost: quantities are upper bounds. */
  readonly worstCase?: boolean | undefined;
}

export type PriceLinesResult =
  | { readonly ok: true; readonly lines: readonly CostLine[]; readonly total: MicroCredits }
  | { readonly ok: false; readonly refusal: PricingRefusal };

const CREDITS: Noun = { one: 'credit', many: 'credits' };

/**
 * Prices quantities with rules: first the rules that add lines, then multipliers on their sum, then the minimum charge. The
 * total does not depend on the order of the rules. Each line is rounded up once; the total is the sum of the lines.
 */
export function priceLines(input: PriceLinesInput): PriceLinesResult {
  const words = { unit: input.unit ?? CREDITS, meters: input.meters ?? {} };
  const lines: CostLine[] = [];
  const refusal = addLines(lines, compileRules(input.rules, words), {
    parameters: input.parameters,
    quantities: input.quantities,
    copies: input.copies ?? 1n,
    worstCase: input.worstCase ?? false,
    counting: undefined,
  });
  if (refusal !== undefined) {
    return { ok: false, refusal };
  }
  const missing = compileMinimum(input.rules, words)(amountOf(lines));
  const all = missing === undefined ? lines : [...lines, missing];
  return { ok: true, lines: all, total: amountOf(all) };
}
