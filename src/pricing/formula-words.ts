// A formula meter worked out in words: "921,600 pixels x 24 frames per second x 5 seconds / 1,024".

import { type Fraction, multiplyFractions, ONE } from '../money/index.ts';
import type { Meter, MeterReference, Noun, OutputSource, ProductSource, RequestSource } from './meter.ts';
import { type Counting, quantityFrom } from './quantities.ts';
import { isRefusal } from './refusal.ts';
import { countInWords, quantityInWords, timesInWords } from './wording.ts';

type Factor = ProductSource['factors'][number];

/** All models use the same parameter names, so that their units can be said here once. */
const PARAMETER_UNITS: Readonly<Record<string, Noun>> = {
  duration: { one: 'second', many: 'seconds' },
  input_duration: { one: 'second of input', many: 'seconds of input' },
  fps: { one: 'frame per second', many: 'frames per second' },
  width: { one: 'pixel wide', many: 'pixels wide' },
  height: { one: 'pixel high', many: 'pixels high' },
};

function spaced(name: string): string {
  return name.replaceAll('_', ' ');
}

function unitOf(source: RequestSource | OutputSource, isOne: boolean): string {
  switch (source.from) {
    case 'count':
      return isOne ? 'output' : 'outputs';
    case 'constant':
      return '';
    case 'parameter':
      return PARAMETER_UNITS[source.name]?.[isOne ? 'one' : 'many'] ?? spaced(source.name);
    case 'items':
      return spaced(source.name);
    case 'promptCharacters':
      return isOne ? 'character' : 'characters';
    case 'parameterCharacters':
      return `${isOne ? 'character' : 'characters'} of ${spaced(source.name)}`;
    case 'requestedPixels':
    case 'outputPixels':
      return 'pixels';
    case 'outputSeconds':
      return isOne ? 'second' : 'seconds';
    default:
      return source satisfies never;
  }
}

/** Pixels are shown whole; what they are divided by goes to the end of the formula. */
function divisorOf(factor: Factor): Fraction {
  return 'per' in factor && factor.per !== undefined ? factor.per : ONE;
}

function factorInWords(factor: Exclude<Factor, MeterReference>, quantity: Fraction): string {
  const shown = multiplyFractions(quantity, divisorOf(factor));
  return `${quantityInWords(shown)} ${unitOf(factor, shown.numerator === shown.denominator)}`.trimEnd();
}

function productInWords(source: ProductSource, counting: Counting): string {
  const factors = source.factors.map((factor) => {
    const quantity = quantityFrom(factor, counting);
    if (isRefusal(quantity)) {
      return '?';
    }
    return factor.from === 'meter' ? countInWords(quantity, factor.meter) : factorInWords(factor, quantity);
  });
  const divisor = source.factors.map(divisorOf).reduce(multiplyFractions, source.dividedBy);
  const product = factors.join(' x ');
  return divisor.numerator === divisor.denominator ? product : `${product} / ${quantityInWords(divisor)}`;
}

/** How the quantity of a formula meter came about; undefined for meters that are counted directly. */
export function formulaInWords(
  meter: Meter,
  { counting, copies }: { readonly counting: Counting | undefined; readonly copies: bigint },
): string | undefined {
  const source = counting?.meters[meter]?.source;
  return counting === undefined || source?.from !== 'product'
    ? undefined
    : timesInWords(copies) + productInWords(source, counting);
}
