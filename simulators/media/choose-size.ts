// How large a picture was asked for, in the several ways in which models let one say it.

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

export type SizeChoice =
  | { readonly ok: true; readonly size: PictureSize }
  | { readonly ok: false; readonly message: string };

type Parameters = Readonly<Record<string, unknown>>;

const MIN_SIDE_PIXELS = 16;
const MAX_SIDE_PIXELS = 8192;
/** A 4K image is 4096 squared; a video's frames are held in memory together. */
const MAX_PIXELS = { IMAGE: 17_000_000, VIDEO: 9_500_000 } as const;

/** Names used by fal.ai's image models (fal.ai/models, `image_size`). */
const NAMED_SIZES = new Map([
  ['square', '512x512'],
  ['square_hd', '1024x1024'],
  ['portrait_4_3', '768x1024'],
  ['portrait_16_9', '576x1024'],
  ['landscape_4_3', '1024x768'],
  ['landscape_16_9', '1024x576'],
]);

/** Kling's video models sell their resolutions under these names (`mode`). */
const RESOLUTION_OF_MODE = new Map<unknown, string>([
  ['std', '720p'],
  ['pro', '1080p'],
  ['4k', '4k'],
]);

/**
 * The first of these that is there decides: `width` and `height`; `size` ("1024x1536", or a name such as
 * "landscape_16_9"); `resolution` ("720p", "2K", "1280x720"; or `mode`) with `aspect_ratio`; `megapixels` with `aspect_ratio`;
 * `aspect_ratio` alone. Without any: 1024x1024 for an image, 1280x720 for a video.
 */
export function chooseSize(kind: 'IMAGE' | 'VIDEO', parameters: Parameters): SizeChoice {
  const size = readSize(kind, parameters);
  if (size === undefined) return { ok: false, message: 'The sandbox does not understand the size that was asked for.' };
  const { width, height } = size;
  const sides = [width, height];
  const fits = sides.every((side) => side >= MIN_SIDE_PIXELS && side <= MAX_SIDE_PIXELS);
  if (fits && width * height <= MAX_PIXELS[kind]) return { ok: true, size };
  const limits = `sides of ${String(MIN_SIDE_PIXELS)} to ${String(MAX_SIDE_PIXELS)} pixels, ${String(MAX_PIXELS[kind] / 1e6)} megapixels`;
  return { ok: false, message: `The sandbox makes pictures with ${limits} at most.` };
}

function readSize(kind: 'IMAGE' | 'VIDEO', parameters: Parameters): PictureSize | undefined {
  const { width, height, image_size: imageSize, size = imageSize } = parameters;
  if (width !== undefined || height !== undefined) return fromSides(width ?? height, height ?? width);
  return size === undefined || size === 'auto' ? readFrame(kind, parameters) : fromText(size);
}

function readFrame(kind: 'IMAGE' | 'VIDEO', parameters: Parameters): PictureSize | undefined {
  const { megapixels, mode, resolution = RESOLUTION_OF_MODE.get(mode) } = parameters;
  const ratio = readRatio(kind, parameters);
  if (ratio === undefined) return undefined;
  if (typeof resolution === 'string' && resolution !== 'auto') return fromResolution(kind, resolution, ratio);
  if (megapixels !== undefined) return fromArea(Number(megapixels) * 1e6, ratio, 2);
  return kind === 'VIDEO' ? fromShortSide(720, ratio) : fromArea(1024 * 1024, ratio, 16);
}

function fromSides(width: unknown, height: unknown): PictureSize | undefined {
  const sides = { width: Number(width), height: Number(height) };
  return Number.isInteger(sides.width) && Number.isInteger(sides.height) ? sides : undefined;
}

function fromText(text: unknown): PictureSize | undefined {
  if (typeof text !== 'string') return undefined;
  const sides = /^(\d{1,5})\s*[xX×*]\s*(\d{1,5})$/.exec(NAMED_SIZES.get(text) ?? text);
  return sides === null ? undefined : fromSides(sides[1], sides[2]);
}

/** Width by height. Words such as "auto" or "match_input_image" leave it to the model. */
function readRatio(kind: 'IMAGE' | 'VIDEO', parameters: Parameters): number | undefined {
  const { aspect_ratio: text = 'auto' } = parameters;
  if (typeof text !== 'string') return undefined;
  if (/^[a-z_]+$/.test(text)) return kind === 'VIDEO' ? 16 / 9 : 1;
  const sides = /^(\d{1,4}(?:\.\d{1,4})?)[:x/](\d{1,4}(?:\.\d{1,4})?)$/.exec(text);
  const ratio = Number(sides?.[1]) / Number(sides?.[2]);
  return Number.isFinite(ratio) && ratio > 0 ? ratio : undefined;
}

function fromResolution(kind: 'IMAGE' | 'VIDEO', text: string, ratio: number): PictureSize | undefined {
  const [, digits, unit] = /^(\d{1,4}(?:\.\d)?)\s*(p|px|k|mp)$/i.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return fromText(text);
  const amount = Number(digits);
  if (unit.toLowerCase() === 'p') return fromShortSide(amount, ratio);
  if (unit.toLowerCase() === 'mp') return fromArea(amount * 1e6, ratio, 2);
  if (unit.toLowerCase() === 'px') return fromArea(amount * amount, ratio, 16);
  // A film's 2K and 4K are 1440p and 2160p (rows of 16:9); an image's are an area of 2048 or 4096 squared.
  return kind === 'VIDEO'
    ? fromShortSide(amount === 2 ? 1440 : amount * 540, ratio)
    : fromArea((amount * 1024) ** 2, ratio, 16);
}

function fromShortSide(side: number, ratio: number): PictureSize {
  const long = 2 * Math.round((side * Math.max(ratio, 1 / ratio)) / 2);
  return ratio >= 1 ? { width: long, height: side } : { width: side, height: long };
}

function fromArea(area: number, ratio: number, multipleOf: number): PictureSize {
  const rounded = (side: number): number => multipleOf * Math.round(side / multipleOf);
  return { width: rounded(Math.sqrt(area * ratio)), height: rounded(Math.sqrt(area / ratio)) };
}
