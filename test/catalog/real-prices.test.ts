// Prices of real models, worked out by hand from the published lists.
import { describe, expect, it } from '@jest/globals';
import type { Catalog } from '../../src/catalog/index.ts';
import { formatCredits, parseCredits } from '../../src/money/index.ts';
import {
  affordableCount,
  type Estimate,
  effectiveCost,
  estimateCost,
  type OutputMeasure,
} from '../../src/pricing/index.ts';
import { styleTokens, usdCredits } from './shipped.ts';

interface Order {
  readonly parameters?: Record<string, unknown>;
  readonly prompt?: string;
  readonly count?: number;
}

function order(catalog: Catalog, identifier: string, { parameters = {}, prompt, count = 1 }: Order = {}) {
  const model = catalog.model(identifier);
  if (model === undefined) throw new Error(`no model ${identifier}`);
  const checked = catalog.validateParameters(model, parameters);
  if (!checked.ok) return checked;
  return estimateCost({ model: model.price, parameters: checked.parameters, prompt, count });
}

function estimateOf(identifier: string, details?: Order): Estimate {
  const answer = order(usdCredits, identifier, details);
  if (!answer.ok) throw new Error(answer.refusal.message);
  return answer.estimate;
}

function costOf(identifier: string, details?: Order): string {
  return formatCredits(estimateOf(identifier, details).total);
}

describe('worked examples of the sources', () => {
  it('a balance of 12.480 pays for 240 images of FLUX 1.1 [pro] at 0.052', () => {
    const { perGeneration } = estimateOf('bfl/flux-1.1-pro');
    expect(formatCredits(perGeneration.total)).toBe('0.052');
    expect(affordableCount(parseCredits('12.480')!, perGeneration.total)).toBe(240);
    expect(costOf('bfl/flux-1.1-pro', { count: 100 })).toBe('5.2');
  });

  it('five images of FLUX schnell at 0.005 cost 0.025', () => {
    expect(costOf('bfl/flux-schnell', { count: 5 })).toBe('0.025');
  });

  it('two images of Gemini 3 Pro Image at 0.04 cost 0.08', () => {
    expect(costOf('gemini-3-pro-image', { count: 2 })).toBe('0.08');
  });

  it.each([
    ['anime', '5'],
    ['realistic', '5'],
    ['flux-schnell', '5'],
    ['flux-dev-fast', '5'],
    ['flux-dev', '15'],
    ['imagine-turbo', '1'],
  ])('the style %s costs %s tokens', (style, tokens) => {
    const answer = order(styleTokens, 'vyro/imagine', { parameters: { style } });
    if (!answer.ok) throw new Error(answer.refusal.message);
    expect(formatCredits(answer.estimate.total)).toBe(tokens);
    expect(answer.estimate.lines[0]?.description).toContain(
      tokens === '1' ? '1 token per image' : `${tokens} tokens per`,
    );
  });

  it('the style without a published price is not for sale', () => {
    const answer = order(styleTokens, 'vyro/imagine', { parameters: { style: 'sdxl-1.0' } });
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'INVALID_PARAMETER', path: ['parameters', 'style'] } });
  });
});

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

  it('one model has two prices by platform', () => {
    expect(costOf('google/veo-3.0-generate-001', { parameters: { duration: 8 } })).toBe('3.2');
    expect(costOf('fal-ai/veo3', { parameters: { duration: 8, audio: false } })).toBe('1.6');
  });

  it('cents are not dollars: no model costs more than a few credits for its defaults', () => {
    for (const model of usdCredits.models({ available: true })) {
      const total = order(usdCredits, model.identifier, { prompt: 'A seal' });
      if (total.ok) {
        expect(total.estimate.total).toBeGreaterThan(0n);
        expect(total.estimate.total).toBeLessThanOrEqual(6_000_000n);
        expect(total.estimate.maxCost).toBeGreaterThanOrEqual(total.estimate.total);
      } else {
        // Models that need a file of the customer's have no estimate without it.
        expect(total.refusal.path?.at(-1)).toMatch(/_url$|_images$/);
      }
    }
  });

  it.each(['kling/v1.5-pro', 'google/veo-2', 'runway/eleven_text_to_sound_v2', 'minimax/speech-2.8-hd'])(
    '%s has no published price, so it cannot be bought',
    (identifier) => {
      expect(usdCredits.model(identifier)?.available).toBe(false);
      expect(order(usdCredits, identifier, { prompt: 'A seal' })).toMatchObject({
        ok: false,
        refusal: { code: 'PRICE_UNKNOWN' },
      });
    },
  );

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
