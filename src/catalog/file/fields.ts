// Fields that several blocks of a storefront file share. Amounts are decimal strings there: a JSON number is a float.

import { z } from 'zod';
import { type Fraction, type MicroCredits, ONE, parseCredits, parseDecimal } from '../../money/index.ts';
import { METER_WORDS, type Meter } from '../../pricing/index.ts';

/** No real price comes near it; a misplaced decimal point does. */
const HIGHEST_PRICE = 1_000_000_000_000n;
const METERS = Object.keys(METER_WORDS) as [Meter, ...Meter[]];

function decimalText(what: string): z.ZodString {
  return z.string({ error: `${what} has to be a decimal string such as "0.052", never a JSON number` });
}

function creditsField(what: string, accepts: { least: bigint; most: bigint; inWords: string }) {
  return decimalText(what).transform((text, context): MicroCredits => {
    const amount = parseCredits(text);
    if (amount !== undefined && amount >= accepts.least && amount <= accepts.most) {
      return amount;
    }
    context.addIssue({
      code: 'custom',
      message: `${what} has to be ${accepts.inWords} with at most 6 fraction digits, not "${text}"`,
    });
    return z.NEVER;
  });
}

function decimalField(what: string, accepts: { least: bigint; inWords: string }) {
  return decimalText(what).transform((text, context): Fraction => {
    const value = parseDecimal(text);
    if (value !== undefined && value.numerator >= accepts.least) {
      return value;
    }
    context.addIssue({ code: 'custom', message: `${what} has to be ${accepts.inWords}, not "${text}"` });
    return z.NEVER;
  });
}

/** "0" is free of charge; a price that is not known is left out, never written as zero. */
export const price = creditsField('a price', { least: 0n, most: HIGHEST_PRICE, inWords: '0 to 1000000' });

export const priceAboveZero = creditsField('a price', {
  least: 1n,
  most: HIGHEST_PRICE,
  inWords: 'above 0, at most 1000000,',
});

export const credits = creditsField('an amount of credits', {
  least: 0n,
  most: 10n ** 18n,
  inWords: '0 to 1000000000000',
});

export const positiveDecimal = decimalField('a quantity', { least: 1n, inWords: 'a decimal above 0' });

export const decimal = decimalField('a quantity', { least: 0n, inWords: 'a decimal that is not negative' });

/** The number of units a price is for; 1 unless given. */
export const per = positiveDecimal.default(ONE);

export const meter = z.enum(METERS, { error: `a meter is one of ${METERS.join(', ')}` });

export const parameterName = z.string().regex(/^[a-z][a-z0-9_]*$/, 'a parameter is named in snake_case');

export const parameterValue = z.union([z.string(), z.number(), z.boolean()]);
