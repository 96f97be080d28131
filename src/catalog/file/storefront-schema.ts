// A whole storefront file.

import { z } from 'zod';
import { parseMoney } from '../../money/index.ts';
import { credits } from './fields.ts';
import { fileModel } from './model-schema.ts';

const identifier = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'an id is lower-case letters, digits and hyphens');

const money = z
  .strictObject({ amount: z.string({ error: 'an amount is a decimal string such as "37.50"' }), currency: z.string() })
  .transform(({ amount, currency }, context) => {
    const parsed = parseMoney(amount, currency);
    if (parsed !== undefined && parsed.minorUnits >= 0n) {
      return parsed;
    }
    context.addIssue({ code: 'custom', message: `not an amount of money: "${amount}" "${currency}"` });
    return z.NEVER;
  });

const pack = z.strictObject({
  id: identifier,
  name: z.string().min(1),
  credits,
  validity: z.enum(['DAYS_30', 'DAYS_90', 'LIFETIME']),
  price: money,
  requiresPlan: z.boolean().default(false),
});

const plan = z.strictObject({
  id: identifier,
  name: z.string().min(1),
  price: money,
  monthlyCredits: credits,
  yearly: z.strictObject({ price: money, credits }).optional(),
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
    currency: z.string().refine((code) => parseMoney('1', code) !== undefined, 'is not a currency code such as USD'),
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
