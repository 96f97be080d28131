// The size a request asks for. All models use the same parameter names, so that one reading serves them all: `size`
// "1024x1024", or `width` and `height`, or `resolution` ("720p", "4k") with `aspect_ratio`.

import { fraction, halfEven } from '../money/index.ts';
import type { Parameters } from './price-rule.ts';

/** In pixels. */
export interface RequestedSize {
  readonly width: bigint;
  readonly height: bigint;
}

const SIZE_PATTERN = /^(\d{1,5})x(\d{1,5})$/;
const ASPECT_PATTERN = /^(\d{1,3}):(\d{1,3})$/;
const ROWS_PATTERN = /^(\d{3,4})p$/;
/** The video term for 2160p. */
const FOUR_K_ROWS = 2160n;

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The shorter side that a resolution names. */
function rowsOf(resolution: string): bigint | undefined {
  const rows = ROWS_PATTERN.exec(resolution)?.[1];
  if (rows !== undefined) {
    return BigInt(rows);
  }
  return resolution === '4k' ? FOUR_K_ROWS : undefined;
}

/** Width to height; 16:9 unless given. */
function aspectOf(parameters: Parameters): readonly [bigint, bigint] {
  const [, across = '16', down = '9'] = ASPECT_PATTERN.exec(text(parameters['aspect_ratio'])) ?? [];
  const aspect = [BigInt(across), BigInt(down)] as const;
  return aspect[0] > 0n && aspect[1] > 0n ? aspect : [16n, 9n];
}

function byResolution(parameters: Parameters): RequestedSize | undefined {
  const rows = rowsOf(text(parameters['resolution']));
  if (rows === undefined) {
    return undefined;
  }
  const [across, down] = aspectOf(parameters);
  const [shorter, longer] = across < down ? [across, down] : [down, across];
  // Video encoders want even sides: 854x480, not 853x480.
  const longSide = halfEven(fraction(rows * longer, shorter * 2n)) * 2n;
  return across < down ? { width: rows, height: longSide } : { width: longSide, height: rows };
}

function byWidthAndHeight({ width, height }: { width?: unknown; height?: unknown }): RequestedSize | undefined {
  return Number.isSafeInteger(width) && Number.isSafeInteger(height)
    ? { width: BigInt(width as number), height: BigInt(height as number) }
    : undefined;
}

/** Undefined when the parameters ask for no size. */
export function requestedSize(parameters: Parameters): RequestedSize | undefined {
  const [, width, height] = SIZE_PATTERN.exec(text(parameters['size'])) ?? [];
  if (width !== undefined && height !== undefined) {
    return { width: BigInt(width), height: BigInt(height) };
  }
  return byWidthAndHeight(parameters) ?? byResolution(parameters);
}
