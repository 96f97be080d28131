// What a generation will cost, before anything runs.

import { max } from '../money/index.ts';
import { exactnessOf } from './exactness.ts';
import { priceCall, pricesWholeCall } from './price-call.ts';
import type { Parameters } from './price-rule.ts';
import type { Estimate, Priced, PricedModel } from './priced-model.ts';
import { type PricedRequest, quantify } from './quantities.ts';
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

function priceCount(
  model: PricedModel,
  request: PricedRequest,
  expectation: { stage: 'expected' | 'bound'; count: number },
): Priced | PricingRefusal {
  const quantities = quantify(model.meters, request, { stage: expectation.stage, count: 1 });
  if (isRefusal(quantities)) {
    return quantities;
  }
  const whole = pricesWholeCall(model) ? quantify(model.meters, request, expectation) : quantities;
  if (isRefusal(whole)) {
    return whole;
  }
  return priceCall({
    model,
    parameters: request.parameters,
    groups: [{ copies: expectation.count, quantities }],
    whole,
    worstCase: expectation.stage === 'bound',
  });
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

/** Whether more can cost less, so that a partial delivery can cost more than all of it. */
function canCostLess({ rules }: PricedModel): boolean {
  return rules.some((rule) => rule.kind === 'volumeTiers');
}

/** Prices a request for one output, for all of them, and for the worst that may come out. */
function priceRequest(input: EstimateCostInput): Estimate | PricingRefusal {
  const { model, parameters, prompt, count } = input;
  const request = { parameters, prompt };
  const perGeneration = priceCount(model, request, { stage: 'expected', count: 1 });
  if (isRefusal(perGeneration)) {
    return perGeneration;
  }
  const expected = count === 1 ? perGeneration : priceCount(model, request, { stage: 'expected', count });
  if (isRefusal(expected)) {
    return expected;
  }
  const exactness = exactnessOf(model);
  if (exactness === 'EXACT' && !canCostLess(model)) {
    return { ...expected, perGeneration, maxCost: expected.total, exactness };
  }
  const worst = priceCount(model, request, { stage: 'bound', count });
  if (isRefusal(worst)) {
    return worst;
  }
  return { ...expected, perGeneration, maxCost: max(expected.total, worst.total), exactness };
}

/**
 * The cost lines of a request, its total, and maxCost. Free and without I/O. Refusals: PRICE_UNKNOWN for a model without a
 * price, INVALID_PARAMETER for a count out of range, a combination that is not for sale, or a quantity that is missing.
 */
export function estimateCost(input: EstimateCostInput): EstimateCostResult {
  const answer = checkCount(input.count) ?? priceRequest(input);
  return isRefusal(answer) ? { ok: false, refusal: answer } : { ok: true, estimate: answer };
}
