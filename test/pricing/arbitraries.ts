// Random prices, requests and quantities for the properties of pricing.
import fc from 'fast-check';
import { type Fraction, fraction, microCredits } from '../../src/money/index.ts';
import type { PricedModel, PriceRule, Scope } from '../../src/pricing/index.ts';
import { CREDIT } from './samples.ts';

const RESOLUTIONS = ['480p', '720p', '1080p'] as const;
const STYLES = ['anime', 'flux-dev'] as const;

/** Three of them still leave the largest price within 64 bits. */
const factor = fc
  .tuple(fc.bigInt({ min: 1n, max: 50n }), fc.constantFrom(1n, 3n, 10n))
  .map(([numerator, denominator]) => fraction(numerator, denominator));
const price = fc.bigInt({ min: 1n, max: 5_000_000n }).map(microCredits);
export const positive = fc
  .tuple(fc.bigInt({ min: 1n, max: 5000n }), fc.constantFrom(1n, 2n, 3n, 7n, 10n, 1000n))
  .map(([numerator, denominator]) => fraction(numerator, denominator));
export const meter = fc.constantFrom('images', 'seconds', 'megapixels' as const);
const scope = fc.constantFrom<Scope>('output', 'call');

const tiers = fc
  .tuple(
    fc.uniqueArray(fc.bigInt({ min: 1n, max: 200n }), { maxLength: 4 }),
    fc.array(price, { minLength: 5, maxLength: 5 }),
  )
  .map(([ends, prices]) => {
    const upTo: (Fraction | null)[] = [
      ...ends.toSorted((left, right) => Number(left - right)).map((end) => fraction(end)),
      null,
    ];
    return upTo.map((end, index) => ({ upTo: end, price: prices[index]! }));
  });

/** A row for each resolution, and maybe dearer or cheaper ones for a resolution with audio. */
const rows = fc
  .tuple(fc.array(price, { minLength: 3, maxLength: 3 }), fc.array(fc.option(price), { minLength: 3, maxLength: 3 }))
  .map(([plain, withAudio]) =>
    RESOLUTIONS.flatMap((resolution, index) => {
      const row = { where: { resolution }, price: plain[index]! };
      const dearer = withAudio[index] ?? null;
      return dearer === null ? [row] : [row, { where: { audio: true, resolution }, price: dearer }];
    }),
  );

const conditions = fc.constantFrom(
  [],
  [{ parameter: 'mode', is: ['edit', 'blend'] }],
  [{ meter: 'seconds' as const, moreThan: fraction(5n) }],
  [
    { parameter: 'audio', is: [true] },
    { meter: 'megapixels' as const, moreThan: fraction(1n) },
  ],
);

/** More of a meter never costs less by one of these. */
const monotoneRule = fc.oneof(
  fc.record({ kind: fc.constant('flat' as const), scope, price }),
  fc.record({ kind: fc.constant('perUnit' as const), scope, meter, price, per: positive }),
  fc.record({ kind: fc.constant('package' as const), scope, meter, size: positive, price }),
  fc.record({ kind: fc.constant('graduatedTiers' as const), scope, meter, per: positive, tiers }),
  fc.record({
    kind: fc.constant('firstPlusFurther' as const),
    scope,
    meter,
    first: fc.record({ upTo: positive, price }),
    further: fc.record({ price, per: positive, counting: fc.constantFrom('exact', 'started' as const) }),
  }),
  fc.record({ kind: fc.constant('matrix' as const), scope, meter, per: positive, rows }),
  fc.record({
    kind: fc.constant('styleTable' as const),
    scope,
    meter,
    parameter: fc.constant('style'),
    prices: fc.record({ anime: price, 'flux-dev': price }),
  }),
);

/** The one kind by which more can cost less: 11 at 0.8 against 10 at 1. */
const volumeRule = fc.record({ kind: fc.constant('volumeTiers' as const), scope, meter, per: positive, tiers });

const modifier = fc.oneof(
  fc.record({
    kind: fc.constant('surcharge' as const),
    scope,
    label: fc.constant('More'),
    when: conditions,
    meter,
    price,
    per: positive,
    beyond: positive,
  }),
  fc.record({
    kind: fc.constant('multiplier' as const),
    label: fc.constantFrom('A', 'B'),
    when: fc.constantFrom([], [{ parameter: 'mode', is: ['edit'] }]),
    by: factor,
  }),
  fc.record({ kind: fc.constant('minimumCharge' as const), price }),
);

const rulesOf = (base: fc.Arbitrary<PriceRule>): fc.Arbitrary<PriceRule[]> =>
  fc
    .tuple(
      fc.array(base, { minLength: 1, maxLength: 3 }),
      fc.array(modifier as fc.Arbitrary<PriceRule>, { maxLength: 3 }),
    )
    .map(([rules, modifiers]) => [...rules, ...modifiers]);

export const anyRules = rulesOf(fc.oneof({ weight: 4, arbitrary: monotoneRule }, { weight: 1, arbitrary: volumeRule }));
export const monotoneRules = rulesOf(monotoneRule);
export const parameters = fc.record({
  mode: fc.constantFrom('edit', 'generate'),
  duration: fc.integer({ min: 1, max: 30 }),
  resolution: fc.constantFrom(...RESOLUTIONS),
  style: fc.constantFrom(...STYLES),
  audio: fc.boolean(),
});
export const someQuantities = fc.record({ images: positive, seconds: positive, megapixels: positive });

const MARGIN = fraction(1n);
const MOST_MEGAPIXELS = 4n;
const PIXELS_PER_MEGAPIXEL = fraction(1_000_000n);
const FRAMES_PER_SECOND = fraction(24n);

/**
 * Seconds may exceed what was asked for by a second; pictures are 4 megapixels at most; tokens are a formula of both. Rules
 * for the whole call cannot count tokens, so the random ones never do.
 */
export function modelOf(rules: readonly PriceRule[]): PricedModel {
  return {
    identifier: 'test/model',
    unit: CREDIT,
    rules: [
      ...rules,
      { kind: 'perUnit', scope: 'output', meter: 'tokens', price: microCredits(7n), per: fraction(3n) },
    ],
    meters: {
      images: { source: { from: 'count' } },
      seconds: {
        source: { from: 'outputSeconds', expected: { from: 'parameter', name: 'duration' }, bound: { margin: MARGIN } },
      },
      megapixels: {
        source: {
          from: 'outputPixels',
          per: PIXELS_PER_MEGAPIXEL,
          expected: { from: 'constant', value: fraction(1n) },
          bound: { atMost: fraction(MOST_MEGAPIXELS) },
        },
      },
      tokens: {
        source: {
          from: 'product',
          factors: [
            { from: 'meter', meter: 'seconds' },
            { from: 'constant', value: FRAMES_PER_SECOND },
            { from: 'meter', meter: 'megapixels' },
          ],
          dividedBy: fraction(1024n),
        },
      },
    },
  };
}
