// What a generation did cost, from the files that were delivered.

import { ZERO } from '../money/index.ts';
import { type CompiledPrice, compiledPrice } from './compile-price.ts';
import { formulaInWords } from './formula-words.ts';
import { type PartToPrice, partOf, priceCall } from './price-call.ts';
import type { Parameters } from './price-rule.ts';
import type { OutputMeasure, Priced, PricedModel } from './priced-model.ts';
import type { PricedRequest } from './quantities.ts';
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

/** Equal for outputs that have the same lines, formulas in words included. */
function keyOf({ quantities, counting }: PartToPrice, { meters }: CompiledPrice): string {
  return meters
    .map(({ meter, source }) => {
      const quantity = quantities[meter];
      const formula = source.from === 'product' ? formulaInWords(meter, { counting, copies: 1n }) : '';
      return quantity === undefined ? '' : `${String(quantity.numerator)}/${String(quantity.denominator)} ${formula}`;
    })
    .join();
}

/** Outputs with the same quantities share their lines: five equal images are one line. */
function groupOutputs(
  price: CompiledPrice,
  request: PricedRequest,
  outputs: readonly OutputMeasure[],
): PartToPrice[] | PricingRefusal {
  const groups = new Map<string, PartToPrice>();
  for (const output of outputs) {
    const part = partOf(price, request, { stage: 'delivered', outputs: [output] });
    if (isRefusal(part)) {
      return part;
    }
    const key = keyOf(part, price);
    groups.set(key, { ...part, copies: (groups.get(key)?.copies ?? 0) + 1 });
  }
  return [...groups.values()];
}

function priceOutputs({ model, parameters, prompt, outputs }: EffectiveCostInput): Priced | PricingRefusal {
  if (outputs.length === 0) {
    return { lines: [], total: ZERO };
  }
  const price = compiledPrice(model);
  const request = { parameters, prompt };
  const groups = groupOutputs(price, request, outputs);
  if (isRefusal(groups)) {
    return groups;
  }
  const whole = price.ofCall === undefined ? undefined : partOf(price, request, { stage: 'delivered', outputs });
  if (whole !== undefined && isRefusal(whole)) {
    return whole;
  }
  return priceCall({ price, groups, whole, worstCase: false });
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
