// What a file is, from its own bytes: type, size, pixels, length. Nothing that a provider claims is used.
import { open, readFile, stat } from 'node:fs/promises';
import sharp from 'sharp';
import type { MeasuredOutput } from '../provider.ts';
import { measureMpegAudio } from './measure-mpeg-audio.ts';
import { isWholeMp4, measureRecording } from './measure-recording.ts';
import { measureWave } from './measure-wave.ts';
import type { OutputMimeType } from './output-name.ts';

/** A measured output before it has an address. */
export type MeasuredFile = Omit<MeasuredOutput, 'url' | 'mimeType'> & { readonly mimeType: OutputMimeType };

export interface OutputRefusal {
  readonly code: 'UNDECODABLE_OUTPUT';
  /** For people; names neither file nor folder. */
  readonly message: string;
}

export type MeasureResult =
  | { readonly ok: true; readonly measured: MeasuredFile }
  | { readonly ok: false; readonly refusal: OutputRefusal };

/** An encoded image or animation is decoded in memory, so there is a limit to it. */
const MAX_IMAGE_BYTES = 256 * 1024 * 1024;

/** Less than any codec needs: what claims to play longer than its bytes can is not believed (bit/s). */
const LEAST_BITS_PER_SECOND = 500;

/**
 * Decodes the whole image, walks all frames or boxes of a recording, so that a truncated or damaged file is refused. Throws
 * if the file cannot be read. Images and animations: pixels of one frame; length is the sum of the frames' delays. Audio: the
 * length of its frames. Video: pixels and length as its container has them, if the bytes can hold that much.
 */
export async function measureOutput(file: string): Promise<MeasureResult> {
  const { size: bytes } = await stat(file);
  const container = containerOf(await firstBytes(file));
  switch (container) {
    case undefined:
      return refused('The file is of no type that can be delivered.');
    case 'audio/wav':
      return audio(container, bytes, await measureWave(file, bytes));
    case 'audio/mpeg':
      return audio(container, bytes, await measureMpegAudio(file));
    case 'audio/ogg':
    case 'audio/flac':
    case 'mp4':
    case 'webm':
      return measureContainer(file, bytes, container);
    default:
      return measurePicture(file, bytes, container);
  }
}

function audio(mimeType: OutputMimeType, bytes: number, durationMilliseconds: number | undefined): MeasureResult {
  if (durationMilliseconds === undefined) return refused('The audio is damaged, truncated or empty.');
  return { ok: true, measured: { mimeType, bytes, durationMilliseconds } };
}

async function measureContainer(
  file: string,
  bytes: number,
  container: 'audio/ogg' | 'audio/flac' | 'mp4' | 'webm',
): Promise<MeasureResult> {
  const recording = container !== 'mp4' || (await isWholeMp4(file, bytes)) ? await measureRecording(file) : undefined;
  if (recording === undefined) return refused('The recording is damaged, truncated or empty.');
  const { hasVideo, durationMilliseconds, ...pixels } = recording;
  if ((bytes * 8_000) / durationMilliseconds < LEAST_BITS_PER_SECOND) {
    return refused('The recording claims to be longer than its bytes can be.');
  }
  const mimeType = typeOf(container, hasVideo);
  if (mimeType === undefined) return refused('The file is of no type that can be delivered.');
  return { ok: true, measured: { mimeType, bytes, durationMilliseconds, ...pixels } };
}

function typeOf(container: 'audio/ogg' | 'audio/flac' | 'mp4' | 'webm', hasVideo: boolean): OutputMimeType | undefined {
  if (container === 'mp4') return hasVideo ? 'video/mp4' : 'audio/mp4';
  if (container === 'webm') return hasVideo ? 'video/webm' : 'audio/webm';
  return hasVideo ? undefined : container;
}

async function measurePicture(file: string, bytes: number, mimeType: OutputMimeType): Promise<MeasureResult> {
  if (bytes > MAX_IMAGE_BYTES) return refused('The image file is too large.');
  const pixels = await measureImage(await readFile(file));
  if (pixels === undefined) return refused('The image is damaged or truncated.');
  return { ok: true, measured: { mimeType, bytes, ...pixels } };
}

function refused(message: string): MeasureResult {
  return { ok: false, refusal: { code: 'UNDECODABLE_OUTPUT', message } };
}

async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const start = Buffer.alloc(12);
    await handle.read(start, 0, start.length, 0);
    return start;
  } finally {
    await handle.close();
  }
}

type Container =
  | 'image/png'
  | 'image/jpeg'
  | 'image/gif'
  | 'image/webp'
  | 'audio/wav'
  | 'audio/mpeg'
  | 'audio/ogg'
  | 'audio/flac'
  | 'mp4'
  | 'webm';

/** By signature, before any decoder sees the file: the image library would also open SVG, PDF and more. */
function containerOf(start: Buffer): Container | undefined {
  const text = start.toString('latin1');
  const known = SIGNATURES.find(([, signature]) => signature.test(text));
  return known?.[0];
}

const SIGNATURES: readonly (readonly [Container, RegExp])[] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
  ['audio/wav', /^RIFF[^]{4}WAVE/],
  // A tag, or the sync word of an MPEG-1, 2 or 2.5 frame of Layer III; other layers and AAC differ in the second byte.
  ['audio/mpeg', /^(?:ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb])/],
  ['audio/ogg', /^OggS/],
  ['audio/flac', /^fLaC/],
  ['mp4', /^[^]{4}ftyp/],
  ['webm', /^\x1a\x45\xdf\xa3/],
];

type Pixels = Pick<MeasuredFile, 'width' | 'height' | 'durationMilliseconds'>;

async function measureImage(content: Buffer): Promise<Pixels | undefined> {
  try {
    const image = sharp(content, { animated: true, failOn: 'error' });
    const { width, height, pageHeight, pages = 1, delay = [] } = await image.metadata();
    // Shrinking reads every row of every frame and holds almost nothing in memory: a full check that is cheap.
    await image.resize(8, 8, { fit: 'fill' }).raw().toBuffer();
    const size = { width, height: pageHeight ?? height };
    return pages > 1 ? { ...size, durationMilliseconds: delay.reduce((sum, next) => sum + next, 0) } : size;
  } catch {
    return undefined; // the decoder's refusal; its words are of no use to a customer
  }
}
