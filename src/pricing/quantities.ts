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
  MeterDefinitions,
  MeterReference,
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

/** What a meter's quantity is made from. */
export interface Counting {
  readonly meters: MeterDefinitions;
  readonly request: PricedRequest;
  readonly counted: Counted;
}

/** A meter beside its source: what is listed once per model, not once per request. */
export interface NamedMeter {
  readonly meter: Meter;
  readonly source: MeterSource;
}

type Quantity = Fraction | PricingRefusal;

const MILLISECONDS_PER_SECOND = 1000n;

function invalid(path: readonly string[], message: string): PricingRefusal {
  return { code: 'INVALID_PARAMETER', message, path };
}

function whole(count: number): Fraction {
  return count === 1 ? ONE : { numerator: BigInt(count), denominator: 1n };
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** Unicode code points: what people count as characters of a text, up to combining marks. */
function countCodePoints(text: string): Fraction {
  let count = text.length;
  for (let index = 1; index < text.length; index += 1) {
    count -= isLowSurrogate(text.charCodeAt(index)) && isHighSurrogate(text.charCodeAt(index - 1)) ? 1 : 0;
  }
  return whole(count);
}

function fromNumber(value: number): Fraction | undefined {
  return Number.isSafeInteger(value) ? whole(value) : parseDecimal(String(value));
}

function numberParameter(parameters: Parameters, name: string): Quantity {
  const value = parameters[name];
  const quantity = typeof value === 'number' ? fromNumber(value) : undefined;
  if (quantity === undefined || quantity.numerator < 0n) {
    return invalid(['parameters', name], `The price depends on ${name}: give a plain number that is not negative.`);
  }
  return quantity;
}

function promptCharacters(prompt: string | undefined, per: Fraction | undefined): Quantity {
  if (prompt === undefined) {
    return invalid(['prompt'], 'The price depends on the number of characters of the prompt: give the prompt.');
  }
  const characters = countCodePoints(prompt);
  return per === undefined ? characters : divideFractions(characters, per);
}

function sizeOfRequest(parameters: Parameters, per: Fraction): Quantity {
  const pixels = requestedPixels(parameters);
  return pixels === undefined
    ? invalid(['parameters', 'size'], 'The price depends on the size: give one, for example 1024x1024.')
    : divideFractions(fraction(pixels), per);
}

function fromRequest(source: RequestSource, { parameters, prompt }: PricedRequest, count: number): Quantity {
  switch (source.from) {
    case 'count':
      return whole(count);
    case 'constant':
      return source.value;
    case 'parameter':
      return numberParameter(parameters, source.name);
    case 'items': {
      const list = parameters[source.name];
      return Array.isArray(list) ? whole(list.length) : NOTHING;
    }
    case 'promptCharacters':
      return promptCharacters(prompt, source.per);
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
  const expected = fromRequest(source.expected, request, 1);
  if (isRefusal(expected)) {
    return expected;
  }
  const each = counted.stage === 'bound' ? boundOf(expected, source) : expected;
  return counted.count === 1 ? each : multiplyFractions(each, whole(counted.count));
}

function countOf(counted: Counted): number {
  return counted.stage === 'delivered' ? counted.outputs.length : counted.count;
}

function fromProduct(source: ProductSource, counting: Counting): Quantity {
  let product = ONE;
  for (const factor of source.factors) {
    const quantity = quantityFrom(factor, counting);
    if (isRefusal(quantity)) {
      return quantity;
    }
    product = multiplyFractions(product, quantity);
  }
  return divideFractions(product, source.dividedBy);
}

function fromMeter({ meter }: MeterReference, counting: Counting): Quantity {
  const definition = counting.meters[meter];
  return definition === undefined
    ? { code: 'PRICE_UNKNOWN', message: `The price depends on ${meter}, which the model does not count.` }
    : quantityFrom(definition.source, counting);
}

/** The quantity of one source: of a meter, or of a factor in a formula. */
export function quantityFrom(source: MeterSource | MeterReference, counting: Counting): Quantity {
  switch (source.from) {
    case 'product':
      return fromProduct(source, counting);
    case 'meter':
      return fromMeter(source, counting);
    case 'outputSeconds':
    case 'outputPixels':
      return fromOutputs(source, counting.request, counting.counted);
    default:
      return fromRequest(source, counting.request, countOf(counting.counted));
  }
}

/**
 * The quantities of all meters, of one output or of a whole call. A formula meter has no quantity of a whole call of several
 * outputs (a sum of products is not a product of sums): there it stays unknown.
 */
export function quantify(meters: readonly NamedMeter[], counting: Counting): Quantities | PricingRefusal {
  const quantities: Partial<Record<Meter, Fraction>> = {};
  for (const { meter, source } of meters) {
    if (source.from !== 'product' || countOf(counting.counted) === 1) {
      const quantity = quantityFrom(source, counting);
      if (isRefusal(quantity)) {
        return quantity;
      }
      quantities[meter] = quantity;
    }
  }
  return quantities;
}
