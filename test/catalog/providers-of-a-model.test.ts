import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { fileProviders, nameOfProvider } from '../../src/catalog/file/provider-schema.ts';

const problems = (providers: unknown): string => {
  const parsed = fileProviders.safeParse(providers);
  return parsed.success ? '' : z.prettifyError(parsed.error);
};

const FAL = {
  provider: 'fal',
  model: 'fal-ai/flux-pro/v1.1',
  weight: 3,
  rename: { width: 'image_size.width' },
  values: { output_format: { png: 'png' } },
  ranges: { speed: { minimum: 0.7, maximum: 1.2 } },
  fixed: { enable_safety_checker: true },
  count: { parameter: 'num_images', most: 4 },
};

describe("a model's providers in a storefront file", () => {
  it('are names, or say how the provider runs the model', () => {
    expect(problems(['fal', 'sandbox'])).toBe('');
    expect(problems([FAL, 'sandbox'])).toBe('');
    expect([FAL, 'sandbox'].map(nameOfProvider)).toEqual(['fal', 'sandbox']);
  });

  it.each([
    ['none', []],
    ['the same twice', ['fal', FAL]],
    ['a name in capitals', ['Fal']],
    ['a word that nobody knows', [{ ...FAL, priority: 1 }]],
    ['no model', [{ provider: 'fal' }]],
    ['a model that is a path upwards', [{ ...FAL, model: '../admin' }]],
    ['a weight of nothing', [{ ...FAL, weight: 0 }]],
    ['a path into a prototype', [{ ...FAL, rename: { width: 'constructor.prototype.width' } }]],
    ['a path of another kind', [{ ...FAL, fixed: { '__proto__.x': 1 } }]],
    ['a count of nothing', [{ ...FAL, count: { parameter: 'n', most: 0 } }]],
  ])('are not %s', (_, providers) => {
    expect(problems(providers)).not.toBe('');
  });
});
