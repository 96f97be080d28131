// Properties that hold for every price, whatever its rules.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Fraction } from '../../src/money/index.ts';
import {
  effectiveCost,
  estimateCost,
  type OutputMeasure,
  type PriceRule,
  priceLines,
} from '../../src/pricing/index.ts';
import { anyRules, meter, modelOf, monotoneRules, parameters, positive, someQuantities } from './arbitraries.ts';

interface ToPrice {
  readonly rules: readonly PriceRule[];
  readonly quantities: { images: Fraction; seconds: Fraction; megapixels: Fraction };
  readonly asked: Record<string, unknown>;
}

function total({ rules, quantities, asked }: ToPrice): bigint {
  const priced = priceLines({ rules, parameters: asked, quantities });
  if (!priced.ok) throw new Error(priced.refusal.message);
  expect(priced.lines.reduce((sum, line) => sum + line.amount, 0n)).toBe(priced.total);
  return priced.total;
}

const delivery = fc.array(
  fc.record({
    sooner: fc.integer({ min: 0, max: 2000 }),
    width: fc.integer({ min: 1, max: 2000 }),
    height: fc.integer({ min: 1, max: 2000 }),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('every price', () => {
  it('is the sum of its lines, and does not depend on the order of its rules', () => {
    const shuffled = anyRules.chain((rules) =>
      fc.tuple(fc.constant(rules), fc.shuffledSubarray(rules, { minLength: rules.length, maxLength: rules.length })),
    );
    fc.assert(
      fc.property(shuffled, someQuantities, parameters, ([rules, otherOrder], quantities, asked) => {
        expect(total({ rules: otherOrder, quantities, asked })).toBe(total({ rules, quantities, asked }));
      }),
    );
  });

  const growth = fc.record({ grown: meter, more: positive });

  it('is never less for more of a meter, without volume tiers', () => {
    fc.assert(
      fc.property(
        fc.record({ rules: monotoneRules, quantities: someQuantities, asked: parameters }),
        growth,
        (call, { grown, more }) => {
          const before = call.quantities[grown];
          const after = {
            numerator: before.numerator * more.denominator + more.numerator * before.denominator,
            denominator: before.denominator * more.denominator,
          };
          const quantities = { ...call.quantities, [grown]: after };
          expect(total({ ...call, quantities })).toBeGreaterThanOrEqual(total(call));
        },
      ),
    );
  });

  it('has a maxCost that no delivery within the bounds exceeds, however few outputs arrive', () => {
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
        const durationMilliseconds = asked.duration * 1000;
        const output = { width: 1000, height: 1000, durationMilliseconds, bytes: 1, mimeType: 'x/y' };
        const before = estimateCost({ model, parameters: asked, prompt: '', count });
        const outputs = Array.from({ length: count }, () => output);
        const after = effectiveCost({ model, parameters: asked, prompt: '', outputs });
        if (!before.ok || !after.ok) throw new Error('it has no price');
        expect(after.priced.total).toBe(before.estimate.total);
      }),
    );
  });

  it('explains every line in words', () => {
    fc.assert(
      fc.property(anyRules, parameters, fc.integer({ min: 1, max: 3 }), (rules, asked, count) => {
        const answer = estimateCost({ model: modelOf(rules), parameters: asked, prompt: '', count });
        if (!answer.ok) throw new Error(answer.refusal.message);
        for (const { description } of answer.estimate.lines) {
          expect(description).toMatch(/\d/);
          expect(description).not.toMatch(/undefined|NaN|\[object|\?/);
        }
      }),
    );
  });
});
