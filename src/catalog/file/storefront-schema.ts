// A whole storefront file.

import { z } from 'zod';
import { CURRENCY_CODES, findCurrency, type Money, parseMoney, refuseCharge } from '../../money/index.ts';
import { credits } from './fields.ts';
import { fileModel } from './model-schema.ts';

const identifier = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'an id is lower-case letters, digits and hyphens');

const UNKNOWN_CURRENCY = `is not a currency that Stripe takes; it takes ${CURRENCY_CODES.join(', ')}`;

const currency = z.string().refine((code) => findCurrency(code) !== undefined, UNKNOWN_CURRENCY);

/** Zero or what Stripe charges: a price that it would refuse is found here, and not by the first who buys. */
const priceOrNothing = z
  .strictObject({ amount: z.string({ error: 'an amount is a decimal string such as "37.50"' }), currency })
  .transform(({ amount, currency }, context) => {
    const parsed = parseMoney(amount, currency);
    const problem = parsed === undefined || parsed.minorUnits < 0n ? notMoney(currency) : refusePrice(parsed);
    if (parsed !== undefined && problem === undefined) return parsed;
    context.addIssue({ code: 'custom', message: `"${amount}" ${currency} ${problem ?? ''}` });
    return z.NEVER;
  });

function notMoney(code: string): string {
  return `is not an amount of money: a decimal with at most ${findCurrency(code)?.decimals ?? 0} decimals is`;
}

const refusePrice = (price: Money): string | undefined => (price.minorUnits === 0n ? undefined : refuseCharge(price));

const priceToPay = priceOrNothing.refine(
  ({ minorUnits }) => minorUnits > 0n,
  'a pack has a price: Stripe charges no zero',
);

const pack = z.strictObject({
  id: identifier,
  name: z.string().min(1),
  credits,
  validity: z.enum(['DAYS_30', 'DAYS_90', 'LIFETIME']),
  price: priceToPay,
  requiresPlan: z.boolean().default(false),
});

const plan = z.strictObject({
  id: identifier,
  name: z.string().min(1),
  price: priceOrNothing,
  monthlyCredits: credits,
  yearly: z.strictObject({ price: priceOrNothing, credits }).optional(),
  auditWindowDays: z.int().min(1).max(3650),
  concurrencyLimit: z.int().min(1),
  requestsPerMinute: z.int().min(1),
  welcomeCredits: credits.optional(),
});

/** An array whose items differ in one field. The message names the field and the value that comes twice. */
function distinct<Item extends z.ZodType>(item: Item, field: string) {
  return z.array(item).superRefine((items, context) => {
    const seen = new Set<unknown>();
    for (const [index, entry] of items.entries()) {
      const value = (entry as Readonly<Record<string, unknown>>)[field];
      if (seen.has(value)) {
        context.addIssue({ code: 'custom', path: [index, field], message: `"${String(value)}" is there twice` });
      }
      seen.add(value);
    }
  });
}

const BILLIONTHS_DIGITS = 9;

/** Without one, no account can be postpaid. */
const creditPrice = z
  .strictObject({
    amount: z.string().regex(/^(?=.*[1-9])\d{1,6}(\.\d{1,9})?$/, 'is not a price above zero with at most 9 decimals'),
    currency,
  })
  .transform(({ amount, currency }) => {
    const [whole = '', decimals = ''] = amount.split('.');
    return { billionths: BigInt(whole + decimals.padEnd(BILLIONTHS_DIGITS, '0')), currency };
  });

export const storefrontFile = z.strictObject({
  name: identifier,
  asOf: z.iso.date(),
  notes: z.array(z.string()).default([]),
  creditUnit: z.strictObject({
    one: z.string().min(1),
    many: z.string().min(1),
    meaning: z.string().min(1),
    price: creditPrice.optional(),
  }),
  packs: distinct(pack, 'id'),
  plans: distinct(plan, 'id'),
  models: distinct(fileModel, 'identifier'),
});
