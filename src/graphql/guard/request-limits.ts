// How many operations an account may ask in a minute: what its plan says. Over HTTP every request counts, on a socket every
// operation, refused ones too; events of a subscription do not. Each gateway process counts for itself, because a count that
// is shared would cost every request a round trip to the database: behind n processes an account may ask up to n times as
// many (docs/decisions/0020-request-limits.md).
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Viewer } from '../viewer.ts';

const MINUTE_SECONDS = 60;

export type RequestAllowance =
  | { readonly status: 'unlimited' }
  | {
      readonly status: 'allowed' | 'refused';
      /** Of the plan, per minute. */
      readonly limit: number;
      readonly remaining: number;
      /** Whole seconds, from 1, until all of the limit is there again. */
      readonly resetSeconds: number;
    };

export interface RequestLimits {
  /** Counts one operation. */
  take(viewer: Viewer): Promise<RequestAllowance>;
}

/** An account's minute begins with its first operation, and ends for all of its keys at once. */
export function createRequestLimits(): RequestLimits {
  // What a plan allows is looked up each time, so a change of plan holds within the same minute.
  const counter = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: MINUTE_SECONDS });
  return {
    take: async ({ key, account, plan }) => {
      // The operator's own programs may have to repair what thousands of accounts wait for.
      if (key.scopes.includes('OPERATOR')) return { status: 'unlimited' };
      const { consumedPoints, msBeforeNext } = await counter.consume(account.id);
      const limit = plan.requestsPerMinute;
      return {
        status: consumedPoints <= limit ? 'allowed' : 'refused',
        limit,
        remaining: Math.max(0, limit - consumedPoints),
        resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)),
      };
    },
  };
}

/** For a gateway behind something that counts already. */
export const NO_REQUEST_LIMITS: RequestLimits = { take: () => Promise.resolve({ status: 'unlimited' }) };
