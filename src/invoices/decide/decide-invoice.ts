// What an invoice comes to. Pure: (lines, price, what was carried) -> total and what is carried on.
//
// Credits are whole micro-credits, and a credit's price has nine decimals of the currency's unit, so their product is a
// whole number of 1e-15 units ("exact money"). It is rounded once, to what can be charged of the currency, half to even;
// what the rounding added or dropped is carried to the next invoice, so nothing is lost over the years.
import {
  add,
  currencyRules,
  formatMoney,
  fraction,
  halfEven,
  type MicroCredits,
  type Money,
  sum,
  ZERO,
} from '../../money/index.ts';

/** What one credit costs on an invoice. */
export interface CreditPrice {
  /** In 1e-9 of the currency's unit: 1 USD is 1,000,000,000n. */
  readonly billionths: bigint;
  readonly currency: string;
}

/** Exact money: 1e-15 of a currency's unit. */
const EXACT_PER_UNIT = 10n ** 15n;

export interface InvoiceFacts {
  /** Of the month's lines: charges above zero, refunds below. */
  readonly credits: readonly MicroCredits[];
  /** Of months that were not billed, or whose invoice was voided. */
  readonly carriedCredits: MicroCredits;
  readonly price: CreditPrice;
  /** Exact money that earlier roundings dropped (above zero) or added (below). */
  readonly carriedMoney: bigint;
  /** Exact money by which credits that were charged at other prices are worth more than at `price`; see `differenceOf`. */
  readonly priceDifference?: bigint;
}

export interface InvoiceDecision {
  /** The sum of the lines. */
  readonly credits: MicroCredits;
  /** What the invoice asks for; zero: nothing is sent. */
  readonly total: Money;
  /** What its payment settles on the credit line: the lines and what was carried. Zero when nothing is sent. */
  readonly settles: MicroCredits;
  /** What the next invoice takes over. */
  readonly carriedCredits: MicroCredits;
  readonly carriedMoney: bigint;
}

export function minorUnitsPerUnit(currency: string): bigint {
  return 10n ** BigInt(currencyRules(currency).exponent);
}

export const exactPerMinorUnit = (currency: string): bigint => EXACT_PER_UNIT / minorUnitsPerUnit(currency);

/** Of credits at a price of their own, beside `price`: exact money. One in another currency is worth what `price` says. */
export function differenceOf(
  parts: readonly { readonly credits: MicroCredits; readonly price: CreditPrice | undefined }[],
  { billionths, currency }: CreditPrice,
): bigint {
  return parts.reduce((total, part) => {
    const own = part.price?.currency === currency ? part.price.billionths : billionths;
    return total + part.credits * (own - billionths);
  }, 0n);
}

export function decideInvoice(facts: InvoiceFacts): InvoiceDecision {
  const { credits, carriedCredits, price, priceDifference = 0n } = facts;
  const carriedMoney = facts.carriedMoney + priceDifference;
  const { currency } = price;
  const billed = sum(credits);
  const due = add(billed, carriedCredits);
  const exact = due * price.billionths + carriedMoney;
  const perMinorUnit = exactPerMinorUnit(currency);
  const { step, least } = currencyRules(currency);
  const minorUnits = halfEven(fraction(exact, perMinorUnit * step)) * step;
  if (due <= 0n || minorUnits < least) {
    return { credits: billed, total: { minorUnits: 0n, currency }, settles: ZERO, carriedCredits: due, carriedMoney };
  }
  return {
    credits: billed,
    total: { minorUnits, currency },
    settles: due,
    carriedCredits: ZERO,
    carriedMoney: exact - minorUnits * perMinorUnit,
  };
}

/** "0.000025 USD". */
export function formatPrice({ billionths, currency }: CreditPrice): string {
  const digits = 9;
  const text = String(billionths).padStart(digits + 1, '0');
  const decimals = text.slice(-digits).replace(/0+$/, '');
  const whole = text.slice(0, -digits);
  return `${decimals === '' ? whole : `${whole}.${decimals}`} ${currency}`;
}

export const formatTotal = (total: Money): string => `${formatMoney(total)} ${total.currency}`;
