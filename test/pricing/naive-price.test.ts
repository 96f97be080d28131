// The engine compiles a price once and answers many requests with it. Here it meets a plain reading of the same rules.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { priceLines } from '../../src/pricing/index.ts';
import { anyRules, parameters, someQuantities } from './arbitraries.ts';
import { naivePrice } from './naive-price.ts';

const RUNS = 2_000;

/** Some requests ask for what no row has, some lack a quantity. */
const anyParameters = fc.oneof(
  { weight: 5, arbitrary: parameters },
  { weight: 1, arbitrary: fc.constant({ mode: 'edit', resolution: '8k', style: 'oil', audio: 'true' }) },
);
const anyQuantities = fc.oneof(
  { weight: 5, arbitrary: someQuantities },
  { weight: 1, arbitrary: someQuantities.map(({ images, seconds }) => ({ images, seconds })) },
);
const call = fc.record({
  rules: anyRules,
  parameters: anyParameters,
  quantities: anyQuantities,
  copies: fc.bigInt({ min: 1n, max: 20n }),
});

describe('the compiled price', () => {
  it('is that of a plain reading of its rules, for every combination of rules, or refused by both', () => {
    let refused = 0;
    fc.assert(
      fc.property(call, (asked) => {
        const priced = priceLines(asked);
        refused += priced.ok ? 0 : 1;
        expect(priced.ok ? priced.total : undefined).toBe(naivePrice(asked));
      }),
      { numRuns: RUNS },
    );
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(RUNS / 2);
  });
});
