// Prices of real models with the traps of their lists, worked out by hand.
import { describe, expect, it } from '@jest/globals';
import { formatCredits } from '../../src/money/index.ts';
import { effectiveCost, type OutputMeasure } from '../../src/pricing/index.ts';
import { costOf as costIn, type Order, order, SHIPPED, usdCredits } from './shipped.ts';

function costOf(identifier: string, details?: Order): string {
  return costIn(usdCredits, identifier, details);
}

describe('real prices', () => {
  it.each([
    ['dall-e-3', { quality: 'standard' }, '0.04'],
    ['dall-e-3', { quality: 'hd' }, '0.08'],
    ['openai/dall-e-3', { quality: 'hd', size: '1024x1792' }, '0.12'],
    ['openai/dall-e-2', { size: '512x512' }, '0.018'],
    ['openai/gpt-image-1', { quality: 'high', size: '1024x1536' }, '0.25'],
    ['openai/gpt-image-1', {}, '0.042'],
    ['runway/gen4_image', { resolution: '1080p' }, '0.08'],
    ['google/veo-3.1-fast-generate-preview', { resolution: '720p', duration: 8 }, '0.8'],
    ['google/veo-3.1-fast-generate-preview', { resolution: '4k', duration: 8 }, '2.4'],
    ['google/veo-3.1-generate-preview', { resolution: '1080p', duration: 4 }, '1.6'],
    ['fal-ai/veo3', { audio: true, duration: 8 }, '3.2'],
    ['fal-ai/veo3', { duration: 8 }, '1.6'],
    ['krea/kling-3.0', { mode: 'std', audio: true, duration: 7 }, '1.8522'],
    ['krea/kling-3.0', { mode: '4k', duration: 15 }, '6.615'],
    ['openai/sora-2-pro', { size: '1792x1024', duration: 12 }, '6'],
    ['runway/gen4.5', { duration: 5 }, '0.6'],
    ['seedance-2', { duration: 5 }, '0.5'],
    ['seedance-2', { duration: 5, input_duration: 10 }, '1.5'],
    ['byteplus/seedance-1-5-pro', { resolution: '720p', duration: 5, audio: true }, '0.2592'],
    ['byteplus/seedance-1-5-pro', { resolution: '720p', duration: 5 }, '0.1296'],
    ['bfl/flux.2-klein-4b', {}, '0.014'],
    ['bfl/flux.2-klein-4b', { width: 2048, height: 2048 }, '0.017'],
    ['fal-ai/flux-1/dev', {}, '0.026215'],
    ['bfl/flux.2-pro', { mode: 'edit' }, '0.045'],
    ['elevenlabs/music', { duration: 60 }, '0.3'],
    ['elevenlabs/sound-effects', { duration: 22 }, '0.12'],
    ['runway/eleven_voice_isolation', { audio_url: 'https://a.example/1.wav', input_duration: 61 }, '0.11'],
    ['vyro/imagine', { style: 'flux-dev' }, '0.015'],
  ])('%s with %j costs %s', (identifier, parameters, total) => {
    expect(costOf(identifier, { parameters })).toBe(total);
  });

  it.each([
    ['openai/tts-1', 1, '0.000015'],
    ['openai/tts-1', 1000, '0.015'],
    ['openai/tts-1-hd', 333, '0.00999'],
    ['elevenlabs/flash-turbo', 250, '0.0125'],
    ['runway/eleven_multilingual_v2', 50, '0.01'],
    ['runway/eleven_multilingual_v2', 51, '0.02'],
  ])('%s speaks %s characters for %s', (identifier, length, total) => {
    expect(costOf(identifier, { prompt: '字'.repeat(length) })).toBe(total);
  });
});

describe('traps of real price lists', () => {
  it('what a model cannot do has no price: Kling 1.5 makes no sound, and five or ten seconds', () => {
    const refused = (parameters: Record<string, unknown>) => order(usdCredits, 'kling/v1.5-pro', { parameters });
    expect(refused({ audio: true })).toMatchObject({ ok: false, refusal: { allowed: ['without audio'] } });
    expect(refused({ duration: 8 })).toMatchObject({ ok: false, refusal: { allowed: ['5', '10'] } });
  });

  it('a larger size can be cheaper', () => {
    const square = costOf('openai/gpt-image-2', { parameters: { quality: 'high', size: '1024x1024' } });
    const portrait = costOf('openai/gpt-image-2', { parameters: { quality: 'high', size: '1024x1536' } });
    expect([square, portrait]).toEqual(['0.211', '0.165']);
  });

  it('ten seconds are not ten sixths of six', () => {
    const lengths = [6, 10].map((duration) => costOf('minimax/hailuo-2.3', { parameters: { duration } }));
    expect(lengths).toEqual(['0.25', '0.52']);
    expect(order(usdCredits, 'minimax/hailuo-2.3', { parameters: { duration: 8 } })).toMatchObject({
      ok: false,
      refusal: { path: ['parameters', 'duration'], allowed: ['6', '10'] },
    });
  });

  it('a combination whose price nobody published is refused, with the one that is for sale', () => {
    const parameters = { image_url: 'https://a.example/1.png', duration: 8 };
    expect(order(usdCredits, 'pixverse/pixverse-v5.5/image-to-video', { parameters })).toMatchObject({
      ok: false,
      refusal: { code: 'INVALID_PARAMETER', allowed: ['duration 5, with audio'] },
    });
  });

  it.each([
    ['google/veo-3.0-generate-001', '3.2', '1.6'],
    ['google/veo-3.0-fast-generate-001', '1.2', '0.8'],
    ['google/veo-2.0-generate-001', '2.8', '4'],
  ])('%s costs %s on one platform and %s on the other, never an average', (identifier, here, there) => {
    const parameters = { duration: 8 };
    expect(costOf(identifier, { parameters })).toBe(here);
    expect(costOf(`${identifier}@vertex`, { parameters })).toBe(there);
  });

  it('sound doubles the price at some vendors and changes nothing at others', () => {
    const costs = (identifier: string, parameters: Record<string, unknown>) =>
      [false, true].map((audio) => costOf(identifier, { parameters: { ...parameters, audio } }));
    expect(costs('fal-ai/veo3', { duration: 8 })).toEqual(['1.6', '3.2']);
    expect(costs('krea/kling-3.0', { mode: '4k', duration: 3 })).toEqual(['1.323', '1.323']);
    expect(costs('krea/kling-3.0', { mode: 'std', duration: 3 })).toEqual(['0.5292', '0.7938']);
  });

  it('editing is dearer than generating', () => {
    const costs = ['generate', 'edit'].map((mode) => costOf('bfl/flux.2-pro', { parameters: { mode } }));
    expect(costs).toEqual(['0.03', '0.045']);
  });

  it.each([
    [6, '0.01'],
    [7, '0.02'],
    [12, '0.02'],
    [13, '0.03'],
  ])('%d seconds of recording are %s credits by started 6 seconds', (seconds, total) => {
    const parameters = { audio_url: 'https://a.example/1.wav', input_duration: seconds };
    expect(costOf('runway/eleven_voice_isolation', { parameters })).toBe(total);
  });

  it('speech is expected by its text, reserved with a margin, and charged by its length', () => {
    const model = usdCredits.model('openai/gpt-4o-mini-tts')!;
    expect(model.exactness).toBe('APPROXIMATE');
    const prompt = 'a'.repeat(300);
    const estimate = order(usdCredits, model.identifier, { prompt });
    // 20 seconds are expected, 50 bound: 1041.67 audio tokens.
    expect(estimate.ok && [estimate.estimate.total, estimate.estimate.maxCost]).toEqual([5045n, 12_545n]);
    const spoken: OutputMeasure = { bytes: 1, mimeType: 'audio/wav', durationMilliseconds: 12_000 };
    const charge = effectiveCost({ model: model.price, parameters: { voice: 'alloy' }, prompt, outputs: [spoken] });
    expect(charge.ok && formatCredits(charge.priced.total)).toBe('0.003045');
  });

  it('cents are not dollars: no default of any model costs more than a few dollars', () => {
    const limits = { 'usd-credits': 6_000_000n, 'style-tokens': 15_000_000n, 'unit-credits': 5_000_000_000n } as const;
    for (const [name, limit] of Object.entries(limits) as [keyof typeof limits, bigint][]) {
      for (const model of SHIPPED[name].models({ available: true })) {
        const total = order(SHIPPED[name], model.identifier, { prompt: 'A seal' });
        if (total.ok) {
          expect(total.estimate.total).toBeGreaterThan(0n);
          expect(total.estimate.total).toBeLessThanOrEqual(limit);
          expect(total.estimate.maxCost).toBeGreaterThanOrEqual(total.estimate.total);
        } else {
          // What the customer brings along has no default.
          expect(total.refusal.path?.at(-1)).toMatch(/_url$|_images$|^input_duration$|^credits$/);
        }
      }
    }
  });

  it('the charge follows the file, not the request', () => {
    const model = usdCredits.model('elevenlabs/music')!;
    const file: OutputMeasure = { bytes: 1, mimeType: 'audio/wav', durationMilliseconds: 29_500 };
    const charge = effectiveCost({
      model: model.price,
      parameters: { duration: 30 },
      prompt: 'A seal',
      outputs: [file],
    });
    expect(charge.ok && formatCredits(charge.priced.total)).toBe('0.1475');
    expect(costOf('elevenlabs/music', { parameters: { duration: 30 } })).toBe('0.15');
  });
});
