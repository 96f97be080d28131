import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import wavefile from 'wavefile';
import { type MeasureResult, measureOutput } from '../../../src/generation/outputs/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tollgate-measure-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function measure(content: Uint8Array): Promise<MeasureResult> {
  const file = path.join(folder, 'output');
  await writeFile(file, content);
  return await measureOutput(file);
}

/** Noise, so that the bytes are spread over the whole file and none is unimportant. */
function noise(width: number, height: number, frames = 1) {
  const pixels = Buffer.alloc(width * height * frames * 3);
  for (const index of pixels.keys()) pixels[index] = (index * 7919) % 251;
  return sharp(pixels, { raw: { width, height: height * frames, channels: 3, pageHeight: height } });
}

function wave(rate: number, samples: number, bits = '16'): Buffer {
  const file = new wavefile.WaveFile();
  file.fromScratch(1, rate, bits, new Array<number>(samples).fill(0.25));
  return Buffer.from(file.toBuffer());
}

const REFUSED = { ok: false, refusal: { code: 'UNDECODABLE_OUTPUT' } };

describe('a measured image', () => {
  it.each(['png', 'jpeg', 'webp', 'gif'] as const)('as %s has type, size and pixels, and no length', async (format) => {
    const content = await noise(60, 40).toFormat(format).toBuffer();
    const measured = { mimeType: `image/${format}`, bytes: content.length, width: 60, height: 40 };
    expect(await measure(content)).toEqual({ ok: true, measured });
  });

  it.each(['png', 'jpeg', 'webp', 'gif'] as const)('as %s is refused when its end is missing', async (format) => {
    const content = await noise(300, 200).toFormat(format).toBuffer();
    for (const part of [0.3, 0.7, 0.95]) {
      expect(await measure(content.subarray(0, Math.floor(content.length * part)))).toMatchObject(REFUSED);
    }
  });

  it('is refused when bytes in its middle are damaged', async () => {
    const content = await noise(300, 200).png().toBuffer();
    content.fill(0xff, content.length / 2, content.length / 2 + 64);
    expect(await measure(content)).toMatchObject(REFUSED);
  });
});

describe('a measured animation', () => {
  it.each(['webp', 'gif'] as const)('as %s is as long as the delays of its frames together', async (format) => {
    const delay = [100, 250, 400];
    const content = await noise(50, 30, 3).toFormat(format, { delay, loop: 0 }).toBuffer();
    const measured = {
      mimeType: `image/${format}`,
      bytes: content.length,
      width: 50,
      height: 30,
      durationMilliseconds: 750,
    };
    expect(await measure(content)).toEqual({ ok: true, measured });
  });
});

describe('measured audio', () => {
  it.each([
    [24_000, 36_000, '16', 1500],
    [44_100, 44_100, '24', 1000],
    [8000, 1, '8', 0],
    [48_000, 100, '32f', 2],
  ])('at %d Hz with %d samples of %s bits', async (rate, samples, bits, durationMilliseconds) => {
    const content = wave(rate, samples, bits);
    const measured = { mimeType: 'audio/wav', bytes: content.length, durationMilliseconds };
    expect(await measure(content)).toEqual({ ok: true, measured });
  });

  it('skips other chunks before the sound, and a padding byte', async () => {
    const plain = wave(8000, 8000);
    const extra = Buffer.concat([Buffer.from('LIST'), Buffer.from([3, 0, 0, 0]), Buffer.from('abc\0')]);
    const content = Buffer.concat([plain.subarray(0, 36), extra, plain.subarray(36)]);
    expect(await measure(content)).toMatchObject({ ok: true, measured: { durationMilliseconds: 1000 } });
  });

  it('counts the bytes that are there when a streaming encoder did not know the length', async () => {
    const content = wave(8000, 8000);
    content.writeUInt32LE(0xffffffff, 40);
    expect(await measure(content)).toMatchObject({ ok: true, measured: { durationMilliseconds: 1000 } });
  });

  it('is refused when it is shorter than it says, empty, without a format, or of a coding that is not plain', async () => {
    const content = wave(8000, 8000);
    const compressed = Buffer.from(content);
    compressed.writeUInt16LE(2, 20);
    const impossible = Buffer.from(content);
    impossible.writeUInt16LE(0, 32);
    const formatless = Buffer.concat([content.subarray(0, 12), content.subarray(36)]);
    const bad = [content.subarray(0, 9000), content.subarray(0, 30), wave(8000, 0), compressed, impossible, formatless];
    for (const bytes of bad) expect(await measure(bytes)).toMatchObject(REFUSED);
  });
});

describe('a file of no known type', () => {
  it.each([
    ['nothing', ''],
    ['a page of HTML', '<!doctype html><title>502</title>'],
    ['an SVG, which could carry scripts', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['a PDF', '%PDF-1.7'],
    ['a signature and nothing behind it', '\x89PNG\r\n\x1a\n'],
    ['an empty container', 'RIFF\x04\0\0\0WEBP'],
  ])('is refused: %s', async (_, content) => {
    expect(await measure(Buffer.from(content, 'latin1'))).toMatchObject(REFUSED);
  });

  it('is an error when it is not there at all', async () => {
    await expect(measureOutput(path.join(folder, 'nowhere'))).rejects.toThrow('ENOENT');
  });
});
