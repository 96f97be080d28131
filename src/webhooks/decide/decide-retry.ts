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

/** A receiver that wants to be left alone for longer than this is asked again nevertheless. */
const LONGEST_WISH = 10 * HOUR;

/** `attempts`: how many were made, from 1. `chance`: a whole number from 0 to 999. `wished`: milliseconds of a Retry-After. */
export function decideRetry(attempts: number, chance: number, wished = 0): RetryDecision {
  const usual = RETRY_DELAYS[attempts - 1];
  if (usual === undefined) return { kind: 'give up' };
  const delay = Math.max(usual, Math.min(wished, LONGEST_WISH));
  const thousandth = delay / SECOND;
  return { kind: 'retry', afterMilliseconds: delay + (thousandth * (chance * JITTER)) / SECOND };
}

/** RFC 9110, 10.2.3: seconds, or a date. In milliseconds from `now`; undefined when it says nothing that can be understood. */
export function readRetryAfter(text: string | undefined, now: Date): number | undefined {
  const value = text?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * SECOND;
  // The preferred form alone: what else a date parser makes sense of (a bare number, local times) is not one.
  const at = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value)
    ? Date.parse(value)
    : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
