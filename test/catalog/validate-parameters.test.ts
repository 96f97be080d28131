import { describe, expect, it } from '@jest/globals';
import type { ParameterCheck } from '../../src/catalog/index.ts';
import { order, unitCredits, usdCredits } from './shipped.ts';

function check(identifier: string, parameters: Record<string, unknown>): ParameterCheck {
  const model = usdCredits.model(identifier);
  if (model === undefined) throw new Error(`no model ${identifier}`);
  return usdCredits.validateParameters(model, parameters);
}

describe('parameters', () => {
  it('get their defaults, on a copy', () => {
    const given = { quality: 'hd' };
    expect(check('dall-e-3', given)).toEqual({
      ok: true,
      parameters: { quality: 'hd', size: '1024x1024', output_format: 'png' },
    });
    expect(given).toEqual({ quality: 'hd' });
  });

  it.each([
    [
      'dall-e-3',
      { qualty: 'hd' },
      ['parameters', 'qualty'],
      ['quality', 'size', 'output_format'],
      'There is no parameter "qualty"; there are quality, size, output_format.',
    ],
    [
      'dall-e-3',
      { quality: 'ultra' },
      ['parameters', 'quality'],
      ['standard', 'hd'],
      'The parameter "quality" has to be one of standard, hd.',
    ],
    ['dall-e-3', { quality: 1 }, ['parameters', 'quality'], ['standard', 'hd'], undefined],
    [
      'runway/gen4.5',
      { duration: 11 },
      ['parameters', 'duration'],
      ['2 to 10'],
      'The parameter "duration" has to be 2 to 10.',
    ],
    ['runway/gen4.5', { duration: 1 }, ['parameters', 'duration'], ['2 to 10'], undefined],
    ['runway/gen4.5', { duration: '5' }, ['parameters', 'duration'], ['2 to 10'], undefined],
    ['runway/gen4.5', { duration: 2.5 }, ['parameters', 'duration'], ['2 to 10'], undefined],
    ['runway/gen4.5', { duration: null }, ['parameters', 'duration'], ['2 to 10'], undefined],
    ['google/veo-3.1-generate-preview', { duration: 5 }, ['parameters', 'duration'], ['4', '6', '8'], undefined],
    ['bfl/flux-schnell', { width: 1000 }, ['parameters', 'width'], ['256 to 1440, in steps of 32'], undefined],
    ['fal-ai/veo3', { audio: 'yes' }, ['parameters', 'audio'], ['true or false'], undefined],
    [
      'runway/gen4_turbo',
      {},
      ['parameters', 'image_url'],
      ['an http or https address of at most 2048 characters'],
      'The parameter "image_url" is missing.',
    ],
    [
      'runway/gen4_turbo',
      { image_url: 'file:///etc/passwd' },
      ['parameters', 'image_url'],
      ['an http or https address of at most 2048 characters'],
      undefined,
    ],
    ['runway/gen4_image', { reference_images: [1] }, ['parameters', 'reference_images', '0'], undefined, undefined],
    [
      'runway/gen4_image_turbo',
      { reference_images: [] },
      ['parameters', 'reference_images'],
      ['a list of 1 to 3 items'],
      undefined,
    ],
  ])('of %s are refused: %j', (...[identifier, parameters, path, allowed, message]) => {
    const answer = check(identifier, parameters);
    if (answer.ok) throw new Error('it was accepted');
    expect(answer.refusal.code).toBe('INVALID_PARAMETER');
    expect(answer.refusal.path).toEqual(path);
    if (allowed !== undefined) expect(answer.refusal.allowed).toEqual(allowed);
    if (message !== undefined) expect(answer.refusal.message).toBe(message);
  });

  it('named like parts of every object are unknown, like all others', () => {
    const sneaky = JSON.parse('{"__proto__": {"quality": "hd"}}') as Record<string, unknown>;
    expect(check('dall-e-3', sneaky)).toMatchObject({ ok: false, refusal: { path: ['parameters', '__proto__'] } });
    expect(check('dall-e-3', { constructor: 1 })).toMatchObject({ ok: false });
  });

  it('can tell the sandbox how to behave, which is not advertised', () => {
    const sandbox = { outcome: 'partial', deliver: 2, delayMilliseconds: 600_000 };
    expect(check('dall-e-3', { sandbox }).ok).toBe(true);
    const answer = check('dall-e-3', { sandbox: { outcome: 'explode' } });
    expect(answer).toMatchObject({
      ok: false,
      refusal: {
        path: ['parameters', 'sandbox', 'outcome'],
        allowed: ['succeed', 'fail', 'reject', 'timeout', 'partial'],
      },
    });
  });
});

describe('a request that cannot be priced says where and what is allowed', () => {
  it.each<[string, string, Record<string, unknown>, string[], string[]]>([
    [
      'an unknown parameter',
      'openai/gpt-image-2',
      { siez: '1024x1024' },
      ['siez'],
      ['quality', 'size', 'output_format'],
    ],
    ['a wrong type', 'krea/kling-3.0', { audio: 'yes' }, ['audio'], ['true or false']],
    ['a value out of range', 'krea/kling-3.0', { duration: 16 }, ['duration'], ['3 to 15']],
    [
      'a missing parameter',
      'openai/whisper-1',
      { audio_url: 'https://a.example/1.wav' },
      ['input_duration'],
      ['1 to 14400'],
    ],
    [
      'a value that is not sold',
      'vyro/imagine',
      { style: 'sdxl-1.0' },
      ['style'],
      ['anime', 'realistic', 'flux-schnell', 'flux-dev-fast', 'flux-dev', 'imagine-turbo'],
    ],
    [
      'a combination of several that is not sold',
      'pixverse/pixverse-v5.5/image-to-video',
      { image_url: 'https://a.example/1.png', duration: 5, audio: false },
      [],
      ['duration 5, with audio'],
    ],
  ])('for %s of %s: %j', (...[, identifier, parameters, place, allowed]) => {
    const catalog = unitCredits.model(identifier) === undefined ? usdCredits : unitCredits;
    expect(order(catalog, identifier, { parameters })).toMatchObject({
      ok: false,
      refusal: { code: 'INVALID_PARAMETER', path: ['parameters', ...place], allowed },
    });
  });

  it('and for a prompt that is missing, which some prices count', () => {
    expect(order(usdCredits, 'openai/tts-1')).toMatchObject({
      ok: false,
      refusal: { code: 'INVALID_PARAMETER', path: ['prompt'] },
    });
  });
});

describe('the parameter schemas that ship', () => {
  it('compile in strict mode and accept their own defaults', () => {
    for (const model of [...usdCredits.models(), ...unitCredits.models()]) {
      const answer = usdCredits.validateParameters(model, {});
      const ownFault = !answer.ok && !answer.refusal.message.endsWith('is missing.');
      expect([model.identifier, ownFault]).toEqual([model.identifier, false]);
    }
  });

  it('have a title for every field of a form', () => {
    for (const model of usdCredits.models()) {
      const properties = Object.values(model.parameterSchema['properties'] as Record<string, { title?: string }>);
      expect(properties.filter((property) => property.title === undefined)).toEqual([]);
    }
  });
});
