// A model's price made ready for many requests: what does not depend on the request is worked out once.

import type { ModelWords, PriceContext, RulePricer } from './cost-line.ts';
import { exactnessOf } from './exactness.ts';
import type { Meter, MeterDefinition, MeterDefinitions } from './meter.ts';
import type { BaseRule, PriceRule, Scope, SurchargeRule } from './price-rule.ts';
import type { CostLine, Exactness, PricedModel } from './priced-model.ts';
import type { NamedMeter } from './quantities.ts';
import { isRefusal, type PricingRefusal } from './refusal.ts';
import { firstPlusFurther } from './rules/first-plus-further.ts';
import { flat } from './rules/flat.ts';
import { graduatedTiers } from './rules/graduated-tiers.ts';
import { matrix } from './rules/matrix.ts';
import { type MinimumCharge, minimumCharge } from './rules/minimum-charge.ts';
import { type Multiplier, multiplier } from './rules/multiplier.ts';
import { perPackage } from './rules/package.ts';
import { perUnit } from './rules/per-unit.ts';
import { styleTable } from './rules/style-table.ts';
import { surcharge } from './rules/surcharge.ts';
import { volumeTiers } from './rules/volume-tiers.ts';

/** Rules that are priced together: those of each output, or those of the call. */
export interface CompiledRules {
  /** Each adds lines of its own. */
  readonly adding: readonly RulePricer[];
  /** On the sum of those lines; undefined when no rule multiplies. */
  readonly multiply: Multiplier | undefined;
}

export interface CompiledPrice {
  readonly identifier: string;
  readonly definitions: MeterDefinitions;
  readonly meters: readonly NamedMeter[];
  /** False when no rule makes a price by itself. */
  readonly isKnown: boolean;
  readonly ofOutput: CompiledRules;
  /** Undefined when nothing prices the call as a whole. */
  readonly ofCall: CompiledRules | undefined;
  readonly minimum: MinimumCharge;
  readonly exactness: Exactness;
  /** Whether more can cost less, so that a partial delivery can cost more than all of it. */
  readonly moreCanCostLess: boolean;
}

/** Whether the rule adds lines of its own: a base rule or a surcharge. */
function isAdding(rule: PriceRule): rule is BaseRule | SurchargeRule {
  return rule.kind !== 'multiplier' && rule.kind !== 'minimumCharge';
}

/** Whether the rule makes a price by itself. A model without one has no price. */
export function isBaseRule(rule: PriceRule): rule is BaseRule {
  return isAdding(rule) && rule.kind !== 'surcharge';
}

function compileRule(rule: BaseRule | SurchargeRule, words: ModelWords): RulePricer {
  switch (rule.kind) {
    case 'flat':
      return flat(rule, words);
    case 'perUnit':
      return perUnit(rule, words);
    case 'package':
      return perPackage(rule, words);
    case 'graduatedTiers':
      return graduatedTiers(rule, words);
    case 'volumeTiers':
      return volumeTiers(rule, words);
    case 'firstPlusFurther':
      return firstPlusFurther(rule, words);
    case 'matrix':
      return matrix(rule, words);
    case 'styleTable':
      return styleTable(rule, words);
    case 'surcharge':
      return surcharge(rule, words);
    default:
      return rule satisfies never;
  }
}

/** Multipliers have no scope: they apply to each. A minimum charge is of the whole bill, and compiled by itself. */
export function compileRules(rules: readonly PriceRule[], words: ModelWords): CompiledRules {
  const multipliers = rules.filter((rule) => rule.kind === 'multiplier');
  return {
    adding: rules.filter(isAdding).map((rule) => compileRule(rule, words)),
    multiply: multipliers.length === 0 ? undefined : multiplier(multipliers, words.unit),
  };
}

export function compileMinimum(rules: readonly PriceRule[], { unit }: ModelWords): MinimumCharge {
  return minimumCharge(
    rules.filter((rule) => rule.kind === 'minimumCharge'),
    unit,
  );
}

/**
 * Adds the lines of a part to a list: first those of the rules that make lines, then one for the multipliers on their sum.
 * Answers the refusal of the first rule that has no price.
 */
export function addLines(lines: CostLine[], rules: CompiledRules, context: PriceContext): PricingRefusal | undefined {
  const begun = lines.length;
  for (const pricer of rules.adding) {
    const added = pricer(context);
    if (isRefusal(added)) {
      return added;
    }
    for (const line of added) {
      lines.push(line);
    }
  }
  if (rules.multiply === undefined) {
    return undefined;
  }
  const changed = rules.multiply(begun === 0 ? lines : lines.slice(begun), context);
  if (isRefusal(changed)) {
    return changed;
  }
  lines.push(...changed);
  return undefined;
}

function compile(model: PricedModel): CompiledPrice {
  const { identifier, rules, meters, unit } = model;
  const words = { unit, meters };
  const isOf = (scope: Scope) => (rule: PriceRule) => ('scope' in rule ? rule.scope === scope : true);
  const named = Object.entries(meters) as [Meter, MeterDefinition][];
  const pricesCall = rules.some((rule) => 'scope' in rule && rule.scope === 'call');
  return {
    identifier,
    definitions: meters,
    meters: named.map(([meter, { source }]) => ({ meter, source })),
    isKnown: rules.some(isBaseRule),
    ofOutput: compileRules(rules.filter(isOf('output')), words),
    ofCall: pricesCall ? compileRules(rules.filter(isOf('call')), words) : undefined,
    minimum: compileMinimum(rules, words),
    exactness: exactnessOf(model),
    moreCanCostLess: rules.some((rule) => rule.kind === 'volumeTiers'),
  };
}

const compiled = new WeakMap<PricedModel, CompiledPrice>();

/** Compiled when it is first asked for and kept as long as the model, which never changes: the same answer, sooner. */
export function compiledPrice(model: PricedModel): CompiledPrice {
  const known = compiled.get(model);
  if (known !== undefined) {
    return known;
  }
  const price = compile(model);
  compiled.set(model, price);
  return price;
}
