// Amounts, quantities and choices in words a customer understands.

import {
  compareFractions,
  type Fraction,
  formatCredits,
  formatDecimal,
  type MicroCredits,
  ONE,
} from '../money/index.ts';
import { METER_WORDS, type Meter, type Noun } from './meter.ts';
import type { ParameterValue, Rate } from './price-rule.ts';

/** Enough for a customer to work out the amount again: a megapixel has six. */
const QUANTITY_DIGITS = 6;
const ONE_CREDIT = 1_000_000n;
/** Seconds are priced by the minute or the hour in most price lists; both read better than "per 60 seconds". */
const LONGER_TIMES: Readonly<Record<string, string>> = { '60': 'minute', '3600': 'hour' };
/** Parameters whose values speak for themselves: "720p" needs no "720p resolution". */
const SELF_EXPLAINING: ReadonlySet<string> = new Set(['size', 'resolution', 'aspect_ratio']);

function groupThousands(decimal: string): string {
  const [whole = '', fractionDigits] = decimal.split('.');
  const grouped = whole.length > 3 ? whole.replace(/\B(?=(?:\d{3})+$)/g, ',') : whole;
  return fractionDigits === undefined ? grouped : `${grouped}.${fractionDigits}`;
}

export function quantityInWords(quantity: Fraction): string {
  return groupThousands(formatDecimal(quantity, QUANTITY_DIGITS));
}

/** "0.10", "0.052", "5": canonical, but never with a single fraction digit, which reads like a typing error. */
function priceText(price: MicroCredits): string {
  const canonical = formatCredits(price);
  return groupThousands(/\.\d$/.test(canonical) ? `${canonical}0` : canonical);
}

/** "0.10 credits", "1 credit". */
export function creditsInWords(price: MicroCredits, unit: Noun): string {
  return `${priceText(price)} ${price === ONE_CREDIT ? unit.one : unit.many}`;
}

/** "0.05 to 0.60 credits", or one price when both ends are the same. */
export function creditRangeInWords(prices: readonly MicroCredits[], unit: Noun): string {
  const sorted = prices.toSorted((left, right) => (left < right ? -1 : 1));
  const lowest = sorted.at(0);
  const highest = sorted.at(-1);
  if (lowest === undefined || highest === undefined) {
    throw new RangeError('a range of prices needs at least one price');
  }
  return lowest === highest ? creditsInWords(lowest, unit) : `${priceText(lowest)} to ${creditsInWords(highest, unit)}`;
}

/** "5 seconds", "1 image". */
export function countInWords(quantity: Fraction, meter: Meter): string {
  const words = METER_WORDS[meter];
  return `${quantityInWords(quantity)} ${compareFractions(quantity, ONE) === 0 ? words.one : words.many}`;
}

/** "4 x ", or nothing for one. */
export function timesInWords(copies: bigint): string {
  return copies === 1n ? '' : `${String(copies)} x `;
}

/** What a rate is per: "second", "minute", "1,000 characters". */
export function unitInWords(meter: Meter, per: Fraction): string {
  if (per.numerator === per.denominator) {
    return METER_WORDS[meter].one;
  }
  const isTime = meter === 'seconds' || meter === 'inputSeconds';
  const longer = isTime && per.denominator === 1n ? LONGER_TIMES[String(per.numerator)] : undefined;
  return longer ?? countInWords(per, meter);
}

/** "0.10 credits per second". */
export function rateInWords({ price, per }: Rate, meter: Meter, unit: Noun): string {
  return `${creditsInWords(price, unit)} per ${unitInWords(meter, per)}`;
}

/** One choice of the customer: "with audio", "720p", "hd quality", "duration 6". */
export function choiceInWords(parameter: string, value: ParameterValue): string {
  const name = parameter.replaceAll('_', ' ');
  if (typeof value === 'boolean') {
    return `${value ? 'with' : 'without'} ${name}`;
  }
  if (typeof value === 'number') {
    return `${name} ${String(value)}`;
  }
  return SELF_EXPLAINING.has(parameter) ? value : `${value} ${name}`;
}

export function choicesInWords(choices: Readonly<Record<string, ParameterValue>>): string {
  return Object.entries(choices)
    .map(([parameter, value]) => choiceInWords(parameter, value))
    .join(', ');
}
