// Money of the outside world (prices of packs and plans), in whole minor units of a currency. Never mixed with credits.

/** `minorUnits` are cents for USD and EUR, yen for JPY; `currency` is an ISO 4217 code in capitals. */
export interface Money {
  readonly minorUnits: bigint;
  readonly currency: string;
}

const CURRENCY_PATTERN = /^[A-Z]{3}$/;
const AMOUNT_PATTERN = /^(-?)(\d{1,15})(?:\.(\d{1,3}))?$/;
const DEFAULT_MINOR_DIGITS = 2;
/** ISO 4217: currencies in use whose minor unit is not a hundredth. */
const MINOR_DIGITS: ReadonlyMap<string, number> = new Map([
  ['BHD', 3],
  ['CLP', 0],
  ['ISK', 0],
  ['JOD', 3],
  ['JPY', 0],
  ['KRW', 0],
  ['KWD', 3],
  ['OMR', 3],
  ['TND', 3],
  ['VND', 0],
]);

function minorDigits(currency: string): number {
  return MINOR_DIGITS.get(currency) ?? DEFAULT_MINOR_DIGITS;
}

/** Reads "37.50" or "37.5" of a currency; undefined when it has more digits than the currency, or is no plain decimal. */
export function parseMoney(amount: string, currency: string): Money | undefined {
  const match = AMOUNT_PATTERN.exec(amount);
  if (match === null || !CURRENCY_PATTERN.test(currency)) {
    return undefined;
  }
  const [, sign = '', whole = '', decimals = ''] = match;
  const digits = minorDigits(currency);
  if (decimals.length > digits) {
    return undefined;
  }
  const magnitude = BigInt(whole + decimals.padEnd(digits, '0'));
  return { minorUnits: sign === '-' ? -magnitude : magnitude, currency };
}

/** The amount with all digits of its currency and without its code: "37.50" for USD, "500" for JPY. */
export function formatMoney({ minorUnits, currency }: Money): string {
  const digits = minorDigits(currency);
  const sign = minorUnits < 0n ? '-' : '';
  const text = String(minorUnits < 0n ? -minorUnits : minorUnits).padStart(digits + 1, '0');
  if (digits === 0) {
    return sign + text;
  }
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
