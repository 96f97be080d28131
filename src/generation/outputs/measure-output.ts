// What a file is, from its own bytes: type, size, pixels, length. Nothing that a provider claims is used.
import { open, readFile, stat } from 'node:fs/promises';
import sharp from 'sharp';
import type { MeasuredOutput } from '../provider.ts';
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

/**
 * Decodes the whole file, so that a truncated or damaged one is refused. Throws if the file cannot be read.
 * Images and animations: pixels of one frame; length is the sum of the frames' delays. Audio: frames by sample rate.
 */
export async function measureOutput(file: string): Promise<MeasureResult> {
  const { size: bytes } = await stat(file);
  const mimeType = mimeTypeOfContent(await firstBytes(file));
  if (mimeType === undefined) return refused('The file is of no type that can be delivered.');
  if (mimeType === 'audio/wav') {
    const durationMilliseconds = await measureWave(file, bytes);
    if (durationMilliseconds === undefined) return refused('The audio is damaged, truncated or empty.');
    return { ok: true, measured: { mimeType, bytes, durationMilliseconds } };
  }
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

/** By signature, before any decoder sees the file: the image library would also open SVG, PDF and more. */
function mimeTypeOfContent(start: Buffer): OutputMimeType | undefined {
  const text = start.toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif';
  if (!text.startsWith('RIFF')) return undefined;
  if (text.endsWith('WEBP')) return 'image/webp';
  return text.endsWith('WAVE') ? 'audio/wav' : undefined;
}

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
