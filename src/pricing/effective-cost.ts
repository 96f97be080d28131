// What a generation did cost, from the files that were delivered.

import { type Fraction, ZERO } from '../money/index.ts';
import type { Meter, Quantities } from './meter.ts';
import { type OutputGroup, priceCall, pricesWholeCall } from './price-call.ts';
import type { Parameters } from './price-rule.ts';
import type { OutputMeasure, Priced, PricedModel } from './priced-model.ts';
import { type PricedRequest, quantify } from './quantities.ts';
import { isRefusal, type PricingRefusal } from './refusal.ts';

export interface EffectiveCostInput {
  readonly model: PricedModel;
  /** As they were when the estimate was made. */
  readonly parameters: Parameters;
  readonly prompt: string | undefined;
  /** What was delivered; may be fewer than were asked for. */
  readonly outputs: readonly OutputMeasure[];
}

export type EffectiveCostResult =
  | { readonly ok: true; readonly priced: Priced }
  | { readonly ok: false; readonly refusal: PricingRefusal };

function keyOf(quantities: Quantities): string {
  return (Object.entries(quantities) as [Meter, Fraction][])
    .map(([meter, { numerator, denominator }]) => `${meter} ${String(numerator)}/${String(denominator)}`)
    .join();
}

/** Outputs with the same quantities share their lines: five equal images are one line. */
function groupOutputs(input: EffectiveCostInput, request: PricedRequest): OutputGroup[] | PricingRefusal {
  const groups = new Map<string, OutputGroup>();
  for (const output of input.outputs) {
    const quantities = quantify(input.model.meters, request, { stage: 'delivered', outputs: [output] });
    if (isRefusal(quantities)) {
      return quantities;
    }
    const key = keyOf(quantities);
    groups.set(key, { quantities, copies: (groups.get(key)?.copies ?? 0) + 1 });
  }
  return [...groups.values()];
}

function priceOutputs(input: EffectiveCostInput): Priced | PricingRefusal {
  if (input.outputs.length === 0) {
    return { lines: [], total: ZERO };
  }
  const { model, parameters, prompt, outputs } = input;
  const request = { parameters, prompt };
  const groups = groupOutputs(input, request);
  if (isRefusal(groups)) {
    return groups;
  }
  const whole = pricesWholeCall(model) ? quantify(model.meters, request, { stage: 'delivered', outputs }) : {};
  if (isRefusal(whole)) {
    return whole;
  }
  return priceCall({ model, parameters, groups, whole, worstCase: false });
}

/**
 * The cost of n delivered outputs, through the same rules as the estimate; nothing delivered costs nothing. It is not capped:
 * an output beyond the model's bounds can cost more than maxCost, and the caller decides what to do. Refuses with
 * PRICE_UNKNOWN when a price depends on a measure that an output does not have.
 */
export function effectiveCost(input: EffectiveCostInput): EffectiveCostResult {
  const answer = priceOutputs(input);
  return isRefusal(answer) ? { ok: false, refusal: answer } : { ok: true, priced: answer };
}
