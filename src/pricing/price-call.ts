// One call: its outputs, each priced for itself, and what is priced once for the call. The one computation behind estimates
// and charges.

import { add } from '../money/index.ts';
import { addLines, type CompiledPrice } from './compile-price.ts';
import { amountOf, type PriceContext } from './cost-line.ts';
import type { Quantities } from './meter.ts';
import type { CostLine, Priced } from './priced-model.ts';
import { type Counted, type Counting, type PricedRequest, quantify } from './quantities.ts';
import { isRefusal, type PricingRefusal } from './refusal.ts';

/** Outputs that have the same quantities, or the call as a whole. */
export interface PartToPrice {
  readonly copies: number;
  readonly quantities: Quantities;
  readonly counting: Counting;
}

export interface CallToPrice {
  readonly price: CompiledPrice;
  readonly groups: readonly PartToPrice[];
  /** The call as a whole; not looked at when nothing prices it. */
  readonly whole: PartToPrice | undefined;
  readonly worstCase: boolean;
}

/** The quantities of one output or of the call, counted from the request or from what was delivered. */
export function partOf(price: CompiledPrice, request: PricedRequest, counted: Counted): PartToPrice | PricingRefusal {
  const counting = { meters: price.definitions, request, counted };
  const quantities = quantify(price.meters, counting);
  return isRefusal(quantities) ? quantities : { copies: 1, quantities, counting };
}

function contextOf({ copies, quantities, counting }: PartToPrice, worstCase: boolean): PriceContext {
  return { parameters: counting.request.parameters, quantities, copies: BigInt(copies), worstCase, counting };
}

/** The lines of all parts, one after the other. */
function allLines({ price, groups, whole, worstCase }: CallToPrice): CostLine[] | PricingRefusal {
  const lines: CostLine[] = [];
  for (const group of groups) {
    const refusal = addLines(lines, price.ofOutput, contextOf(group, worstCase));
    if (refusal !== undefined) {
      return refusal;
    }
  }
  const { ofCall } = price;
  if (ofCall === undefined || whole === undefined) {
    return lines;
  }
  return addLines(lines, ofCall, contextOf(whole, worstCase)) ?? lines;
}

/** A refusal when the model has no price; otherwise the lines of all outputs and of the call. */
export function priceCall(call: CallToPrice): Priced | PricingRefusal {
  const { price } = call;
  if (!price.isKnown) {
    return { code: 'PRICE_UNKNOWN', message: `${price.identifier} has no known price, so it cannot be sold.` };
  }
  const lines = allLines(call);
  if (isRefusal(lines)) {
    return lines;
  }
  const total = amountOf(lines);
  const missing = price.minimum(total);
  if (missing === undefined) {
    return { lines, total };
  }
  lines.push(missing);
  return { lines, total: add(total, missing.amount) };
}
