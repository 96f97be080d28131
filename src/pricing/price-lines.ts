// Rules and quantities to cost lines: the one computation behind estimates and charges.

import { type MicroCredits, sum } from '../money/index.ts';
import type { PriceContext } from './cost-line.ts';
import type { MeterDefinitions, Noun, Quantities } from './meter.ts';
import type {
  BaseRule,
  MinimumChargeRule,
  MultiplierRule,
  Parameters,
  PriceRule,
  SurchargeRule,
} from './price-rule.ts';
import type { CostLine } from './priced-model.ts';
import { isRefusal, type PricingRefusal } from './refusal.ts';
import { firstPlusFurther } from './rules/first-plus-further.ts';
import { flat } from './rules/flat.ts';
import { graduatedTiers } from './rules/graduated-tiers.ts';
import { matrix } from './rules/matrix.ts';
import { minimumCharge } from './rules/minimum-charge.ts';
import { multiplier } from './rules/multiplier.ts';
import { perPackage } from './rules/package.ts';
import { perUnit } from './rules/per-unit.ts';
import { styleTable } from './rules/style-table.ts';
import { surcharge } from './rules/surcharge.ts';
import { volumeTiers } from './rules/volume-tiers.ts';

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

function isMultiplier(rule: PriceRule): rule is MultiplierRule {
  return rule.kind === 'multiplier';
}

function isMinimumCharge(rule: PriceRule): rule is MinimumChargeRule {
  return rule.kind === 'minimumCharge';
}

/** Whether the rule adds lines of its own: a base rule or a surcharge. */
function isAdding(rule: PriceRule): rule is BaseRule | SurchargeRule {
  return !isMultiplier(rule) && !isMinimumCharge(rule);
}

/** Whether the rule makes a price by itself. A model without one has no price. */
export function isBaseRule(rule: PriceRule): rule is BaseRule {
  return isAdding(rule) && rule.kind !== 'surcharge';
}

function priceRule(rule: BaseRule | SurchargeRule, context: PriceContext): CostLine[] | PricingRefusal {
  switch (rule.kind) {
    case 'flat':
      return flat(rule, context);
    case 'perUnit':
      return perUnit(rule, context);
    case 'package':
      return perPackage(rule, context);
    case 'graduatedTiers':
      return graduatedTiers(rule, context);
    case 'volumeTiers':
      return volumeTiers(rule, context);
    case 'firstPlusFurther':
      return firstPlusFurther(rule, context);
    case 'matrix':
      return matrix(rule, context);
    case 'styleTable':
      return styleTable(rule, context);
    case 'surcharge':
      return surcharge(rule, context);
    default:
      return rule satisfies never;
  }
}

function addingLines(rules: readonly PriceRule[], context: PriceContext): CostLine[] | PricingRefusal {
  const lines: CostLine[] = [];
  for (const rule of rules) {
    if (isAdding(rule)) {
      const added = priceRule(rule, context);
      if (isRefusal(added)) {
        return added;
      }
      lines.push(...added);
    }
  }
  return lines;
}

/**
 * Prices quantities with rules: first the rules that add lines, then multipliers on their sum, then the minimum charge. The
 * total does not depend on the order of the rules. Each line is rounded up once; the total is the sum of the lines.
 */
export function priceLines(input: PriceLinesInput): PriceLinesResult {
  const context: PriceContext = {
    parameters: input.parameters,
    quantities: input.quantities,
    copies: input.copies ?? 1n,
    unit: input.unit ?? CREDITS,
    meters: input.meters ?? {},
    worstCase: input.worstCase ?? false,
  };
  const lines = addingLines(input.rules, context);
  if (isRefusal(lines)) {
    return { ok: false, refusal: lines };
  }
  const multiplied = multiplier(input.rules.filter(isMultiplier), lines, context);
  if (isRefusal(multiplied)) {
    return { ok: false, refusal: multiplied };
  }
  lines.push(...multiplied);
  const total = sum(lines.map((line) => line.amount));
  const missing = minimumCharge(input.rules.filter(isMinimumCharge), total, context.unit);
  lines.push(...missing);
  return { ok: true, lines, total: sum([total, ...missing.map((line) => line.amount)]) };
}
