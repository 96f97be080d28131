import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { microCredits, parseCredits } from '../../../src/money/index.ts';
import { decideReferences } from '../../../src/rest/cheapai/decide-references.ts';
import { imageOptionsOf, standInAssets, withReferenceImages } from '../../../src/rest/cheapai/image-parameters.ts';
import { generationsCount, modelParameters } from '../../../src/rest/cheapai/shapes.ts';
import { wholeCreditsAsked, wholeCreditsHeld } from '../../../src/rest/cheapai/whole-credits.ts';

describe('whole credits', () => {
  it.each([
    ['0', 0, 0],
    ['1188', 1188, 1188],
    ['0.000001', 1, 0],
    ['49.36', 50, 49],
    ['9223372036854.775807', 9_223_372_036_855, 9_223_372_036_854],
  ])('of %s are %d when asked for and %d when held', (text, asked, held) => {
    const amount = parseCredits(text)!;
    expect([wholeCreditsAsked(amount), wholeCreditsHeld(amount)]).toEqual([asked, held]);
  });

  it('shown as enough are enough', () => {
    const amounts = fc.bigInt({ min: 0n, max: 10_000_000_000n }).map(microCredits);
    fc.assert(
      fc.property(amounts, amounts, (balance, price) => {
        if (wholeCreditsHeld(balance) >= wholeCreditsAsked(price)) expect(balance).toBeGreaterThanOrEqual(price);
      }),
    );
  });
});

describe('a prompt and its assets', () => {
  it.each([
    ['a seal', 0],
    ['Merge @img2 into @img1 while keeping the original outfit', 2],
    ['@img1, and @img1 again', 1],
    ['(@img1)@img2.', 2],
    ['@img10 @img9 @img8 @img7 @img6 @img5 @img4 @img3 @img2 @img1', 10],
  ])('%s fits %d', (prompt, assets) => {
    expect(decideReferences(prompt, assets)).toBeUndefined();
  });

  it.each([
    ['a seal', 1, 'The prompt names none, and 1 asset came. It has to name @img1.'],
    ['@img1', 0, 'The prompt names @img1, and 0 assets came. Without assets it names none.'],
    ['@img1', 2, 'The prompt names @img1, and 2 assets came. It has to name @img1, @img2.'],
    ['@img1 @img3', 2, 'The prompt names @img1, @img3, and 2 assets came. It has to name @img1, @img2.'],
    ['@img0', 1, 'The prompt names @img0, and 1 asset came. It has to name @img1.'],
    ['@img11', 1, 'The prompt names @img11, and 1 asset came. It has to name @img1.'],
  ])('%s does not fit %d', (prompt, assets, message) => {
    expect(decideReferences(prompt, assets)).toBe(message);
  });

  it('is decided for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(14), (prompt, assets) => {
        const all = standInAssets(assets).map((_, index) => `@img${index + 1}`);
        expect(decideReferences(all.join(' '), assets)).toBeUndefined();
        expect(typeof decideReferences(`${prompt.replaceAll('@', '')} @img99`, assets)).toBe('string');
      }),
    );
  });
});

describe('parameters', () => {
  it('are an object, or the text of one', () => {
    expect(modelParameters.parse('{"resolution":"2K"}')).toEqual({ resolution: '2K' });
    expect(modelParameters.parse({ resolution: '2K' })).toEqual({ resolution: '2K' });
    expect(modelParameters.parse(undefined)).toEqual({});
  });

  it.each(['', '[]', 'null', '"2K"', '{', '1'])('are not %s', (text) => {
    expect(modelParameters.safeParse(text).error?.issues[0]?.message).toMatch(/^an object in JSON/);
  });

  it('get assets as reference images only when there are some', () => {
    expect(withReferenceImages({ seed: 1 }, [])).toEqual({ seed: 1 });
    expect(withReferenceImages({ seed: 1 }, standInAssets(2))).toEqual({
      seed: 1,
      reference_images: ['https://assets.invalid/1', 'https://assets.invalid/2'],
    });
  });

  it('of a schema that says nothing are none', () => {
    expect(imageOptionsOf({})).toEqual({
      aspect_ratios: [],
      resolutions: [],
      supports_reference_images: false,
      max_assets: 0,
    });
  });

  it('count in digits or as a number', () => {
    expect([generationsCount.parse('3'), generationsCount.parse(3), generationsCount.parse(undefined)]).toEqual([
      3, 3, 1,
    ]);
    for (const wrong of ['', ' 1', '1.5', '1e3', 1.5, null, true]) {
      expect(generationsCount.safeParse(wrong).success).toBe(false);
    }
  });
});
