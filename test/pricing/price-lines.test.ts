import { describe, expect, it } from '@jest/globals';
import { formatCredits, formatDecimal, ONE } from '../../src/money/index.ts';
import type { PriceRule } from '../../src/pricing/index.ts';
import { credits, decimal, perUnit, price, quantities, refusal } from './samples.ts';

const output = { scope: 'output' } as const;

describe('a flat price', () => {
  it('is the same whatever is made', () => {
    const rules: PriceRule[] = [{ ...output, kind: 'flat', price: credits('0.12') }];
    expect(price({ rules }).words).toEqual(['1 generation at 0.12 credits per generation = 0.12']);
  });
});

describe('a price per unit', () => {
  it('is exact, and rounded up once per output', () => {
    const rules = [perUnit('megapixels', '0.03')];
    expect(price({ rules, quantities: quantities({ megapixels: '1.048576' }) }).total).toBe('0.031458');
    expect(price({ rules, quantities: quantities({ megapixels: '1.048576' }), copies: 3n }).total).toBe('0.094374');
  });

  it('shows quantity times unit price also where a single unit costs less than a micro-credit', () => {
    const rules = [perUnit('tokens', '2.4', '1000000')];
    const line = price({ rules, quantities: quantities({ tokens: '108000' }) }).lines[0]!;
    expect(line.meter).toBe('1,000,000 tokens');
    expect(formatDecimal(line.quantity, 6)).toBe('0.108');
    expect(formatCredits(line.unitPrice)).toBe('2.4');
    expect(formatCredits(line.amount)).toBe('0.2592');
    expect(line.description).toBe('108,000 tokens at 2.40 credits per 1,000,000 tokens');
  });

  it('says minutes and hours', () => {
    const quantity = quantities({ seconds: '90' });
    const meters = { seconds: { source: { from: 'count' as const }, of: 'music' } };
    expect(price({ rules: [perUnit('seconds', '0.3', '60')], quantities: quantity, meters }).words).toEqual([
      '90 seconds of music at 0.30 credits per minute = 0.45',
    ]);
    expect(price({ rules: [perUnit('seconds', '0.22', '3600')], quantities: quantity }).words).toEqual([
      '90 seconds at 0.22 credits per hour = 0.0055',
    ]);
  });

  it('is unknown, not zero, when the quantity is not known', () => {
    expect(refusal({ rules: [perUnit('seconds', '1')] }).code).toBe('PRICE_UNKNOWN');
  });
});

describe('a package', () => {
  const rules: PriceRule[] = [
    { ...output, kind: 'package', meter: 'seconds', size: decimal('6'), price: credits('0.01') },
  ];

  it.each([
    ['0.1', '0.01'],
    ['6', '0.01'],
    ['6.001', '0.02'],
    ['7', '0.02'],
    ['12', '0.02'],
  ])('of started 6 seconds, for %s seconds, costs %s', (seconds, total) => {
    expect(price({ rules, quantities: quantities({ seconds }) }).total).toBe(total);
  });

  it('counts started blocks for each output: two of 7 seconds are four blocks, not three', () => {
    expect(price({ rules, quantities: quantities({ seconds: '7' }), copies: 2n }).words).toEqual([
      '4 x started 6 seconds at 0.01 credits each (2 x 7 seconds) = 0.04',
    ]);
  });
});

const tiers = [
  { upTo: decimal('10'), price: credits('1') },
  { upTo: decimal('50'), price: credits('0.8') },
  { upTo: null, price: credits('0.5') },
];

describe('graduated tiers', () => {
  const rules: PriceRule[] = [{ ...output, kind: 'graduatedTiers', meter: 'images', per: ONE, tiers }];

  it.each([
    ['10', '10'],
    ['11', '10.8'],
    ['50', '42'],
    ['51', '42.5'],
  ])('price each part of %s images in its tier: %s', (images, total) => {
    expect(price({ rules, quantities: quantities({ images }) }).total).toBe(total);
  });

  it('have a line for each tier that is reached, and none for the next', () => {
    expect(price({ rules, quantities: quantities({ images: '10' }) }).lines).toHaveLength(1);
    expect(price({ rules, quantities: quantities({ images: '60' }) }).words).toEqual([
      '10 images at 1 credit per image (up to 10) = 10',
      '40 images at 0.80 credits per image (above 10, up to 50) = 32',
      '10 images at 0.50 credits per image (above 50) = 5',
    ]);
  });
});

describe('volume tiers', () => {
  const rules: PriceRule[] = [{ ...output, kind: 'volumeTiers', meter: 'images', per: ONE, tiers }];

  it.each([
    ['10', '10'],
    ['11', '8.8'],
    ['50', '40'],
    ['51', '25.5'],
  ])('price all of %s images in the tier they end in: %s', (images, total) => {
    expect(price({ rules, quantities: quantities({ images }) }).total).toBe(total);
  });

  it('know the dearest quantity below a bound, as more can cost less', () => {
    expect(price({ rules, quantities: quantities({ images: '11' }), worstCase: true }).total).toBe('10');
    expect(price({ rules, quantities: quantities({ images: '51' }), worstCase: true }).total).toBe('40');
    expect(price({ rules, quantities: quantities({ images: '90' }), worstCase: true }).total).toBe('45');
  });
});

describe('first plus further', () => {
  function rulesOf(counting: 'exact' | 'started'): PriceRule[] {
    const first = { upTo: ONE, price: credits('0.014') };
    const further = { price: credits('0.001'), per: ONE, counting };
    return [{ ...output, kind: 'firstPlusFurther', meter: 'megapixels', first, further }];
  }

  it.each([
    ['exact', '0.25', '0.014'],
    ['exact', '1', '0.014'],
    ['exact', '1.5', '0.0145'],
    ['exact', '4', '0.017'],
    ['started', '1.5', '0.015'],
    ['started', '4', '0.017'],
  ] as const)('counted %s, for %s megapixels, costs %s', (counting, megapixels, total) => {
    const { total: priced, lines } = price({ rules: rulesOf(counting), quantities: quantities({ megapixels }) });
    expect(priced).toBe(total);
    expect(lines).toHaveLength(Number(megapixels) > 1 ? 2 : 1);
  });

  it('has one line for each part', () => {
    expect(price({ rules: rulesOf('exact'), quantities: quantities({ megapixels: '2.5' }), copies: 2n }).words).toEqual(
      [
        '2 x first megapixel at 0.014 credits = 0.028',
        '3 megapixels at 0.001 credits per megapixel (beyond the first megapixel) = 0.003',
      ],
    );
  });
});

describe('a matrix', () => {
  const rows = [
    { where: { resolution: '720p', audio: true }, price: credits('0.10') },
    { where: { resolution: '720p', audio: false }, price: credits('0.08') },
    { where: { resolution: '1080p' }, price: credits('0.15') },
    { where: { resolution: '1080p', audio: true }, price: credits('0.20') },
  ];
  const rules: PriceRule[] = [{ ...output, kind: 'matrix', meter: 'seconds', per: ONE, rows }];
  const seconds = quantities({ seconds: '5' });

  it('takes the row of the combination, and says it in words', () => {
    const parameters = { resolution: '720p', audio: true };
    expect(
      price({ rules, parameters, quantities: seconds, meters: { seconds: { source: { from: 'count' }, of: 'video' } } })
        .words,
    ).toEqual(['5 seconds of video at 0.10 credits per second (720p, with audio) = 0.5']);
  });

  it('prefers the most specific row', () => {
    expect(price({ rules, parameters: { resolution: '1080p', audio: true }, quantities: seconds }).total).toBe('1');
    expect(price({ rules, parameters: { resolution: '1080p', audio: false }, quantities: seconds }).total).toBe('0.75');
  });

  it('refuses a combination that is not for sale and lists those that are', () => {
    expect(refusal({ rules, parameters: { resolution: '4k', audio: true }, quantities: seconds })).toEqual({
      code: 'INVALID_PARAMETER',
      message: 'This combination of resolution, audio is not for sale.',
      path: ['parameters'],
      allowed: ['720p, with audio', '720p, without audio', '1080p', '1080p, with audio'],
    });
  });

  it('names the parameter when there is only one', () => {
    const single: PriceRule[] = [
      {
        ...output,
        kind: 'matrix',
        meter: 'images',
        per: ONE,
        rows: [{ where: { mode: 'edit' }, price: credits('1') }],
      },
    ];
    expect(refusal({ rules: single, parameters: { mode: 'generate' } })).toMatchObject({
      path: ['parameters', 'mode'],
      allowed: ['edit mode'],
    });
  });

  it('has no price when two rows fit equally well', () => {
    const ambiguous: PriceRule[] = [
      {
        ...output,
        kind: 'matrix',
        meter: 'seconds',
        per: ONE,
        rows: [
          { where: { audio: true }, price: credits('1') },
          { where: { resolution: '720p' }, price: credits('2') },
        ],
      },
    ];
    const parameters = { resolution: '720p', audio: true };
    expect(refusal({ rules: ambiguous, parameters, quantities: seconds }).code).toBe('PRICE_UNKNOWN');
  });
});

describe('a style table', () => {
  const prices = { anime: credits('5'), 'flux-dev': credits('15'), 'imagine-turbo': credits('1') };
  const rules: PriceRule[] = [{ ...output, kind: 'styleTable', meter: 'images', parameter: 'style', prices }];
  const images = quantities({ images: '1' });

  it('has a price for each style', () => {
    expect(price({ rules, parameters: { style: 'flux-dev' }, quantities: images }).words).toEqual([
      '1 image at 15 credits per image (flux-dev style) = 15',
    ]);
  });

  it.each(['sdxl-1.0', 'constructor', undefined, 5])('refuses the style %j and lists the others', (style) => {
    expect(refusal({ rules, parameters: { style }, quantities: images })).toMatchObject({
      code: 'INVALID_PARAMETER',
      path: ['parameters', 'style'],
      allowed: ['anime', 'flux-dev', 'imagine-turbo'],
    });
  });
});
