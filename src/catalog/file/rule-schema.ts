// Price rules as a storefront file writes them.

import { z } from 'zod';
import { compareFractions, type Fraction, NOTHING, ONE } from '../../money/index.ts';
import type { PriceRule } from '../../pricing/index.ts';
import {
  decimal,
  meter,
  parameterName,
  parameterValue,
  per,
  positiveDecimal,
  price,
  priceAboveZero,
} from './fields.ts';

const scope = z.enum(['output', 'call']).default('output');

function climb(tiers: readonly { readonly upTo: Fraction | null }[]): boolean {
  let previous: Fraction | null = NOTHING;
  for (const { upTo } of tiers) {
    if (previous === null || (upTo !== null && compareFractions(upTo, previous) <= 0)) {
      return false;
    }
    previous = upTo;
  }
  return previous === null;
}

const tiers = z
  .array(z.strictObject({ upTo: positiveDecimal.nullable(), price }))
  .min(1)
  .refine(climb, 'the ends of tiers have to climb, and only the last tier has no end ("upTo": null)');

const condition = z.union(
  [
    z.strictObject({ parameter: parameterName, is: z.array(parameterValue).min(1) }),
    z.strictObject({ meter, moreThan: decimal }),
  ],
  { error: 'a condition is { parameter, is: [values] } or { meter, moreThan }' },
);

const when = z.array(condition).default([]);

const flat = z.strictObject({ kind: z.literal('flat'), scope, price });

const perUnit = z.strictObject({ kind: z.literal('perUnit'), scope, meter, price, per });

const perPackage = z.strictObject({ kind: z.literal('package'), scope, meter, size: positiveDecimal, price });

const graduatedTiers = z.strictObject({ kind: z.literal('graduatedTiers'), scope, meter, per, tiers });

const volumeTiers = z.strictObject({ kind: z.literal('volumeTiers'), scope, meter, per, tiers });

const firstPlusFurther = z.strictObject({
  kind: z.literal('firstPlusFurther'),
  scope,
  meter,
  first: z.strictObject({ upTo: positiveDecimal.default(ONE), price }),
  further: z.strictObject({ price, per, counting: z.enum(['exact', 'started']) }),
});

const matrix = z.strictObject({
  kind: z.literal('matrix'),
  scope,
  meter,
  per,
  rows: z.array(z.strictObject({ where: z.record(parameterName, parameterValue), price })).min(1),
});

const styleTable = z.strictObject({
  kind: z.literal('styleTable'),
  scope,
  meter,
  parameter: parameterName,
  prices: z.record(z.string(), price),
});

const surcharge = z.strictObject({
  kind: z.literal('surcharge'),
  scope,
  meter,
  label: z.string().min(1),
  when,
  price,
  per,
  beyond: decimal.default(NOTHING),
});

const multiplier = z.strictObject({
  kind: z.literal('multiplier'),
  label: z.string().min(1),
  when,
  by: positiveDecimal,
});

const minimumCharge = z.strictObject({ kind: z.literal('minimumCharge'), price: priceAboveZero });

const RULES = [
  flat,
  perUnit,
  perPackage,
  graduatedTiers,
  volumeTiers,
  firstPlusFurther,
  matrix,
  styleTable,
  surcharge,
  multiplier,
  minimumCharge,
] as const;

const KINDS = RULES.map((rule) => rule.shape.kind.value).join(', ');

export const priceRule: z.ZodType<PriceRule> = z.discriminatedUnion('kind', RULES, {
  error: `a rule is an object whose kind is one of ${KINDS}`,
});
