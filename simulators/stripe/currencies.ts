// What Stripe takes of each currency. The simulator's own table, so that a mistake in the table of a program that is tried with it
// shows.
//
// Source: https://docs.stripe.com/currencies as published in September 2026 ("Supported presentment currencies",
// "Zero-decimal currencies", "Special cases", "Minimum and maximum charge amounts"), and the same page of June 2022 for
// three-decimal currencies. The codes are those of all countries together: which of them an account may charge, Stripe
// decides.

/** How much of a currency can be charged. All amounts are in the minor units that Stripe counts in. */
export interface CurrencyRules {
  readonly code: string;
  /** A unit is 10 to the power of this many minor units. */
  readonly exponent: number;
  /** Decimals that people write: none for ISK, of which Stripe counts hundredths that are always 00. */
  readonly decimals: number;
  /** A charge is a multiple of it. */
  readonly step: bigint;
  readonly least: bigint;
  readonly most: bigint;
}

const CODES = [
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CLP CNY COP CRC',
  'CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES',
  'KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR',
  'NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD STD SZL THB TJS TND TOP TRY',
  'TTD TWD TZS UAH UGX USD UYU UZS VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW',
].flatMap((line) => line.split(' '));

const NO_DECIMALS = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
/** Without decimals, and yet two of them are sent, as 00. HUF and TWD are so for payouts only. */
const TWO_EMPTY_DECIMALS = new Set(['ISK', 'UGX']);
/** Three decimals, of which the last one is sent as 0. */
const THREE_DECIMALS = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** Minor units. Elsewhere the minimum is that of the currency of the bank account, after conversion: Stripe's to judge. */
const LEAST: ReadonlyMap<string, bigint> = new Map([
  ['USD', 50n],
  ['AED', 200n],
  ['ARS', 50n],
  ['AUD', 50n],
  ['BRL', 50n],
  ['CAD', 50n],
  ['CHF', 50n],
  ['COP', 50n],
  ['CZK', 1500n],
  ['DKK', 250n],
  ['EUR', 50n],
  ['GBP', 30n],
  ['HKD', 400n],
  ['HUF', 17_500n],
  ['IDR', 50n],
  ['ILS', 50n],
  ['INR', 50n],
  ['JPY', 50n],
  ['KRW', 50n],
  ['MXN', 1000n],
  ['MYR', 200n],
  ['NOK', 300n],
  ['NZD', 50n],
  ['PHP', 50n],
  ['PLN', 200n],
  ['RON', 200n],
  ['RUB', 50n],
  ['SEK', 300n],
  ['SGD', 50n],
  ['THB', 1000n],
  ['ZAR', 50n],
]);

/** Minor units that every payment method takes; cards alone may take more. */
const MOST: ReadonlyMap<string, bigint> = new Map([
  ['IDR', 999_999_999_999n],
  ['COP', 9_999_999_999n],
  ['INR', 999_999_999n],
]);
const MOST_ELSEWHERE = 99_999_999n;

type Shape = Pick<CurrencyRules, 'exponent' | 'decimals' | 'step'>;

function shapeOf(code: string): Shape {
  if (NO_DECIMALS.has(code)) return { exponent: 0, decimals: 0, step: 1n };
  if (TWO_EMPTY_DECIMALS.has(code)) return { exponent: 2, decimals: 0, step: 100n };
  if (THREE_DECIMALS.has(code)) return { exponent: 3, decimals: 3, step: 10n };
  return { exponent: 2, decimals: 2, step: 1n };
}

function rulesOf(code: string): CurrencyRules {
  const shape = shapeOf(code);
  const most = MOST.get(code) ?? MOST_ELSEWHERE;
  return { code, ...shape, least: LEAST.get(code) ?? shape.step, most: most - (most % shape.step) };
}

const CURRENCIES: ReadonlyMap<string, CurrencyRules> = new Map(CODES.map((code) => [code, rulesOf(code)]));

/** In the order of the alphabet, in capitals. */
export const CURRENCY_CODES: readonly string[] = [...CURRENCIES.keys()];

/** Undefined for a code, in capitals, that Stripe takes no payments in. */
export function findCurrency(code: string): CurrencyRules | undefined {
  return CURRENCIES.get(code);
}

/** @throws RangeError for a code that Stripe takes no payments in */
export function currencyRules(code: string): CurrencyRules {
  const rules = CURRENCIES.get(code);
  if (rules === undefined) throw new RangeError(`"${code}" is no currency that Stripe takes payments in`);
  return rules;
}

/** With the decimals that people write: `12.50`, `1200`. */
export function formatMoney({
  minorUnits,
  currency,
}: {
  readonly minorUnits: bigint;
  readonly currency: string;
}): string {
  const { exponent, decimals } = currencyRules(currency);
  const digits = (minorUnits < 0n ? -minorUnits : minorUnits).toString().padStart(exponent + 1, '0');
  const sign = minorUnits < 0n ? '-' : '';
  const units = digits.slice(0, digits.length - exponent);
  return decimals === 0 ? `${sign}${units}` : `${sign}${units}.${digits.slice(-exponent)}`;
}
