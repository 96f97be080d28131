// Credits as whole micro-credits (1e-6 credit) in memory, as decimal strings at the edge.

declare const microCreditsBrand: unique symbol;

/** A whole number of micro-credits, from -MAX to MAX: what a PostgreSQL bigint column can hold. */
export type MicroCredits = bigint & { readonly [microCreditsBrand]: 'MicroCredits' };

const MICRO_CREDITS_PER_CREDIT = 1_000_000n;
const FRACTION_DIGITS = 6;
const LARGEST = 2n ** 63n - 1n;
const SMALLEST = -LARGEST;
const CREDITS_PATTERN = /^(-?)(\d{1,30})(?:\.(\d{1,6}))?$/;

/** Marks a bigint as micro-credits. Throws a RangeError outside -MAX to MAX, where a bigint column would overflow. */
export function microCredits(value: bigint): MicroCredits {
  if (value > LARGEST || value < SMALLEST) {
    throw new RangeError(`${String(value)} micro-credits do not fit into 64 bits`);
  }
  return value as MicroCredits;
}

export const ZERO: MicroCredits = microCredits(0n);
export const MAX: MicroCredits = microCredits(LARGEST);

/**
 * Reads a decimal string of credits, for example "0.052", "1.50" or "-3". Undefined when it is not a plain decimal, has
 * more than 6 fraction digits, or is out of range.
 */
export function parseCredits(text: string): MicroCredits | undefined {
  const match = CREDITS_PATTERN.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, sign = '', whole = '', fraction = ''] = match;
  const magnitude = BigInt(whole) * MICRO_CREDITS_PER_CREDIT + BigInt(fraction.padEnd(FRACTION_DIGITS, '0'));
  return magnitude > LARGEST ? undefined : microCredits(sign === '-' ? -magnitude : magnitude);
}

/** Writes credits as a canonical decimal string: no trailing zeros, no plus sign, "0" for zero ("0.052", "12.48", "-3"). */
export function formatCredits(value: MicroCredits): string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? formatSafe(number) : formatLarge(value);
}

const PER_CREDIT = Number(MICRO_CREDITS_PER_CREDIT);
const ZERO_DIGIT = 48;

/** Below 2^53 numbers are as exact, and several times as fast. The rest is taken first: a quotient would be rounded. */
function formatSafe(value: number): string {
  const magnitude = Math.abs(value);
  const remainder = magnitude % PER_CREDIT;
  const whole = (value < 0 ? '-' : '') + String((magnitude - remainder) / PER_CREDIT);
  if (remainder === 0) return whole;
  const digits = String(PER_CREDIT + remainder);
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === ZERO_DIGIT) end -= 1;
  return `${whole}.${digits.slice(1, end)}`;
}

function formatLarge(value: MicroCredits): string {
  const magnitude = value < 0n ? -value : value;
  const sign = value < 0n ? '-' : '';
  const whole = String(magnitude / MICRO_CREDITS_PER_CREDIT);
  const remainder = magnitude % MICRO_CREDITS_PER_CREDIT;
  if (remainder === 0n) {
    return sign + whole;
  }
  return `${sign}${whole}.${String(remainder).padStart(FRACTION_DIGITS, '0').replace(/0+$/, '')}`;
}

export function add(left: MicroCredits, right: MicroCredits): MicroCredits {
  return microCredits(left + right);
}

export function subtract(left: MicroCredits, right: MicroCredits): MicroCredits {
  return microCredits(left - right);
}

export function negate(value: MicroCredits): MicroCredits {
  return microCredits(-value);
}

export function min(left: MicroCredits, right: MicroCredits): MicroCredits {
  return left < right ? left : right;
}

export function max(left: MicroCredits, right: MicroCredits): MicroCredits {
  return left > right ? left : right;
}

export function sum(values: Iterable<MicroCredits>): MicroCredits {
  let total = 0n;
  for (const value of values) {
    total += value;
  }
  return microCredits(total);
}
