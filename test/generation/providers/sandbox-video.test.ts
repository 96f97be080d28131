import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { onlyOutputOf, openWorkplace, request, type Workplace } from './sandbox-workplace.ts';

let workplace: Workplace;
beforeEach(async () => {
  workplace = await openWorkplace();
});
afterEach(() => workplace.leave());

async function film(parameters: Record<string, unknown>) {
  const output = onlyOutputOf(await workplace.provider.submit(request({ kind: 'VIDEO', parameters })));
  const content = await workplace.contentOf(output);
  return { output, content, metadata: await sharp(content, { animated: true }).metadata() };
}

describe('a video of the sandbox', () => {
  it.each([
    [{ duration: 5, resolution: '720p' }, 1280, 720, 5000],
    [{ duration: '6', resolution: '480p', aspect_ratio: '9:16' }, 480, 854, 6000],
    [{ duration: 0.7, size: '320x200' }, 320, 200, 700],
    [{ duration: 3.333, width: 200, height: 200 }, 200, 200, 3333],
    [{ duration: 60, size: '400x300' }, 400, 300, 60_000],
  ])('has exactly the size and length that %j ask for', async (parameters, width, height, durationMilliseconds) => {
    const { output, metadata } = await film(parameters);
    expect(output).toMatchObject({ width, height, durationMilliseconds, mimeType: 'image/webp' });
    expect(metadata).toMatchObject({ width, pageHeight: height });
    expect(metadata.delay?.reduce((sum, delay) => sum + delay, 0)).toBe(durationMilliseconds);
  });

  it('moves: its frames differ from each other', async () => {
    const { content, metadata } = await film({ duration: 2, size: '320x200' });
    const pages = metadata.pages ?? 0;
    expect(pages).toBeGreaterThanOrEqual(2);
    const frames = await Promise.all(
      Array.from({ length: pages }, (_, page) => sharp(content, { page }).raw().toBuffer()),
    );
    expect(new Set(frames.map((frame) => frame.toString('base64'))).size).toBe(pages);
  });

  it('is the same for the same seed, and another for another', async () => {
    const [first, same, other] = [
      await film({ duration: 1, size: '160x120', seed: 1 }),
      await film({ duration: 1, size: '160x120', seed: 1 }),
      await film({ duration: 1, size: '160x120', seed: 2 }),
    ];
    expect(same.content).toEqual(first.content);
    expect(other.content).not.toEqual(first.content);
  });
});
