// One log line per request, and the headers that every answer carries.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../create-logger.ts';
import { HEALTH_PATHS } from './health-routes.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The account whose key came with the request: `acct_…`. */
    accountId: string | undefined;
  }
}

export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  // What answers to pages of other origins says so itself.
  'cross-origin-resource-policy': 'same-origin',
  'x-permitted-cross-domain-policies': 'none',
} as const;
/** Pages say what they need themselves; everything else needs nothing. */
const NO_CONTENT_ALLOWED = { 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" } as const;

/** Asked all the time by probes and by one page load; they would bury the rest. */
const QUIET_ROUTES = new Set([...HEALTH_PATHS, '/assets/:name', '/playground/*']);

export interface Observed {
  /** Customers reach it by https only: browsers shall try nothing else for a year. */
  readonly isHttps: boolean;
  /** Share of requests that have a line in the log, from 0 to 1; those that fail always have one. */
  readonly accessLog: number;
}

const HTTPS_ONLY = { 'strict-transport-security': 'max-age=31536000' } as const;
/** With amounts and keys: nothing on the way keeps a copy. */
const NOT_STORED = { 'cache-control': 'no-store' } as const;

const LEAST_FAILURE = 400;
const LEAST_BUG = 500;

/** Hooks that call back: a promise for each of them and each request takes longer than what they do. */
export function observeRequests(app: FastifyInstance, logger: Logger, { isHttps, accessLog }: Observed): void {
  const usual = { ...SECURITY_HEADERS, ...NO_CONTENT_ALLOWED, ...(isHttps ? HTTPS_ONLY : {}) };
  const ofGraphql = { ...usual, ...NOT_STORED };
  // A line has what `describe` says, and nothing that would have to be redacted: looking for it takes most of a line's time.
  const lines = logger.child({}, { redact: [] });
  const isSampled = createSample(accessLog);
  app.decorateRequest('accountId', undefined);
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(request.routeOptions.url === '/graphql' ? ofGraphql : usual).header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { statusCode } = reply;
    const isQuiet = statusCode < LEAST_BUG && QUIET_ROUTES.has(request.routeOptions.url ?? '');
    if (isQuiet) lines.debug(describe(request, reply), 'request');
    else if (statusCode >= LEAST_FAILURE || isSampled()) lines.info(describe(request, reply), 'request');
    done();
  });
}

/** As many as the share says, evenly: of 0.25 every fourth. */
function createSample(share: number): () => boolean {
  let due = 0;
  return () => {
    due += share;
    if (due < 1) return false;
    due -= 1;
    return true;
  };
}

/** The route's pattern, never the address: that may carry a query, its variables, or an output's secret name. */
function describe(request: FastifyRequest, reply: FastifyReply): Record<string, unknown> {
  return {
    requestId: request.id,
    method: request.method,
    route: request.routeOptions.url ?? 'none',
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    accountId: request.accountId,
  };
}
