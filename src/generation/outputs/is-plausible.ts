// Whether a file can be what was asked for. Pure.
import type { MeasuredOutput, MediaKind } from '../provider.ts';

const LEAST_SIDE_PIXELS = 16;
const MOST_SIDE_PIXELS = 16_384;

type Measured = Pick<MeasuredOutput, 'mimeType' | 'width' | 'height' | 'durationMilliseconds'>;

/** Without a kind: anything that can be seen or played. */
export function isPlausibleFor(kind: MediaKind | undefined, measured: Measured): boolean {
  const kinds: readonly MediaKind[] = kind === undefined ? ['IMAGE', 'VIDEO', 'SOUND'] : [kind];
  return kinds.some((one) => isPlausible(one, measured));
}

/** An image of a sensible size for an image; something that plays and has pixels for a video; something that plays for audio. */
function isPlausible(kind: MediaKind, { mimeType, width, height, durationMilliseconds }: Measured): boolean {
  const [family] = mimeType.split('/');
  const isSeen = [width, height].every((side = 0) => side >= LEAST_SIDE_PIXELS && side <= MOST_SIDE_PIXELS);
  const plays = durationMilliseconds !== undefined && durationMilliseconds > 0;
  switch (kind) {
    case 'IMAGE':
      return family === 'image' && isSeen;
    case 'VIDEO':
      return family !== 'audio' && isSeen && plays;
    case 'VOICE':
    case 'MUSIC':
    case 'SOUND':
      return family === 'audio' && plays;
    default:
      throw new Error(`No such kind: ${String(kind satisfies never)}`);
  }
}
