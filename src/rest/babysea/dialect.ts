// BabySea's HTTP (docs.babysea.ai; its client is github.com/babysea-community/babysea): one account, one balance and one ledger with
// everything else.
import type { AnswerFacts, Dialect } from '../dialect.ts';
import { accountRoutes } from './account-routes.ts';
import { contentRoutes } from './content-routes.ts';
import { ERROR, refuse } from './errors.ts';
import { estimateRoutes } from './estimate-routes.ts';
import { generateRoutes } from './generate-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { libraryRoutes } from './library-routes.ts';
import { usageRoutes } from './usage-routes.ts';

export const BABYSEA: Dialect = {
  name: 'babysea',
  prefix: '/babysea',
  title: 'BabySea',
  routes: [
    ...accountRoutes,
    ...usageRoutes,
    ...estimateRoutes,
    ...generateRoutes,
    ...contentRoutes,
    ...libraryRoutes,
    ...healthRoutes,
  ],
  error: ERROR,
  refuse,
  headers: ({ requestId, now, allowance }) => ({ 'x-request-id': requestId, ...limitsOf(now, allowance) }),
};

const MILLISECONDS = 1_000;

/** `X-RateLimit-Reset` is a moment, in Unix seconds. */
function limitsOf(now: Date, allowance: AnswerFacts['allowance']): Readonly<Record<string, string>> {
  if (allowance === undefined) return {};
  const { limit, remaining, resetSeconds } = allowance;
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.trunc(now.getTime() / MILLISECONDS) + resetSeconds),
  };
}
