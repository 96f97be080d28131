// How long to wait before trying again. Pure: the chance comes in, so that a schedule kept in a row is the same everywhere.

/** Longer and longer pauses: the first, then each `factor` times the one before (twice when absent), up to the longest. */
export interface BackOff {
  readonly firstMilliseconds: number;
  readonly longestMilliseconds: number;
  readonly factor?: number;
}

/** In milliseconds. `failures`: how often it was tried in vain, from 1. */
export function backOff({ firstMilliseconds, longestMilliseconds, factor = 2 }: BackOff, failures: number): number {
  return Math.min(firstMilliseconds * factor ** (failures - 1), longestMilliseconds);
}

/**
 * Up to `jitter` of it shorter or longer, so that those who failed together, or began together, do not come back together.
 * `chance`: from 0 to 1.
 */
export const spread = (milliseconds: number, jitter: number, chance: number): number =>
  milliseconds * (1 - jitter + chance * 2 * jitter);
