// Properties that hold for every price, whatever its rules.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Fraction, fraction, microCredits } from '../../src/money/index.ts';
import {
  effectiveCost,
  estimateCost,
  type OutputMeasure,
  type PricedModel,
  type PriceRule,
  priceLines,
  type Scope,
} from '../../src/pricing/index.ts';
import { CREDIT } from './samples.ts';

/** Three of them still leave the largest price within 64 bits. */
const factor = fc
  .tuple(fc.bigInt({ min: 1n, max: 50n }), fc.constantFrom(1n, 3n, 10n))
  .map(([numerator, denominator]) => fraction(numerator, denominator));
const price = fc.bigInt({ min: 1n, max: 5_000_000n }).map(microCredits);
const positive = fc
  .tuple(fc.bigInt({ min: 1n, max: 5000n }), fc.constantFrom(1n, 2n, 3n, 7n, 10n, 1000n))
  .map(([numerator, denominator]) => fraction(numerator, denominator));
const meter = fc.constantFrom('images', 'seconds', 'megapixels' as const);
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
);
const volumeRule = fc.record({ kind: fc.constant('volumeTiers' as const), scope, meter, per: positive, tiers });
const modifier = fc.oneof(
  fc.record({
    kind: fc.constant('surcharge' as const),
    scope,
    label: fc.constant('More'),
    when: fc.constantFrom([], [{ meter: 'seconds' as const, moreThan: fraction(5n) }]),
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
const anyRules = rulesOf(fc.oneof(monotoneRule, volumeRule));
const parameters = fc.record({ mode: fc.constantFrom('edit', 'generate'), duration: fc.integer({ min: 1, max: 30 }) });

const MARGIN = fraction(1n);
const MOST_MEGAPIXELS = 4n;
const PIXELS_PER_MEGAPIXEL = fraction(1_000_000n);

/** Seconds may exceed what was asked for by a second; pictures are 4 megapixels at most. */
function modelOf(rules: readonly PriceRule[]): PricedModel {
  return {
    identifier: 'test/model',
    unit: CREDIT,
    rules,
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
    },
  };
}

function total(
  rules: readonly PriceRule[],
  quantities: { images: Fraction; seconds: Fraction; megapixels: Fraction },
): bigint {
  const priced = priceLines({ rules, parameters: { mode: 'edit' }, quantities });
  if (!priced.ok) throw new Error(priced.refusal.message);
  expect(priced.lines.reduce((sum, line) => sum + line.amount, 0n)).toBe(priced.total);
  return priced.total;
}

const someQuantities = fc.record({ images: positive, seconds: positive, megapixels: positive });

describe('every price', () => {
  it('is the sum of its lines, and does not depend on the order of its rules', () => {
    const shuffled = anyRules.chain((rules) =>
      fc.tuple(fc.constant(rules), fc.shuffledSubarray(rules, { minLength: rules.length, maxLength: rules.length })),
    );
    fc.assert(
      fc.property(shuffled, someQuantities, ([rules, otherOrder], quantities) => {
        expect(total(otherOrder, quantities)).toBe(total(rules, quantities));
      }),
    );
  });

  const growth = fc.record({ grown: meter, more: positive });

  it('is never less for more of a meter, without volume tiers', () => {
    fc.assert(
      fc.property(rulesOf(monotoneRule), someQuantities, growth, (rules, quantities, { grown, more }) => {
        const before = quantities[grown];
        const after = {
          numerator: before.numerator * more.denominator + more.numerator * before.denominator,
          denominator: before.denominator * more.denominator,
        };
        expect(total(rules, { ...quantities, [grown]: after })).toBeGreaterThanOrEqual(total(rules, quantities));
      }),
    );
  });

  it('has a maxCost that no delivery within the bounds exceeds, however few outputs arrive', () => {
    const delivery = fc.array(
      fc.record({
        sooner: fc.integer({ min: 0, max: 2000 }),
        width: fc.integer({ min: 1, max: 2000 }),
        height: fc.integer({ min: 1, max: 2000 }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    const arrival = fc.record({ files: delivery, missing: fc.integer({ min: 0, max: 30 }) });
    fc.assert(
      fc.property(anyRules, parameters, arrival, (rules, asked, { files, missing }) => {
        const model = modelOf(rules);
        const outputs = files.map(({ sooner, width, height }): OutputMeasure => {
          const durationMilliseconds = Math.max(0, (asked.duration + 1) * 1000 - sooner);
          return { width, height, durationMilliseconds, bytes: 1, mimeType: 'video/mp4' };
        });
        const before = estimateCost({ model, parameters: asked, prompt: '', count: files.length + missing });
        const after = effectiveCost({ model, parameters: asked, prompt: '', outputs });
        if (!before.ok || !after.ok) throw new Error('it has no price');
        expect(before.estimate.maxCost).toBeGreaterThanOrEqual(after.priced.total);
        expect(before.estimate.maxCost).toBeGreaterThanOrEqual(before.estimate.total);
      }),
      { numRuns: 1000 },
    );
  });

  it('is charged exactly as estimated when the delivery is exactly as expected', () => {
    fc.assert(
      fc.property(anyRules, parameters, fc.integer({ min: 1, max: 100 }), (rules, asked, count) => {
        const model = modelOf(rules);
        const output = {
          width: 1000,
          height: 1000,
          durationMilliseconds: asked.duration * 1000,
          bytes: 1,
          mimeType: 'x/y',
        };
        const before = estimateCost({ model, parameters: asked, prompt: '', count });
        const outputs = Array.from({ length: count }, () => output);
        const after = effectiveCost({ model, parameters: asked, prompt: '', outputs });
        if (!before.ok || !after.ok) throw new Error('it has no price');
        expect(after.priced.total).toBe(before.estimate.total);
      }),
    );
  });
});
