import { describe, expect, it } from '@jest/globals';
import { ONE } from '../../src/money/index.ts';
import type { PriceRule } from '../../src/pricing/index.ts';
import { credits, decimal, perUnit, price, quantities, refusal } from './samples.ts';

const perImage = perUnit('images', '0.03');
const edit: PriceRule = {
  kind: 'multiplier',
  label: 'Edit mode',
  when: [{ parameter: 'mode', is: ['edit'] }],
  by: decimal('1.5'),
};
const offline: PriceRule = {
  kind: 'multiplier',
  label: 'Offline',
  when: [{ parameter: 'offline', is: [true] }],
  by: decimal('0.5'),
};
const references: PriceRule = {
  kind: 'surcharge',
  scope: 'output',
  label: 'Reference images beyond 2',
  when: [],
  meter: 'references',
  price: credits('0.004'),
  per: ONE,
  beyond: decimal('2'),
};
const images = quantities({ images: '1' });

describe('a surcharge', () => {
  it('is for what goes beyond the included units', () => {
    const rules = [perImage, references];
    expect(price({ rules, quantities: quantities({ images: '1', references: '2' }) }).words).toEqual([
      '1 image at 0.03 credits per image = 0.03',
    ]);
    expect(price({ rules, quantities: quantities({ images: '1', references: '5' }) }).words).toEqual([
      '1 image at 0.03 credits per image = 0.03',
      'Reference images beyond 2: 3 references at 0.004 credits per reference = 0.012',
    ]);
  });

  it('applies only when all its conditions hold', () => {
    const conditional: PriceRule = {
      ...references,
      beyond: decimal('0'),
      when: [
        { parameter: 'mode', is: ['edit', 'blend'] },
        { meter: 'references', moreThan: decimal('1') },
      ],
    };
    const rules = [perImage, conditional];
    const two = quantities({ images: '1', references: '2' });
    expect(price({ rules, parameters: { mode: 'edit' }, quantities: two }).total).toBe('0.038');
    expect(price({ rules, parameters: { mode: 'generate' }, quantities: two }).total).toBe('0.03');
    const one = quantities({ images: '1', references: '1' });
    expect(price({ rules, parameters: { mode: 'edit' }, quantities: one }).total).toBe('0.03');
  });

  it('has no price when the quantity it depends on is not known', () => {
    expect(refusal({ rules: [perImage, references], quantities: images }).code).toBe('PRICE_UNKNOWN');
  });
});

describe('a multiplier', () => {
  it('adds a line that brings the sum to its multiple', () => {
    expect(
      price({ rules: [perImage, edit], parameters: { mode: 'edit' }, quantities: images, copies: 2n }).words,
    ).toEqual(['2 images at 0.03 credits per image = 0.06', 'Edit mode: x 1.5, which adds 0.5 x 0.06 credits = 0.03']);
  });

  it('below one takes away, and what is left is rounded up', () => {
    const rules = [perUnit('images', '0.000003'), offline];
    expect(price({ rules, parameters: { offline: true }, quantities: images }).total).toBe('0.000002');
  });

  it('multiplies with others, in any order, to the same total and the same words', () => {
    const parameters = { mode: 'edit', offline: true };
    const oneWay = price({ rules: [perImage, edit, offline], parameters, quantities: images });
    const other = price({ rules: [offline, perImage, edit], parameters, quantities: images });
    expect(oneWay.words).toEqual([
      '1 image at 0.03 credits per image = 0.03',
      'Edit mode, Offline: x 0.75, which takes away 0.25 x 0.03 credits = -0.0075',
    ]);
    expect(other.words).toEqual(oneWay.words);
  });

  it('does nothing when its conditions do not hold', () => {
    expect(price({ rules: [perImage, edit], parameters: { mode: 'generate' }, quantities: images }).words).toHaveLength(
      1,
    );
  });
});

describe('a minimum charge', () => {
  const minimum: PriceRule = { kind: 'minimumCharge', price: credits('0.05') };

  it('fills up what is missing', () => {
    expect(price({ rules: [minimum, perImage], quantities: images }).words).toEqual([
      '1 image at 0.03 credits per image = 0.03',
      'Up to the minimum charge of 0.05 credits = 0.02',
    ]);
  });

  it('adds nothing from there on, and is of the whole bill', () => {
    expect(price({ rules: [minimum, perImage], quantities: images, copies: 2n }).total).toBe('0.06');
    const exactly: PriceRule = { kind: 'minimumCharge', price: credits('0.03') };
    expect(price({ rules: [exactly, perImage], quantities: images }).lines).toHaveLength(1);
  });
});

describe('a price by resolution, aspect ratio, count and reference assets', () => {
  // The shape of CheapAI's price check; its example says 1188 credits for these parameters, the split is ours.
  const matrix: PriceRule = {
    kind: 'matrix',
    scope: 'output',
    meter: 'images',
    per: ONE,
    rows: [
      { where: { resolution: '2K' }, price: credits('1000') },
      { where: { resolution: '2K', aspect_ratio: '1:1' }, price: credits('900') },
    ],
  };
  const assets: PriceRule = { ...references, label: 'Reference assets', price: credits('94'), beyond: decimal('0') };

  it('is 1188 credits for 2K at 16:9 with two assets', () => {
    const parameters = { resolution: '2K', aspect_ratio: '16:9' };
    const counted = quantities({ images: '1', references: '2' });
    expect(price({ rules: [matrix, assets], parameters, quantities: counted }).total).toBe('1188');
    expect(price({ rules: [matrix, assets], parameters, quantities: counted, copies: 3n }).total).toBe('3564');
  });
});
