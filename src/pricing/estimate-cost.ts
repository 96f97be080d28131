// What a generation will cost, before anything runs.

import { max } from '../money/index.ts';
import { type CompiledPrice, compiledPrice } from './compile-price.ts';
import { partOf, priceCall } from './price-call.ts';
import type { Parameters } from './price-rule.ts';
import type { Estimate, Priced, PricedModel } from './priced-model.ts';
import type { PricedRequest } from './quantities.ts';
import { isRefusal, type PricingRefusal } from './refusal.ts';

/** The most outputs one request may ask for. */
const LARGEST_COUNT = 100;

export interface EstimateCostInput {
  readonly model: PricedModel;
  /** Validated, with defaults filled in. */
  readonly parameters: Parameters;
  readonly prompt: string | undefined;
  /** 1 to 100 outputs. */
  readonly count: number;
}

export type EstimateCostResult =
  | { readonly ok: true; readonly estimate: Estimate }
  | { readonly ok: false; readonly refusal: PricingRefusal };

/** Prices `count` outputs that all take the same, as expected or at the bound of what may come out. */
function priceCount(
  price: CompiledPrice,
  request: PricedRequest,
  counted: { readonly stage: 'expected' | 'bound'; readonly count: number },
): Priced | PricingRefusal {
  const { stage, count } = counted;
  const one = partOf(price, request, { stage, count: 1 });
  if (isRefusal(one)) {
    return one;
  }
  if (count === 1) {
    return priceCall({ price, groups: [one], whole: one, worstCase: stage === 'bound' });
  }
  const whole = price.ofCall === undefined ? undefined : partOf(price, request, counted);
  if (whole !== undefined && isRefusal(whole)) {
    return whole;
  }
  return priceCall({ price, groups: [{ ...one, copies: count }], whole, worstCase: stage === 'bound' });
}

function checkCount(count: number): PricingRefusal | undefined {
  if (Number.isInteger(count) && count >= 1 && count <= LARGEST_COUNT) {
    return undefined;
  }
  const allowed = `1 to ${String(LARGEST_COUNT)}`;
  return {
    code: 'INVALID_PARAMETER',
    message: `count has to be a whole number from ${allowed}.`,
    path: ['count'],
    allowed: [allowed],
  };
}

/** Prices a request for one output, for all of them, and for the worst that may come out. */
function priceRequest({ model, parameters, prompt, count }: EstimateCostInput): Estimate | PricingRefusal {
  const price = compiledPrice(model);
  const { exactness } = price;
  const request = { parameters, prompt };
  const perGeneration = priceCount(price, request, { stage: 'expected', count: 1 });
  if (isRefusal(perGeneration)) {
    return perGeneration;
  }
  const expected = count === 1 ? perGeneration : priceCount(price, request, { stage: 'expected', count });
  if (isRefusal(expected)) {
    return expected;
  }
  const { lines, total } = expected;
  if (exactness === 'EXACT' && !price.moreCanCostLess) {
    return { lines, total, perGeneration, maxCost: total, exactness };
  }
  const worst = priceCount(price, request, { stage: 'bound', count });
  if (isRefusal(worst)) {
    return worst;
  }
  return { lines, total, perGeneration, maxCost: max(total, worst.total), exactness };
}

/**
 * The cost lines of a request, its total, and maxCost. Free and without I/O. Refusals: PRICE_UNKNOWN for a model without a
 * price, INVALID_PARAMETER for a count out of range, a combination that is not for sale, or a quantity that is missing.
 */
export function estimateCost(input: EstimateCostInput): EstimateCostResult {
  const answer = checkCount(input.count) ?? priceRequest(input);
  return isRefusal(answer) ? { ok: false, refusal: answer } : { ok: true, estimate: answer };
}
