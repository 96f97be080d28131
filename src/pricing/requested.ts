// How many pixels a request asks for. All models use the same parameter names, so that one reading serves them all: `size`
// "1024x1024", or `width` and `height`, or `resolution` ("720p", "4k") with `aspect_ratio`.

import { fraction, halfEven } from '../money/index.ts';
import type { Parameters } from './price-rule.ts';

const SIZE_PATTERN = /^(\d{1,5})x(\d{1,5})$/;
const ASPECT_PATTERN = /^([1-9]\d{0,2}):([1-9]\d{0,2})$/;
const ROWS_PATTERN = /^(\d{3,4})p$/;
/** The video term for 2160p. */
const FOUR_K_ROWS = 2160n;

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function bySize(parameters: Parameters): bigint | undefined {
  const [, width, height] = SIZE_PATTERN.exec(text(parameters['size'])) ?? [];
  return width === undefined || height === undefined ? undefined : BigInt(width) * BigInt(height);
}

function byWidthAndHeight({ width, height }: { width?: unknown; height?: unknown }): bigint | undefined {
  return Number.isSafeInteger(width) && Number.isSafeInteger(height)
    ? BigInt(width as number) * BigInt(height as number)
    : undefined;
}

/** The shorter side that a resolution names. */
function rowsOf(resolution: string): bigint | undefined {
  const rows = ROWS_PATTERN.exec(resolution)?.[1];
  if (rows !== undefined) {
    return BigInt(rows);
  }
  return resolution === '4k' ? FOUR_K_ROWS : undefined;
}

/** 16:9 unless an aspect ratio is given; 9:16 has as many pixels. */
function byResolution(parameters: Parameters): bigint | undefined {
  const rows = rowsOf(text(parameters['resolution']));
  if (rows === undefined) {
    return undefined;
  }
  const [, across = '16', down = '9'] = ASPECT_PATTERN.exec(text(parameters['aspect_ratio'])) ?? [];
  const [one, other] = [BigInt(across), BigInt(down)];
  const [shorter, longer] = one < other ? [one, other] : [other, one];
  // Video encoders want even sides: 854x480, not 853x480.
  const longSide = halfEven(fraction(rows * longer, shorter * 2n)) * 2n;
  return rows * longSide;
}

/** Width x height; undefined when the parameters ask for no size. */
export function requestedPixels(parameters: Parameters): bigint | undefined {
  return bySize(parameters) ?? byWidthAndHeight(parameters) ?? byResolution(parameters);
}
