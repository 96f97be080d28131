// Money of the outside world (prices of packs and plans), in whole minor units of a currency. Never mixed with credits.

import { CURRENCY_CODES, findCurrency } from './currencies.ts';

/** `minorUnits` as Stripe counts them: cents for USD, yen for JPY. `currency` is an ISO 4217 code in capitals. */
export interface Money {
  readonly minorUnits: bigint;
  readonly currency: string;
}

const AMOUNT_PATTERN = /^(-?)(\d{1,15})(?:\.(\d{1,3}))?$/;
const DEFAULT_EXPONENT = 2;

/**
 * Reads "37.50" or "37.5" of a currency; undefined when it has more digits than the currency, is no plain decimal, or the
 * currency is none that Stripe takes.
 */
export function parseMoney(amount: string, currency: string): Money | undefined {
  const match = AMOUNT_PATTERN.exec(amount);
  const rules = findCurrency(currency);
  if (match === null || rules === undefined) {
    return undefined;
  }
  const [, sign = '', whole = '', decimals = ''] = match;
  if (decimals.length > rules.decimals) {
    return undefined;
  }
  const magnitude = BigInt(whole + decimals.padEnd(rules.exponent, '0'));
  return { minorUnits: sign === '-' ? -magnitude : magnitude, currency };
}

/**
 * The amount with all digits of its currency and without its code: "37.50" for USD, "500" for JPY. Currencies that are not
 * in the table are written as hundredths: what was once paid in one is still shown.
 */
export function formatMoney({ minorUnits, currency }: Money): string {
  const rules = findCurrency(currency);
  const exponent = rules?.exponent ?? DEFAULT_EXPONENT;
  const sign = minorUnits < 0n ? '-' : '';
  const text = String(minorUnits < 0n ? -minorUnits : minorUnits).padStart(exponent + 1, '0');
  const whole = text.slice(0, text.length - exponent);
  const decimals = text.slice(text.length - exponent);
  const isHidden = exponent === 0 || (rules?.decimals === 0 && /^0+$/.test(decimals));
  return sign + (isHidden ? whole : `${whole}.${decimals}`);
}

/** Why Stripe would refuse to charge it, as a sentence without its subject; undefined when it would not. */
export function refuseCharge(money: Money): string | undefined {
  const { minorUnits, currency } = money;
  const rules = findCurrency(currency);
  if (rules === undefined) return `is in "${currency}", and Stripe takes payments in ${CURRENCY_CODES.join(', ')}`;
  const inWords = (units: bigint): string => `${formatMoney({ minorUnits: units, currency })} ${currency}`;
  if (minorUnits % rules.step !== 0n) {
    return `is not charged by Stripe: it has to be a multiple of ${inWords(rules.step)}`;
  }
  if (minorUnits < rules.least) return `is not charged by Stripe: the least is ${inWords(rules.least)}`;
  if (minorUnits > rules.most) return `is not charged by Stripe: the most is ${inWords(rules.most)}`;
  return undefined;
}

/** What can be charged or given back of some minor units, rounded towards zero. */
export function chargeablePart(minorUnits: bigint, currency: string): bigint {
  return minorUnits - (minorUnits % (findCurrency(currency)?.step ?? 1n));
}
