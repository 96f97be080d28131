import { describe, expect, it } from '@jest/globals';
import { formatCredits, formatMoney } from '../../src/money/index.ts';
import { styleTokens, unitCredits, usdCredits } from './shipped.ts';

describe('the catalogue', () => {
  it('finds a model by its identifier', () => {
    expect(usdCredits.model('bfl/flux-1.1-pro')).toMatchObject({
      name: 'FLUX 1.1 [pro]',
      kind: 'IMAGE',
      available: true,
      exactness: 'EXACT',
      priceSummary: '0.052 credits per image',
      providers: ['fal', 'replicate', 'sandbox'],
      deadlineSeconds: 300,
      source: { url: 'https://docs.babysea.ai/guides/credits/usage', asOf: '2026-03', verified: true },
    });
    expect(usdCredits.model('bfl/flux-9')).toBeUndefined();
    expect(usdCredits.model('constructor')).toBeUndefined();
  });

  it.each([
    ['bfl/flux.2-klein-4b', '0.014 credits for the first megapixel, then 0.001 credits per further megapixel'],
    ['elevenlabs/music', '0.30 credits per minute of music'],
    ['elevenlabs/sound-effects', '0.12 credits per generation'],
    ['google/veo-3.1-fast-generate-preview', '0.10 to 0.30 credits per second of video'],
    ['openai/tts-1', '0.015 credits per 1,000 characters of text'],
    ['runway/eleven_voice_isolation', '0.01 credits per started 6 seconds of input audio'],
    ['seedance-2', '0.10 credits per second of video, with adjustments'],
    ['vyro/imagine', '0.001 to 0.015 credits per image'],
    ['kling/v1.5-pro', '0.098 credits per second of video'],
    ['bytedance/seedance-1.5-pro', '0.01153 to 0.11664 credits per second of video'],
  ])('says the price of %s in a line: %s', (identifier, summary) => {
    expect(usdCredits.model(identifier)?.priceSummary).toBe(summary);
  });

  it('lists models by kind, availability and search, in the order of their identifiers', () => {
    const all = usdCredits.models();
    expect(all.length).toBe(usdCredits.storefront.models.length);
    expect(all.map((model) => model.identifier)).toEqual(all.map((model) => model.identifier).toSorted());
    const audio = usdCredits.models({ kinds: ['MUSIC', 'SOUND'] }).map((model) => model.identifier);
    expect(audio).toEqual([
      'elevenlabs/music',
      'elevenlabs/sound-effects',
      'higgsfield/voice-sound',
      'runway/eleven_text_to_sound_v2',
    ]);
    expect(unitCredits.models({ kinds: ['VOICE'], available: true })).toHaveLength(4);
    expect(unitCredits.models({ kinds: ['VOICE'], available: false })).toEqual([]);
    expect(usdCredits.models({ available: false })).toEqual([]);
    expect(usdCredits.models({ search: ' KLING ' }).every((model) => /kling/i.test(model.name))).toBe(true);
    expect(usdCredits.models({ search: 'schnell', available: true }).length).toBeGreaterThan(2);
    expect(usdCredits.models({ search: 'no such thing' })).toEqual([]);
    expect(usdCredits.models({ kinds: [] })).toEqual([]);
  });

  it('gives longer deadlines to videos', () => {
    expect(usdCredits.model('google/veo-3.0-generate-001')?.deadlineSeconds).toBe(1800);
  });

  it('sells at least 25 real models of every kind of price', () => {
    const sold = usdCredits.models({ available: true });
    expect(sold.length).toBeGreaterThan(25);
    const kinds = new Set(sold.flatMap((model) => model.price.rules.map((rule) => rule.kind)));
    expect([...kinds].toSorted()).toEqual(
      ['firstPlusFurther', 'flat', 'matrix', 'package', 'perUnit', 'styleTable', 'surcharge'].toSorted(),
    );
    expect(sold.every((model) => model.source.url.startsWith('https://'))).toBe(true);
  });
});

describe('packs and plans', () => {
  it.each([
    ['free', '0.00', '0', 30, 2, 600],
    ['starter', '9.00', '9', 90, 5, 1200],
    ['pro', '29.00', '29', 180, 20, 3000],
    ['scale', '99.00', '99', 365, 100, 12_000],
    ['enterprise', '199.00', '199', 365, 500, 60_000],
  ])('the plan %s costs %s a month', (...[id, price, credits, days, concurrency, rate]) => {
    const plan = usdCredits.plan(id)!;
    expect([formatMoney(plan.price), formatCredits(plan.monthlyCredits)]).toEqual([price, credits]);
    expect(plan).toMatchObject({ auditWindowDays: days, concurrencyLimit: concurrency, requestsPerMinute: rate });
    expect(styleTokens.plan(id)).toBeDefined();
  });

  it('are unknown by other names', () => {
    expect(usdCredits.pack('pack-11')).toBeUndefined();
    expect(usdCredits.plan('gold')).toBeUndefined();
  });
});
