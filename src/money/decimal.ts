// Fractions to and from plain decimal strings.

import { type Fraction, fraction } from './fraction.ts';
import { halfEven } from './rounding.ts';

const DECIMAL_PATTERN = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?$/;

/** Reads a plain decimal string ("0.5", "-3", "1000"); undefined for anything else, an exponent included. */
export function parseDecimal(text: string): Fraction | undefined {
  const match = DECIMAL_PATTERN.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, sign = '', whole = '', decimals = ''] = match;
  const significant = decimals.replace(/0+$/, '');
  const magnitude = BigInt(whole + significant);
  return fraction(sign === '-' ? -magnitude : magnitude, 10n ** BigInt(significant.length));
}

/** Writes a fraction as a decimal string without trailing zeros; beyond `maxDigits` fraction digits it is rounded half to even. */
export function formatDecimal(value: Fraction, maxDigits: number): string {
  const scaled = halfEven({ ...value, numerator: value.numerator * 10n ** BigInt(maxDigits) });
  const sign = scaled < 0n ? '-' : '';
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(maxDigits + 1, '0');
  const whole = digits.slice(0, digits.length - maxDigits);
  const decimals = digits.slice(digits.length - maxDigits).replace(/0+$/, '');
  return decimals === '' ? sign + whole : `${sign}${whole}.${decimals}`;
}
