// What Stripe charges of a currency and what it refuses, in its codes (https://docs.stripe.com/error-codes#amount-too-small);
// the wording for amounts with a last digit that is never charged is the simulator's own.

import { type ApiRefusal, refuse } from './api-answer.ts';
import { CURRENCY_CODES, type CurrencyRules, currencyRules, findCurrency, formatMoney } from './currencies.ts';

/** Of all currencies: what the form of a parameter allows. */
export const LARGEST_AMOUNT = Number(
  CURRENCY_CODES.reduce((most, code) => {
    const rules = currencyRules(code);
    return rules.most > most ? rules.most : most;
  }, 0n),
);

export const isCurrency = (text: string): boolean => findCurrency(text.toUpperCase()) !== undefined;

export const UNKNOWN_CURRENCY = `Stripe currently supports these currencies: ${CURRENCY_CODES.join(', ').toLowerCase()}`;

export const rulesOf = (currency: string): CurrencyRules => currencyRules(currency.toUpperCase());

export const leastCharge = (currency: string): number => Number(rulesOf(currency).least);

const inWords = (minorUnits: bigint, { code }: CurrencyRules): string =>
  `${formatMoney({ minorUnits, currency: code })} ${code.toLowerCase()}`;

interface Place {
  readonly currency: string;
  /** The parameter that gave the amount. */
  readonly param: string;
}

/** A price, a line or a refund: too much, or with a digit that is not charged. @throws ApiRefusal */
export function refuseShape(amount: number, { currency, param }: Place): void {
  const rules = rulesOf(currency);
  const units = BigInt(amount);
  if (units % rules.step !== 0n) {
    const message = `Invalid integer: ${amount}. In ${currency}, amounts have to be evenly divisible by ${rules.step}.`;
    throw refuse(message, { param });
  }
  if (units <= rules.most && units >= -rules.most) return;
  throw tooLarge(rules, param);
}

/** @throws ApiRefusal */
export function refuseCharge(amount: number, place: Place): void {
  refuseShape(amount, place);
  const rules = rulesOf(place.currency);
  if (BigInt(amount) >= rules.least) return;
  const message = `Amount must be at least ${inWords(rules.least, rules)}`;
  throw refuse(message, { param: place.param, code: 'amount_too_small' });
}

/** The sum of a checkout is not a parameter of its own. @throws ApiRefusal */
export function refuseTotal(
  total: number,
  { currency, mode }: { readonly currency: string; readonly mode: string },
): void {
  const rules = rulesOf(currency);
  if (BigInt(total) > rules.most) throw tooLarge(rules, 'line_items');
  if (mode !== 'payment' || BigInt(total) >= rules.least) return;
  const message = `The Checkout Session's total amount must convert to at least ${inWords(rules.least, rules)}.`;
  throw refuse(message, { param: 'line_items', code: 'amount_too_small' });
}

function tooLarge(rules: CurrencyRules, param: string): ApiRefusal {
  const message = `Amount must be no more than ${inWords(rules.most, rules)}`;
  return refuse(message, { param, code: 'amount_too_large' });
}
