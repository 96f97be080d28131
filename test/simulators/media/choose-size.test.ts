import { describe, expect, it } from '@jest/globals';
import { chooseSize } from '../../../simulators/media/choose-size.ts';

describe('the size of a picture', () => {
  it.each([
    ['IMAGE', {}, '1024x1024'],
    ['IMAGE', { size: 'auto' }, '1024x1024'],
    ['IMAGE', { size: '1792x1024', resolution: '720p' }, '1792x1024'],
    ['IMAGE', { width: 512, height: 768, size: '64x64' }, '512x768'],
    ['IMAGE', { width: 512 }, '512x512'],
    ['IMAGE', { image_size: 'landscape_16_9' }, '1024x576'],
    ['IMAGE', { aspect_ratio: '16:9' }, '1360x768'],
    ['IMAGE', { aspect_ratio: 'match_input_image' }, '1024x1024'],
    ['IMAGE', { resolution: '2K' }, '2048x2048'],
    ['IMAGE', { resolution: '4K', aspect_ratio: '16:9' }, '5456x3072'],
    ['IMAGE', { resolution: '1080p', aspect_ratio: '16:9' }, '1920x1080'],
    ['IMAGE', { resolution: '512px' }, '512x512'],
    ['IMAGE', { megapixels: '1' }, '1000x1000'],
    ['IMAGE', { megapixels: 4 }, '2000x2000'],
    ['VIDEO', {}, '1280x720'],
    ['VIDEO', { resolution: '720p' }, '1280x720'],
    ['VIDEO', { mode: 'pro', aspect_ratio: '9:16' }, '1080x1920'],
    ['IMAGE', { mode: 'edit' }, '1024x1024'],
    ['VIDEO', { resolution: '768p' }, '1366x768'],
    ['VIDEO', { resolution: '1080P', aspect_ratio: '9:16' }, '1080x1920'],
    ['VIDEO', { resolution: '720p', aspect_ratio: '1:1' }, '720x720'],
    ['VIDEO', { resolution: '2k' }, '2560x1440'],
    ['VIDEO', { resolution: '4k', aspect_ratio: '16:9' }, '3840x2160'],
    ['VIDEO', { resolution: '1280x720' }, '1280x720'],
  ] as const)('of %s with %j is %s', (kind, parameters, expected) => {
    const choice = chooseSize(kind, parameters);
    expect(choice.ok ? `${String(choice.size.width)}x${String(choice.size.height)}` : choice.message).toBe(expected);
  });

  it.each([
    [{ size: 'large' }],
    [{ size: 512 }],
    [{ resolution: 'best' }],
    [{ aspect_ratio: '0:1' }],
    [{ aspect_ratio: '1:9999' }],
    [{ megapixels: 'many' }],
    [{ width: '1e3x' }],
    [{ resolution: '8k' }],
  ])('is refused for %j', (parameters) => {
    expect(chooseSize('VIDEO', parameters)).toMatchObject({ ok: false });
  });
});
