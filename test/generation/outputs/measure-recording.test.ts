import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type MeasureResult, measureOutput } from '../../../src/generation/outputs/index.ts';
import { makeSpeech } from '../../support/provider-double/media.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tollgate-recording-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function measure(content: Uint8Array): Promise<MeasureResult> {
  const file = path.join(folder, 'output');
  await writeFile(file, content);
  return await measureOutput(file);
}

const REFUSED = { ok: false, refusal: { code: 'UNDECODABLE_OUTPUT' } };

describe('a measured MP3', () => {
  const milliseconds = (frames: number): number => Math.round((frames * 1152 * 1000) / 44_100);
  const speech = makeSpeech(2);
  const frames = speech.length / 417;

  it('is as long as its frames', async () => {
    const measured = { mimeType: 'audio/mpeg', bytes: speech.length, durationMilliseconds: milliseconds(frames) };
    expect(await measure(speech)).toEqual({ ok: true, measured });
  });

  it('is as long as its frames whatever its tag says and however long that is', async () => {
    const tag = Buffer.alloc(10 + 300_000);
    tag.write('ID3\x04\0\0', 'latin1');
    for (const [index, shift] of [21, 14, 7, 0].entries()) tag[6 + index] = (300_000 >> shift) & 0x7f;
    expect(await measure(Buffer.concat([tag, speech]))).toMatchObject({
      measured: { durationMilliseconds: milliseconds(frames) },
    });
  });

  it('is as long as what is left of it when its end is missing', async () => {
    const half = speech.subarray(0, 417 * 10 + 200);
    expect(await measure(half)).toMatchObject({ measured: { durationMilliseconds: milliseconds(10) } });
  });

  it.each([
    ['less than a frame', speech.subarray(0, 400)],
    ['a tag and nothing else', Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1')],
    ['the first bytes of a frame before noise', Buffer.concat([speech.subarray(0, 4), Buffer.alloc(300, 7)])],
  ])('is refused when it is %s', async (_, content) => {
    expect(await measure(content)).toMatchObject(REFUSED);
  });
});

const box = (type: string, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(content.length + 8);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, content]);
};

const words = (...values: number[]): Buffer => {
  const content = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) content.writeUInt32BE(value >>> 0, index * 4);
  return content;
};

/** A minimal MP4 with one video track (ISO/IEC 14496-12). */
function film({ seconds = 2, media = 4_000 } = {}): Buffer {
  const mediaHeader = box('mdhd', words(0, 0, 0, 1_000, seconds * 1_000, 0));
  const handler = box('hdlr', words(0, 0), Buffer.from('vide'), Buffer.alloc(13));
  const size = Buffer.alloc(70 + 8);
  size.writeUInt16BE(1, 6);
  size.writeUInt16BE(320, 24);
  size.writeUInt16BE(180, 26);
  const description = box('stsd', words(0, 1), box('avc1', size));
  const samples = [box('stts', words(0, 1, 1, seconds * 1_000)), box('stsc', words(0, 1, 1, 1, 1))];
  const table = box('stbl', description, ...samples, box('stsz', words(0, media, 1)), box('stco', words(0, 1, 0)));
  const track = box('trak', box('tkhd', Buffer.alloc(84)), box('mdia', mediaHeader, handler, box('minf', table)));
  const movie = box('moov', box('mvhd', words(0, 0, 0, 1_000, seconds * 1_000), Buffer.alloc(80)), track);
  return Buffer.concat([box('ftyp', Buffer.from('isom\0\0\0\0isom')), movie, box('mdat', Buffer.alloc(media, 1))]);
}

describe('a measured film', () => {
  it('as MP4 has type, size, pixels and length', async () => {
    const content = film();
    const measured = {
      mimeType: 'video/mp4',
      bytes: content.length,
      durationMilliseconds: 2_000,
      width: 320,
      height: 180,
    };
    expect(await measure(content)).toEqual({ ok: true, measured });
  });

  it('is refused when its end is missing, though its header is whole', async () => {
    const content = film();
    for (const missing of [1, 100, 3_990]) {
      expect(await measure(content.subarray(0, content.length - missing))).toMatchObject(REFUSED);
    }
  });

  it('is refused when it has no media at all', async () => {
    const content = film({ media: 0 });
    expect(await measure(content.subarray(0, content.length - 8))).toMatchObject(REFUSED);
  });

  it('that claims hours in a few bytes is not believed', async () => {
    expect(await measure(film({ seconds: 10_272 }))).toMatchObject(REFUSED);
  });

  it('that is only said to be one is refused', async () => {
    expect(await measure(Buffer.from('\0\0\0\x18ftypisom and then nothing of the kind'))).toMatchObject(REFUSED);
    expect(await measure(Buffer.from('\x1a\x45\xdf\xa3 and then nothing of the kind', 'latin1'))).toMatchObject(
      REFUSED,
    );
    expect(await measure(Buffer.from('OggS and then nothing of the kind'))).toMatchObject(REFUSED);
    expect(await measure(Buffer.from('fLaC and then nothing of the kind'))).toMatchObject(REFUSED);
  });
});
