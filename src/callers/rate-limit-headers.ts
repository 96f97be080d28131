// What a client is answered of its minute in HTTP: `RateLimit` and `RateLimit-Policy` as the IETF's draft has them
// (draft-ietf-httpapi-ratelimit-headers-10), and the three fields of its earlier versions, which more programs know.
import { type CountedAllowance, WINDOW_MILLISECONDS } from './request-limits.ts';

/** Names in small letters. */
export function rateLimitHeaders({ limit, remaining, resetSeconds }: CountedAllowance): [string, string][] {
  return [
    ['ratelimit-policy', `"requests";q=${limit};w=${WINDOW_MILLISECONDS / 1_000}`],
    ['ratelimit', `"requests";r=${remaining};t=${resetSeconds}`],
    ['ratelimit-limit', String(limit)],
    ['ratelimit-remaining', String(remaining)],
    ['ratelimit-reset', String(resetSeconds)],
  ];
}
