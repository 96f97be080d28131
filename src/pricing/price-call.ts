// One call: its outputs, each priced for itself, and what is priced once for the call.

import { type MicroCredits, sum } from '../money/index.ts';
import type { Quantities } from './meter.ts';
import { isBaseRule, type PriceLinesInput, priceLines } from './price-lines.ts';
import type { Parameters, PriceRule, Scope } from './price-rule.ts';
import type { CostLine, Priced, PricedModel } from './priced-model.ts';
import type { PricingRefusal } from './refusal.ts';
import { minimumCharge } from './rules/minimum-charge.ts';

/** Outputs that have the same quantities. */
export interface OutputGroup {
  readonly copies: number;
  readonly quantities: Quantities;
}

export interface CallToPrice {
  readonly model: PricedModel;
  readonly parameters: Parameters;
  readonly groups: readonly OutputGroup[];
  /** Quantities of the call as a whole. */
  readonly whole: Quantities;
  readonly worstCase: boolean;
}

/** Whether the model has rules that price the call as a whole. */
export function pricesWholeCall({ rules }: PricedModel): boolean {
  return rules.some((rule) => 'scope' in rule && rule.scope === 'call');
}

/** The rules of one scope. Multipliers have none: they apply to both. The minimum charge is of the whole bill. */
function rulesOf(scope: Scope, { rules }: PricedModel): PriceRule[] {
  return rules.filter((rule) => ('scope' in rule ? rule.scope === scope : rule.kind === 'multiplier'));
}

function partsOf(call: CallToPrice): PriceLinesInput[] {
  const { model, parameters, worstCase } = call;
  const shared = { parameters, unit: model.unit, meters: model.meters, worstCase };
  const outputRules = rulesOf('output', model);
  const parts: PriceLinesInput[] = call.groups.map(({ copies, quantities }) => {
    return { ...shared, rules: outputRules, quantities, copies: BigInt(copies) };
  });
  if (pricesWholeCall(model)) {
    parts.push({ ...shared, rules: rulesOf('call', model), quantities: call.whole });
  }
  return parts;
}

function minimumOf({ rules, unit }: PricedModel, total: MicroCredits): CostLine[] {
  const charges = rules.filter((rule) => rule.kind === 'minimumCharge');
  return minimumCharge(charges, total, unit);
}

/** A refusal when the model has no price; otherwise the lines of all outputs and of the call. */
export function priceCall(call: CallToPrice): Priced | PricingRefusal {
  if (!call.model.rules.some(isBaseRule)) {
    return { code: 'PRICE_UNKNOWN', message: `${call.model.identifier} has no known price, so it cannot be sold.` };
  }
  const lines: CostLine[] = [];
  for (const part of partsOf(call)) {
    const priced = priceLines(part);
    if (!priced.ok) {
      return priced.refusal;
    }
    lines.push(...priced.lines);
  }
  const subtotal = sum(lines.map((line) => line.amount));
  lines.push(...minimumOf(call.model, subtotal));
  return { lines, total: sum(lines.map((line) => line.amount)) };
}
