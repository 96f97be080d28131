import { describe, expect, it } from '@jest/globals';
import { formatCredits, ONE } from '../../src/money/index.ts';
import {
  affordableCount,
  type Estimate,
  type EstimateCostInput,
  estimateCost,
  type PricedModel,
  type PriceRule,
  type PricingRefusal,
} from '../../src/pricing/index.ts';
import { credits, decimal, modelOf, perUnit } from './samples.ts';

type Request = Partial<EstimateCostInput> & { readonly model: PricedModel };

function estimate(request: Request): Estimate {
  const answer = estimateCost({ parameters: {}, prompt: undefined, count: 1, ...request });
  if (!answer.ok) throw new Error(answer.refusal.message);
  return answer.estimate;
}

function refusal(request: Request): PricingRefusal {
  const answer = estimateCost({ parameters: {}, prompt: undefined, count: 1, ...request });
  if (answer.ok) throw new Error('it has a price');
  return answer.refusal;
}

const imageAt = (price: string): PricedModel => modelOf([perUnit('images', price)], { images: { from: 'count' } });

describe('an estimate', () => {
  it('of five images at 0.005 is 0.025', () => {
    const { total, perGeneration, maxCost, exactness, lines } = estimate({ model: imageAt('0.005'), count: 5 });
    expect([total, perGeneration.total, maxCost].map(formatCredits)).toEqual(['0.025', '0.005', '0.025']);
    expect(exactness).toBe('EXACT');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.description).toBe('5 images at 0.005 credits per image');
  });

  it('of two images at 0.04 is 80000 micro-credits', () => {
    expect(estimate({ model: imageAt('0.04'), count: 2 }).total).toBe(80_000n);
  });

  it('is count times the cost of one, also where one is rounded up', () => {
    const model = modelOf([perUnit('characters', '0.0001', '1000')], { characters: { from: 'promptCharacters' } });
    const { total, perGeneration } = estimate({ model, prompt: 'fifteen letters', count: 7 });
    expect(perGeneration.total).toBe(2n);
    expect(total).toBe(14n);
  });

  it('counts the Unicode code points of the prompt', () => {
    const model = modelOf([perUnit('characters', '1')], { characters: { from: 'promptCharacters' } });
    expect(estimate({ model, prompt: 'aé漢👍' }).total).toBe(credits('4'));
    expect(estimate({ model, prompt: '' }).total).toBe(0n);
  });

  it('asks for the prompt when the price depends on it', () => {
    const model = modelOf([perUnit('characters', '1')], { characters: { from: 'promptCharacters' } });
    expect(refusal({ model })).toMatchObject({ code: 'INVALID_PARAMETER', path: ['prompt'] });
  });

  it('counts parameters, items of lists and characters of texts', () => {
    const model = modelOf([perUnit('seconds', '1'), perUnit('references', '0.1'), perUnit('characters', '0.01')], {
      seconds: { from: 'parameter', name: 'duration' },
      references: { from: 'items', name: 'images' },
      characters: { from: 'parameterCharacters', name: 'lyrics' },
    });
    expect(estimate({ model, parameters: { duration: 2.5, images: ['a', 'b'], lyrics: 'la' } }).total).toBe(
      credits('2.72'),
    );
    expect(estimate({ model, parameters: { duration: 2.5 } }).total).toBe(credits('2.5'));
  });

  it.each([undefined, '5', -1, 1e-9, Number.NaN])('refuses to count the parameter value %j', (duration) => {
    const model = modelOf([perUnit('seconds', '1')], { seconds: { from: 'parameter', name: 'duration' } });
    expect(refusal({ model, parameters: { duration } })).toMatchObject({
      code: 'INVALID_PARAMETER',
      path: ['parameters', 'duration'],
    });
  });

  it.each([0, -1, 101, 1.5, Number.NaN])('refuses a count of %s', (count) => {
    expect(refusal({ model: imageAt('1'), count })).toMatchObject({
      code: 'INVALID_PARAMETER',
      path: ['count'],
      allowed: ['1 to 100'],
    });
  });

  it('of a model without a price is refused, never zero', () => {
    expect(refusal({ model: modelOf([]) }).code).toBe('PRICE_UNKNOWN');
    const onlyMinimum: PriceRule[] = [{ kind: 'minimumCharge', price: credits('1') }];
    expect(refusal({ model: modelOf(onlyMinimum) }).code).toBe('PRICE_UNKNOWN');
  });
});

describe('an estimate of what depends on the output', () => {
  const music = modelOf([perUnit('seconds', '0.3', '60')], {
    seconds: { from: 'outputSeconds', expected: { from: 'parameter', name: 'duration' }, bound: { margin: ONE } },
  });

  it('is approximate, with room in maxCost', () => {
    const { total, maxCost, exactness } = estimate({ model: music, parameters: { duration: 30 }, count: 2 });
    expect(exactness).toBe('APPROXIMATE');
    expect([total, maxCost].map(formatCredits)).toEqual(['0.3', '0.31']);
  });

  it('uses the size that was asked for, in each way of asking', () => {
    const per = decimal('1000000');
    const model = modelOf([perUnit('megapixels', '1')], {
      megapixels: {
        from: 'outputPixels',
        per,
        expected: { from: 'requestedPixels', per },
        bound: { atMost: decimal('4') },
      },
    });
    const costOf = (parameters: Record<string, unknown>): string =>
      formatCredits(estimate({ model, parameters }).total);
    expect(costOf({ size: '1024x1536' })).toBe('1.572864');
    expect(costOf({ width: 512, height: 512 })).toBe('0.262144');
    expect(costOf({ resolution: '720p' })).toBe('0.9216');
    expect(costOf({ resolution: '480p', aspect_ratio: '9:16' })).toBe('0.40992');
    expect(costOf({ resolution: '4k', aspect_ratio: '1:1' })).toBe('4.6656');
    expect(formatCredits(estimate({ model, parameters: { size: '1024x1024' } }).maxCost)).toBe('4');
    expect(refusal({ model }).path).toEqual(['parameters', 'size']);
  });

  it('can multiply factors: tokens are width x height x frames x seconds / 1024', () => {
    const model = modelOf([perUnit('tokens', '2.5', '1000000')], {
      tokens: {
        from: 'product',
        factors: [
          { from: 'requestedPixels', per: decimal('1024') },
          { from: 'constant', value: decimal('24') },
          { from: 'parameter', name: 'duration' },
        ],
        dividedBy: ONE,
      },
    });
    const { total, exactness, lines } = estimate({ model, parameters: { resolution: '720p', duration: 5 } });
    expect(lines[0]?.description).toBe(
      '108,000 tokens (921,600 pixels x 24 x 5 seconds / 1,024) at 2.50 credits per 1,000,000 tokens',
    );
    expect([formatCredits(total), exactness]).toEqual(['0.27', 'EXACT']);
  });
});

describe('a formula over what comes out', () => {
  it('is approximate', () => {
    const seconds = {
      from: 'outputSeconds',
      expected: { from: 'constant', value: ONE },
      bound: { margin: ONE },
    } as const;
    const factors = [seconds, { from: 'constant', value: decimal('24') }] as const;
    const model = modelOf([perUnit('tokens', '1')], { tokens: { from: 'product', factors, dividedBy: ONE } });
    const { total, maxCost, exactness } = estimate({ model });
    expect([formatCredits(total), formatCredits(maxCost), exactness]).toEqual(['24', '48', 'APPROXIMATE']);
  });
});

describe('rules for the whole call', () => {
  const requestFee: PriceRule = { kind: 'flat', scope: 'call', price: credits('0.01') };
  const imageTokens: PriceRule = { ...perUnit('outputTokens', '30', '1000000'), scope: 'output' } as PriceRule;
  const textTokens: PriceRule = { ...perUnit('characters', '0.3', '1000000'), scope: 'call' } as PriceRule;

  it('are priced once, beside what is priced per output', () => {
    const model = modelOf([requestFee, imageTokens, textTokens], {
      outputTokens: { from: 'constant', value: decimal('1290') },
      characters: { from: 'promptCharacters' },
    });
    const { total, perGeneration } = estimate({ model, prompt: 'x'.repeat(100), count: 3 });
    expect(formatCredits(perGeneration.total)).toBe('0.04873');
    expect(formatCredits(total)).toBe('0.12613');
  });

  it('can have tiers over the count, with maxCost covering a partial delivery that costs more', () => {
    const tiers = [
      { upTo: decimal('10'), price: credits('1') },
      { upTo: null, price: credits('0.8') },
    ];
    const volume: PriceRule = { kind: 'volumeTiers', scope: 'call', meter: 'images', per: ONE, tiers };
    const model = modelOf([volume], { images: { from: 'count' } });
    const { total, maxCost } = estimate({ model, count: 11 });
    expect([total, maxCost].map(formatCredits)).toEqual(['8.8', '10']);
  });

  it('cannot count a product, whose sum over outputs is not the product of sums', () => {
    const model = modelOf([{ ...perUnit('tokens', '1'), scope: 'call' } as PriceRule], {
      tokens: { from: 'product', factors: [{ from: 'count' }], dividedBy: ONE },
    });
    expect(refusal({ model, count: 2 }).code).toBe('PRICE_UNKNOWN');
  });
});

describe('how many generations a balance pays for', () => {
  it.each([
    ['12.480', '0.052', 240],
    ['12.479999', '0.052', 239],
    ['0.051999', '0.052', 0],
    ['0', '0.052', 0],
    ['-5', '0.052', 0],
    ['1', '0', 2_147_483_647],
    ['9000000000000', '0.000001', 2_147_483_647],
  ])('%s credits at %s each pay for %s', (available, cost, count) => {
    expect(affordableCount(credits(available), credits(cost))).toBe(count);
  });
});
