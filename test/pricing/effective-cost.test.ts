import { describe, expect, it } from '@jest/globals';
import { formatCredits, ONE } from '../../src/money/index.ts';
import { effectiveCost, type OutputMeasure, type Priced, type PricedModel } from '../../src/pricing/index.ts';
import { credits, decimal, modelOf, perUnit } from './samples.ts';

const file = { bytes: 1000, mimeType: 'image/png' };
const request = { parameters: {}, prompt: undefined };

function cost(model: PricedModel, outputs: OutputMeasure[], parameters = {}): Priced {
  const answer = effectiveCost({ ...request, parameters, model, outputs });
  if (!answer.ok) throw new Error(answer.refusal.message);
  return answer.priced;
}

function image(width: number, height: number): OutputMeasure {
  return { ...file, width, height };
}

const perMegapixel = modelOf([perUnit('megapixels', '0.03')], {
  megapixels: {
    from: 'outputPixels',
    per: decimal('1000000'),
    expected: { from: 'constant', value: ONE },
    bound: { atMost: decimal('4') },
  },
});

describe('the effective cost', () => {
  it('is of the outputs that were delivered, however many were asked for', () => {
    const model = modelOf([perUnit('images', '0.005')], { images: { from: 'count' } });
    const { total, lines } = cost(model, [image(8, 8), image(8, 8), image(8, 8)]);
    expect(formatCredits(total)).toBe('0.015');
    expect(lines.map((line) => line.description)).toEqual(['3 images at 0.005 credits per image']);
  });

  it('of nothing delivered is nothing, even with a minimum charge', () => {
    const model = modelOf([perUnit('images', '1'), { kind: 'minimumCharge', price: credits('5') }], {
      images: { from: 'count' },
    });
    expect(cost(model, [])).toEqual({ lines: [], total: 0n });
    expect(formatCredits(cost(model, [image(8, 8)]).total)).toBe('5');
  });

  it('is computed from the measured size, with equal outputs on one line', () => {
    const { lines, total } = cost(perMegapixel, [image(1024, 1024), image(512, 512), image(1024, 1024)]);
    expect(lines.map((line) => `${line.description} = ${formatCredits(line.amount)}`)).toEqual([
      '2.097152 megapixels at 0.03 credits per megapixel = 0.062916',
      '0.262144 megapixels at 0.03 credits per megapixel = 0.007865',
    ]);
    expect(formatCredits(total)).toBe('0.070781');
  });

  it('is computed from the measured length, to the millisecond', () => {
    const model = modelOf([perUnit('seconds', '0.005')], {
      seconds: { from: 'outputSeconds', expected: { from: 'parameter', name: 'duration' }, bound: { margin: ONE } },
    });
    const track = { ...file, mimeType: 'audio/wav', durationMilliseconds: 29_834 };
    expect(formatCredits(cost(model, [track], { duration: 30 }).total)).toBe('0.14917');
  });

  it('is not capped: the caller sees what an output beyond the bounds would cost', () => {
    expect(formatCredits(cost(perMegapixel, [image(4096, 4096)]).total)).toBe('0.503317');
  });

  it('is refused when the price depends on a measure that an output does not have', () => {
    const answer = effectiveCost({ ...request, model: perMegapixel, outputs: [file] });
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'PRICE_UNKNOWN' } });
  });

  it('counts a whole call over all delivered outputs', () => {
    const model = modelOf([{ kind: 'perUnit', scope: 'call', meter: 'seconds', price: credits('0.1'), per: ONE }], {
      seconds: { from: 'outputSeconds', expected: { from: 'constant', value: ONE }, bound: { margin: ONE } },
    });
    const clip = (durationMilliseconds: number): OutputMeasure => ({ ...file, durationMilliseconds });
    expect(formatCredits(cost(model, [clip(1500), clip(2250)]).total)).toBe('0.375');
  });
});
