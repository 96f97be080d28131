// When a delivery that failed is sent again.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds before the second attempt, the third, and so on: Standard Webhooks' advice, over about 18 hours. */
export const RETRY_DELAYS: readonly number[] = [
  5 * SECOND,
  15 * SECOND,
  45 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
];

/** A pause is longer by up to this many thousandths, so that what failed together does not come back together. */
const JITTER = 200;

export type RetryDecision =
  | { readonly kind: 'retry'; readonly afterMilliseconds: number }
  /** It was the last attempt. */
  | { readonly kind: 'give up' };

/** `attempts`: how many were made, from 1. `chance`: a whole number from 0 to 999. */
export function decideRetry(attempts: number, chance: number): RetryDecision {
  const delay = RETRY_DELAYS[attempts - 1];
  if (delay === undefined) return { kind: 'give up' };
  const thousandth = delay / SECOND;
  return { kind: 'retry', afterMilliseconds: delay + (thousandth * (chance * JITTER)) / SECOND };
}
