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

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  // What answers to pages of other origins says so itself.
  'cross-origin-resource-policy': 'same-origin',
  'x-permitted-cross-domain-policies': 'none',
} as const;
/** Pages say what they need themselves; everything else needs nothing. */
const NO_CONTENT_ALLOWED = "default-src 'none'; frame-ancestors 'none'";

/** Asked all the time by probes and by one page load; they would bury the rest. */
const QUIET_ROUTES = new Set([...HEALTH_PATHS, '/playground/*']);

export interface Reached {
  /** Customers reach it by https only: browsers shall try nothing else for a year. */
  readonly isHttps: boolean;
}

const HTTPS_ONLY = { 'strict-transport-security': 'max-age=31536000' } as const;
/** With amounts and keys: nothing on the way keeps a copy. */
const NOT_STORED = { 'cache-control': 'no-store' } as const;

export function observeRequests(app: FastifyInstance, logger: Logger, { isHttps }: Reached): void {
  const usual = { ...SECURITY_HEADERS, ...(isHttps ? HTTPS_ONLY : {}) };
  app.decorateRequest('accountId', undefined);
  app.addHook('onRequest', async (request, reply) => {
    const kept = request.routeOptions.url === '/graphql' ? NOT_STORED : {};
    reply.headers({ ...usual, ...kept, 'x-request-id': request.id });
  });
  app.addHook('onSend', async (_request, reply, payload) => {
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', NO_CONTENT_ALLOWED);
    return payload;
  });
  app.addHook('onResponse', async (request, reply) => {
    const isQuiet = QUIET_ROUTES.has(request.routeOptions.url ?? '') && reply.statusCode < 500;
    logger[isQuiet ? 'debug' : 'info'](describe(request, reply), 'request');
  });
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
