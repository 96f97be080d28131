// How long to wait before another try: longer each time, never the same for all clients, and never less than was asked for.

export interface RetryOptions {
  /** How often a request is sent at most, the first time included. 4 when absent; 1: never again. */
  readonly attempts?: number;
  /** The longest first pause; each next one may be twice as long. 250 when absent. */
  readonly firstPauseMilliseconds?: number;
  /** No pause of the client's own is longer. 8,000 when absent. */
  readonly longestPauseMilliseconds?: number;
  /** A gateway that wants a longer pause than this is not asked again: its error is thrown. 60 when absent. */
  readonly longestRetryAfterSeconds?: number;
}

export type RetryPolicy = Required<RetryOptions>;

export function retryPolicy(options: RetryOptions = {}): RetryPolicy {
  return {
    attempts: options.attempts ?? 4,
    firstPauseMilliseconds: options.firstPauseMilliseconds ?? 250,
    longestPauseMilliseconds: options.longestPauseMilliseconds ?? 8_000,
    longestRetryAfterSeconds: options.longestRetryAfterSeconds ?? 60,
  };
}

/** Milliseconds until try number `attempt` + 1 (`attempt` counts from 1); undefined: the gateway wants a longer pause than allowed. */
export function pauseAfter(
  attempt: number,
  retryAfterSeconds: number | undefined,
  policy: RetryPolicy,
): number | undefined {
  if (retryAfterSeconds !== undefined && retryAfterSeconds > policy.longestRetryAfterSeconds) return undefined;
  const ceiling = Math.min(policy.firstPauseMilliseconds * 2 ** (attempt - 1), policy.longestPauseMilliseconds);
  // Half of it is chance: clients that lost the same gateway do not come back together.
  const pause = ceiling / 2 + (Math.random() * ceiling) / 2;
  return Math.max(pause, (retryAfterSeconds ?? 0) * 1000);
}
