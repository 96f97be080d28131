// Still images and short animations, drawn from the prompt, the seed and the output's number.
import sharp from 'sharp';
import type { PictureSize } from './choose-size.ts';
import { drawScene, type Picture } from './draw-scene.ts';

export type ImageFormat = 'png' | 'jpeg' | 'webp';

export interface MadeFile {
  readonly mimeType: `image/${ImageFormat}` | 'audio/wav';
  readonly content: Uint8Array | AsyncIterable<Uint8Array>;
}

/** No `quality` for PNG: it would reduce the picture to 256 colours, which takes three times as long. */
const ENCODING = { png: { compressionLevel: 4 }, jpeg: { quality: 88 }, webp: { quality: 85, effort: 2 } } as const;

type StillPicture = Omit<Picture, 'moment'>;

export async function makeImage(picture: StillPicture, format: ImageFormat): Promise<MadeFile> {
  const drawing = sharp(Buffer.from(drawScene({ ...picture, moment: 0 }))).removeAlpha();
  const content = await drawing.toFormat(format, ENCODING[format]).toBuffer();
  return { mimeType: `image/${format}`, content };
}

/** Pixels in all frames together, 8 frames of 720p: drawn, encoded and measured in less than a second. */
const PIXEL_BUDGET = 7_500_000;
const MIN_FRAMES = 2;
const MAX_FRAMES = 16;
const MAX_FRAMES_PER_SECOND = 12;

/**
 * An animated WebP of exactly this length. WebP and not GIF: every browser plays both, but WebP's delays are in
 * milliseconds (GIF's in hundredths of a second), its colours are not reduced to 256, and it takes less than half the time.
 * The frames are real ones of the asked size; the larger they are, the fewer.
 */
export async function makeAnimation(picture: StillPicture, seconds: number): Promise<MadeFile> {
  const delay = frameDelays(picture.size, Math.round(seconds * 1000));
  const frames = delay.map((_, frame) => Buffer.from(drawScene({ ...picture, moment: frame / delay.length })));
  const animation = sharp(frames, { join: { animated: true } }).removeAlpha();
  const content = await animation.webp({ quality: 75, effort: 0, delay, loop: 0 }).toBuffer();
  return { mimeType: 'image/webp', content };
}

/** Whole milliseconds that add up to the length exactly. */
function frameDelays({ width, height }: PictureSize, milliseconds: number): number[] {
  const affordable = Math.min(MAX_FRAMES, Math.floor(PIXEL_BUDGET / (width * height)));
  const smooth = Math.ceil((milliseconds / 1000) * MAX_FRAMES_PER_SECOND);
  const count = Math.max(MIN_FRAMES, Math.min(affordable, smooth));
  const startOf = (frame: number): number => Math.round((frame * milliseconds) / count);
  return Array.from({ length: count }, (_, frame) => startOf(frame + 1) - startOf(frame));
}
