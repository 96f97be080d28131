// What a customer reads beside each amount: enough to work it out again.
import { describe, expect, it } from '@jest/globals';
import { ONE } from '../../src/money/index.ts';
import {
  effectiveCost,
  estimateCost,
  type MeterDefinition,
  type PricedModel,
  type PriceRule,
} from '../../src/pricing/index.ts';
import { credits, decimal, modelOf, perUnit } from './samples.ts';

interface Order {
  readonly parameters?: Record<string, unknown>;
  readonly prompt?: string;
  readonly count?: number;
}

function wordsOf(model: PricedModel, { parameters = {}, prompt, count = 1 }: Order = {}): string[] {
  const answer = estimateCost({ model, parameters, prompt, count });
  if (!answer.ok) throw new Error(answer.refusal.message);
  return answer.estimate.lines.map((line) => line.description);
}

const product = (factors: Extract<MeterDefinition['source'], { from: 'product' }>['factors'], dividedBy = '1') => ({
  from: 'product' as const,
  factors,
  dividedBy: decimal(dividedBy),
});

describe('a formula meter', () => {
  const pixels = { from: 'requestedPixels', per: decimal('1024') } as const;
  const frames = { from: 'parameter', name: 'fps' } as const;
  const seconds = { from: 'parameter', name: 'duration' } as const;
  const tokens = perUnit('tokens', '2.5', '1000000');

  it('shows its formula with the numbers of the request', () => {
    const model = modelOf([tokens], { tokens: product([pixels, frames, seconds]) });
    const parameters = { resolution: '720p', fps: 24, duration: 5 };
    expect(wordsOf(model, { parameters })).toEqual([
      '108,000 tokens (921,600 pixels x 24 frames per second x 5 seconds / 1,024) at 2.50 credits per 1,000,000 tokens',
    ]);
  });

  it('says how often, for several outputs', () => {
    const model = modelOf([tokens], { tokens: product([pixels, frames, seconds]) });
    const parameters = { resolution: '720p', fps: 24, duration: 5 };
    expect(wordsOf(model, { parameters, count: 4 })[0]).toMatch(
      /^432,000 tokens \(4 x 921,600 pixels x 24 frames per second x 5 seconds \/ 1,024\) at /,
    );
  });

  it('names every kind of factor', () => {
    const model = modelOf([tokens], {
      seconds: { from: 'parameter', name: 'duration' },
      tokens: product(
        [
          { from: 'meter', meter: 'seconds' },
          { from: 'constant', value: decimal('1.5') },
          { from: 'items', name: 'reference_images' },
          { from: 'parameterCharacters', name: 'lyrics' },
          { from: 'promptCharacters' },
          { from: 'parameter', name: 'guidance_scale' },
          { from: 'count' },
        ],
        '2.5',
      ),
    });
    const parameters = { duration: 4, reference_images: ['a', 'b'], lyrics: 'la la', guidance_scale: 3 };
    expect(wordsOf(model, { parameters, prompt: 'sea' })[0]).toContain(
      '(4 seconds x 1.5 x 2 reference images x 5 characters of lyrics x 3 characters x 3 guidance scale x 1 output / 2.5)',
    );
  });

  it('shows what was measured once it is charged, and never two formulas on one line', () => {
    const bound = { atMost: decimal('100') };
    const model = modelOf([tokens], {
      tokens: product([
        { from: 'outputSeconds', expected: { from: 'constant', value: ONE }, bound },
        { from: 'outputPixels', per: ONE, expected: { from: 'constant', value: ONE }, bound },
      ]),
    });
    const file = { bytes: 1, mimeType: 'video/mp4' };
    const outputs = [
      { ...file, width: 10, height: 10, durationMilliseconds: 2000 },
      { ...file, width: 20, height: 10, durationMilliseconds: 1000 },
    ];
    const answer = effectiveCost({ model, parameters: {}, prompt: undefined, outputs });
    if (!answer.ok) throw new Error(answer.refusal.message);
    expect(answer.priced.lines.map(({ description }) => description.split(' at ')[0])).toEqual([
      '200 tokens (2 seconds x 100 pixels)',
      '200 tokens (1 second x 200 pixels)',
    ]);
  });
});

describe('a line in words', () => {
  it('says what a fee for the whole request is', () => {
    const fee: PriceRule = { kind: 'flat', scope: 'call', price: credits('0.01') };
    const model = modelOf([fee, perUnit('images', '0.03')], { images: { from: 'count' } });
    expect(wordsOf(model, { count: 2 })).toEqual([
      '2 images at 0.03 credits per image',
      '0.01 credits for the request',
    ]);
  });

  it('shows what started blocks were counted from', () => {
    const rule: PriceRule = {
      kind: 'package',
      scope: 'output',
      meter: 'seconds',
      size: decimal('6'),
      price: credits('0.01'),
    };
    const model = modelOf([rule], { seconds: { from: 'parameter', name: 'duration' } });
    expect(wordsOf(model, { parameters: { duration: 7.5 } })).toEqual([
      '2 x started 6 seconds at 0.01 credits each (7.5 seconds)',
    ]);
  });

  it('says that units beyond the first count when started', () => {
    const rule: PriceRule = {
      kind: 'firstPlusFurther',
      scope: 'output',
      meter: 'megapixels',
      first: { upTo: ONE, price: credits('0.014') },
      further: { price: credits('0.001'), per: ONE, counting: 'started' },
    };
    const model = modelOf([rule], { megapixels: { from: 'requestedPixels', per: decimal('1000000') } });
    expect(wordsOf(model, { parameters: { size: '1024x1536' } })).toEqual([
      'first megapixel at 0.014 credits',
      '1 megapixel at 0.001 credits per megapixel (beyond the first megapixel, counted when started)',
    ]);
  });

  it('uses the word of the storefront for a credit, and the word for what a meter counts', () => {
    const model: PricedModel = {
      identifier: 'test/model',
      unit: { one: 'token', many: 'tokens' },
      meters: { seconds: { source: { from: 'constant', value: decimal('8') }, of: 'video' } },
      rules: [perUnit('seconds', '1')],
    };
    expect(wordsOf(model)).toEqual(['8 seconds of video at 1 token per second']);
  });
});
