// How many generations a balance pays for.

import { fraction, type MicroCredits, roundDown } from '../money/index.ts';

/** The largest count a GraphQL Int can say; a generation that costs nothing can be afforded this often. */
const LARGEST_ANSWER = 2n ** 31n - 1n;

/** 12.48 credits at 0.052 each pay for 240. Zero when nothing is left, except for what costs nothing. */
export function affordableCount(available: MicroCredits, costPerGeneration: MicroCredits): number {
  if (costPerGeneration <= 0n) {
    return Number(LARGEST_ANSWER);
  }
  if (available <= 0n) {
    return 0;
  }
  const count = roundDown(fraction(available, costPerGeneration));
  return Number(count < LARGEST_ANSWER ? count : LARGEST_ANSWER);
}
