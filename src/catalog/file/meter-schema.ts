// Where a meter's quantity comes from, as a storefront file writes it.

import { z } from 'zod';
import { type Fraction, ONE } from '../../money/index.ts';
import type { Bound, MeterDefinition } from '../../pricing/index.ts';
import { decimal, meter, parameterName, positiveDecimal } from './fields.ts';

const REQUEST_SOURCES = [
  z.strictObject({ from: z.literal('count') }),
  z.strictObject({ from: z.literal('constant'), value: positiveDecimal }),
  z.strictObject({ from: z.literal('parameter'), name: parameterName }),
  z.strictObject({ from: z.literal('items'), name: parameterName }),
  z.strictObject({ from: z.literal('promptCharacters'), per: positiveDecimal.optional() }),
  z.strictObject({ from: z.literal('parameterCharacters'), name: parameterName }),
  z.strictObject({ from: z.literal('requestedPixels'), per: positiveDecimal }),
] as const;

const requestSource = z.discriminatedUnion('from', REQUEST_SOURCES, {
  error: `an expected quantity comes from one of ${REQUEST_SOURCES.map((source) => source.shape.from.value).join(', ')}`,
});

const boundFields = { margin: decimal.optional(), atMost: positiveDecimal.optional() };

function toBound(fields: { margin?: Fraction | undefined; atMost?: Fraction | undefined }): Bound | undefined {
  if (fields.margin !== undefined) {
    return fields.atMost === undefined ? { margin: fields.margin } : undefined;
  }
  return fields.atMost === undefined ? undefined : { atMost: fields.atMost };
}

const BOUND_NEEDED = 'a measured quantity needs a bound for maxCost: either margin or atMost';

const outputSeconds = z
  .strictObject({ from: z.literal('outputSeconds'), expected: requestSource, ...boundFields })
  .transform(({ from, expected, ...fields }, context) => {
    const bound = toBound(fields);
    if (bound === undefined) {
      context.addIssue({ code: 'custom', message: BOUND_NEEDED });
      return z.NEVER;
    }
    return { from, expected, bound };
  });

const outputPixels = z
  .strictObject({
    from: z.literal('outputPixels'),
    per: positiveDecimal,
    expected: requestSource.optional(),
    ...boundFields,
  })
  .transform(({ from, per, expected, ...fields }, context) => {
    const bound = toBound(fields);
    if (bound === undefined) {
      context.addIssue({ code: 'custom', message: BOUND_NEEDED });
      return z.NEVER;
    }
    return { from, per, expected: expected ?? { from: 'requestedPixels' as const, per }, bound };
  });

const MEASURED_SOURCES = [outputSeconds, outputPixels] as const;

const SOURCE_ERROR =
  'a quantity comes from one of count, constant, parameter, items, promptCharacters, parameterCharacters, ' +
  'requestedPixels, outputSeconds, outputPixels; a meter also from product, and a factor of a product also from meter';

/** A formula that builds on another meter: tokens from the seconds that the same model counts. */
const meterReference = z.strictObject({ from: z.literal('meter'), meter });

const product = z.strictObject({
  from: z.literal('product'),
  factors: z
    .array(
      z.discriminatedUnion('from', [...REQUEST_SOURCES, ...MEASURED_SOURCES, meterReference], { error: SOURCE_ERROR }),
    )
    .min(1),
  dividedBy: positiveDecimal.default(ONE),
});

/** `of` says what it is a quantity of: "video" for seconds of video. */
const meterDefinition: z.ZodType<MeterDefinition> = z.strictObject({
  source: z.discriminatedUnion('from', [...REQUEST_SOURCES, ...MEASURED_SOURCES, product], { error: SOURCE_ERROR }),
  of: z.string().min(1).optional(),
});

export const meterDefinitions = z.partialRecord(meter, meterDefinition);
