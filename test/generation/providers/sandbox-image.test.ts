import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { onlyOutputOf, openWorkplace, outputsOf, request, type Workplace } from './sandbox-workplace.ts';

let workplace: Workplace;
beforeEach(async () => {
  workplace = await openWorkplace();
});
afterEach(() => workplace.leave());

async function draw(parameters: Record<string, unknown>, prompt = 'A quiet harbour'): Promise<Buffer> {
  const output = onlyOutputOf(await workplace.provider.submit(request({ parameters, prompt })));
  return workplace.contentOf(output);
}

describe('an image of the sandbox', () => {
  it.each([
    [{}, 1024, 1024, 'png'],
    [{ size: '1024x1536' }, 1024, 1536, 'png'],
    [{ size: '333x77', output_format: 'png' }, 333, 77, 'png'],
    [{ width: 640, height: 400, output_format: 'jpeg' }, 640, 400, 'jpeg'],
    [{ resolution: '720p', aspect_ratio: '9:16', output_format: 'webp' }, 720, 1280, 'webp'],
  ])('has exactly the size and format that %j ask for', async (parameters, width, height, format) => {
    const output = onlyOutputOf(await workplace.provider.submit(request({ parameters })));
    const content = await workplace.contentOf(output);
    const decoded = await sharp(content).raw().toBuffer({ resolveWithObject: true });
    expect(decoded.info).toMatchObject({ width, height, channels: 3 });
    expect((await sharp(content).metadata()).format).toBe(format);
    expect(output).toMatchObject({ width, height, mimeType: `image/${format}`, bytes: content.length });
    expect(output).not.toHaveProperty('durationMilliseconds');
  });

  it('is the same, byte for byte, for the same prompt and seed', async () => {
    const parameters = { size: '256x256', seed: 7 };
    expect(await draw(parameters)).toEqual(await draw(parameters));
  });

  it('is another one for another seed, another prompt, or another attempt without a seed', async () => {
    const size = '256x256';
    const pictures = [
      await draw({ size, seed: 7 }),
      await draw({ size, seed: 8 }),
      await draw({ size, seed: 7 }, 'A loud harbour'),
      await draw({ size }),
      await draw({ size }),
    ];
    expect(new Set(pictures.map((picture) => picture.toString('base64'))).size).toBe(pictures.length);
  });

  it('differs from the other images of its generation', async () => {
    const outputs = outputsOf(await workplace.provider.submit(request({ count: 4 })));
    const contents = await Promise.all(outputs.map((output) => workplace.contentOf(output)));
    expect(new Set(contents.map((content) => content.toString('base64'))).size).toBe(4);
    expect(new Set(outputs.map(({ url }) => url)).size).toBe(4);
  });

  it.each([
    ['markup', '</text><script>alert(1)</script><image href="file:///etc/passwd"/> & "quotes" \'too\' ]]> <!--'],
    ['control characters', 'zero \u0000 bell \u0007 escape \u001b[31m \ufffe \u202e reversed'],
    ['half a surrogate pair', 'broken \ud83d emoji'],
    ['a megabyte', 'word '.repeat(200_000)],
    ['one endless word', 'x'.repeat(100_000)],
    ['no text at all', ''],
  ])('can be drawn from a prompt with %s', async (_, prompt) => {
    const content = await draw({ size: '256x256' }, prompt);
    expect(await sharp(content).metadata()).toMatchObject({ width: 256, height: 256 });
  });

  it.each([
    [{ size: '100000x10' }],
    [{ size: '8192x8192' }],
    [{ size: '8x8' }],
    [{ size: 'enormous' }],
    [{ width: 'wide' }],
    [{ width: 12.5 }],
    [{ aspect_ratio: '16:0' }],
    [{ output_format: 'svg' }],
  ])('is refused, and not charged to another provider, for %j', async (parameters) => {
    const verdict = await workplace.provider.submit(request({ parameters }));
    expect(verdict).toMatchObject({ state: 'failed', failure: { code: 'INVALID_INPUT', retryable: false } });
    expect(await workplace.outputFiles()).toEqual([]);
  });
});
