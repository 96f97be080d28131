// Real files for the double to deliver: a picture, an animation, silence that any player plays.
import sharp from 'sharp';
import { createSeededRandom, imagineScene, makeAnimation } from '../../../simulators/media/index.ts';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Noise in one colour's shades, so that no two are alike and every byte matters. */
export async function makePicture({ width, height }: PictureSize, index: number): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  for (const place of pixels.keys()) pixels[place] = (place * 7919 + index * 31) % 251;
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

export async function makeClip(size: PictureSize, seconds: number): Promise<Buffer> {
  const scene = imagineScene(createSeededRandom('double'), 'double');
  const { content } = await makeAnimation({ size, scene, caption: { text: '', footnote: '' } }, seconds);
  return Buffer.from(content as Uint8Array);
}

/** MPEG-1 Layer III, 128 kbit/s, 44.1 kHz: a header and zeros make a whole frame of silence. */
const FRAME_BYTES = 417;
const FRAME_SECONDS = 1152 / 44_100;

export function makeSpeech(seconds: number): Buffer {
  const frames = Math.max(1, Math.round(seconds / FRAME_SECONDS));
  const content = Buffer.alloc(frames * FRAME_BYTES);
  for (let frame = 0; frame < frames; frame += 1) content.writeUInt32BE(0xfffb9000, frame * FRAME_BYTES);
  return content;
}

export const GARBAGE = Buffer.from('this is not a file of any kind, and longer than a signature');
