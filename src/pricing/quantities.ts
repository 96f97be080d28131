// Meters to quantities: from the request for an estimate, from the delivered files for a charge.

import {
  addFractions,
  compareFractions,
  divideFractions,
  type Fraction,
  fraction,
  multiplyFractions,
  NOTHING,
  ONE,
  parseDecimal,
} from '../money/index.ts';
import type {
  Meter,
  MeterDefinition,
  MeterDefinitions,
  MeterSource,
  OutputSource,
  ProductSource,
  Quantities,
  RequestSource,
} from './meter.ts';
import type { Parameters } from './price-rule.ts';
import type { OutputMeasure } from './priced-model.ts';
import { isRefusal, type PricingRefusal } from './refusal.ts';
import { requestedPixels } from './requested.ts';

export interface PricedRequest {
  readonly parameters: Parameters;
  readonly prompt: string | undefined;
}

/** What is counted: `expected` and `bound` outputs that are still to come, or files that were delivered. */
export type Counted =
  | { readonly stage: 'expected' | 'bound'; readonly count: number }
  | { readonly stage: 'delivered'; readonly outputs: readonly OutputMeasure[] };

type Quantity = Fraction | PricingRefusal;

const MILLISECONDS_PER_SECOND = 1000n;

function invalid(path: readonly string[], message: string): PricingRefusal {
  return { code: 'INVALID_PARAMETER', message, path };
}

/** Unicode code points: what people count as characters of a text, up to combining marks. */
function countCodePoints(text: string): Fraction {
  let count = 0n;
  for (const _ of text) {
    count += 1n;
  }
  return fraction(count);
}

function numberParameter(parameters: Parameters, name: string): Quantity {
  const value = parameters[name];
  const quantity = typeof value === 'number' ? parseDecimal(String(value)) : undefined;
  if (quantity === undefined || quantity.numerator < 0n) {
    return invalid(['parameters', name], `The price depends on ${name}: give a plain number that is not negative.`);
  }
  return quantity;
}

function promptCharacters(prompt: string | undefined): Quantity {
  return prompt === undefined
    ? invalid(['prompt'], 'The price depends on the number of characters of the prompt: give the prompt.')
    : countCodePoints(prompt);
}

function sizeOfRequest(parameters: Parameters, per: Fraction): Quantity {
  const pixels = requestedPixels(parameters);
  return pixels === undefined
    ? invalid(['parameters', 'size'], 'The price depends on the size: give one, for example 1024x1024.')
    : divideFractions(fraction(pixels), per);
}

function fromRequest(source: RequestSource, { parameters, prompt }: PricedRequest, count: bigint): Quantity {
  switch (source.from) {
    case 'count':
      return fraction(count);
    case 'constant':
      return source.value;
    case 'parameter':
      return numberParameter(parameters, source.name);
    case 'items': {
      const list = parameters[source.name];
      return Array.isArray(list) ? fraction(BigInt(list.length)) : NOTHING;
    }
    case 'promptCharacters':
      return promptCharacters(prompt);
    case 'parameterCharacters': {
      const text = parameters[source.name];
      return typeof text === 'string' ? countCodePoints(text) : NOTHING;
    }
    case 'requestedPixels':
      return sizeOfRequest(parameters, source.per);
    default:
      return source satisfies never;
  }
}

function boundOf(expected: Fraction, { bound }: OutputSource): Fraction {
  if ('margin' in bound) {
    return addFractions(expected, bound.margin);
  }
  return compareFractions(bound.atMost, expected) > 0 ? bound.atMost : expected;
}

function measured(source: OutputSource, output: OutputMeasure): Quantity {
  if (source.from === 'outputSeconds') {
    return output.durationMilliseconds === undefined
      ? {
          code: 'PRICE_UNKNOWN',
          message: 'The price depends on the length of the output, which could not be measured.',
        }
      : fraction(BigInt(output.durationMilliseconds), MILLISECONDS_PER_SECOND);
  }
  return output.width === undefined || output.height === undefined
    ? { code: 'PRICE_UNKNOWN', message: 'The price depends on the size of the output, which could not be measured.' }
    : divideFractions(fraction(BigInt(output.width) * BigInt(output.height)), source.per);
}

function sumOver(outputs: readonly OutputMeasure[], measure: (output: OutputMeasure) => Quantity): Quantity {
  let total = NOTHING;
  for (const output of outputs) {
    const quantity = measure(output);
    if (isRefusal(quantity)) {
      return quantity;
    }
    total = addFractions(total, quantity);
  }
  return total;
}

function fromOutputs(source: OutputSource, request: PricedRequest, counted: Counted): Quantity {
  if (counted.stage === 'delivered') {
    return sumOver(counted.outputs, (output) => measured(source, output));
  }
  const expected = fromRequest(source.expected, request, 1n);
  if (isRefusal(expected)) {
    return expected;
  }
  const each = counted.stage === 'bound' ? boundOf(expected, source) : expected;
  return multiplyFractions(each, fraction(BigInt(counted.count)));
}

function countOf(counted: Counted): number {
  return counted.stage === 'delivered' ? counted.outputs.length : counted.count;
}

function fromProduct(source: ProductSource, request: PricedRequest, counted: Counted): Quantity {
  let product = ONE;
  for (const factor of source.factors) {
    const quantity = quantityFrom(factor, request, counted);
    if (isRefusal(quantity)) {
      return quantity;
    }
    product = multiplyFractions(product, quantity);
  }
  return divideFractions(product, source.dividedBy);
}

function quantityFrom(source: MeterSource, request: PricedRequest, counted: Counted): Quantity {
  if (source.from === 'product') {
    return fromProduct(source, request, counted);
  }
  return source.from === 'outputSeconds' || source.from === 'outputPixels'
    ? fromOutputs(source, request, counted)
    : fromRequest(source, request, BigInt(countOf(counted)));
}

/**
 * The quantities of all meters, of one output or of a whole call. A formula meter has no quantity of a whole call of several
 * outputs (a sum of products is not a product of sums): there it stays unknown.
 */
export function quantify(
  meters: MeterDefinitions,
  request: PricedRequest,
  counted: Counted,
): Quantities | PricingRefusal {
  const quantities: Partial<Record<Meter, Fraction>> = {};
  for (const [meter, definition] of Object.entries(meters) as [Meter, MeterDefinition][]) {
    if (definition.source.from !== 'product' || countOf(counted) === 1) {
      const quantity = quantityFrom(definition.source, request, counted);
      if (isRefusal(quantity)) {
        return quantity;
      }
      quantities[meter] = quantity;
    }
  }
  return quantities;
}
