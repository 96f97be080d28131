// One log line per request, and the headers that every answer carries.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../create-logger.ts';
import type { AnsweredOperation, OperationOutcome } from '../signals/measures.ts';
import type { TracedRequest } from '../signals/tracing.ts';
import type { Signals } from '../signals/watch-call.ts';
import { HEALTH_PATHS } from './health-routes.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The account whose key came with the request: `acct_…`. */
    accountId: string | undefined;
    /** Undefined when it is not traced. */
    traced: TracedRequest | undefined;
    /** Of /graphql: what was asked and what came of it; undefined when it was refused before that was known. */
    answered: Omit<AnsweredOperation, 'seconds'> | undefined;
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
  /** What watches requests; nothing when absent. */
  readonly signals?: Signals | undefined;
  /** Other systems whose HTTP is spoken. */
  readonly dialects?: readonly { readonly name: string; readonly prefix: string }[];
}

const HTTPS_ONLY = { 'strict-transport-security': 'max-age=31536000' } as const;
/** With amounts and keys: nothing on the way keeps a copy. */
const NOT_STORED = { 'cache-control': 'no-store' } as const;

const LEAST_FAILURE = 400;
const LEAST_BUG = 500;

/** Hooks that call back: a promise for each of them and each request takes longer than what they do. */
export function observeRequests(app: FastifyInstance, logger: Logger, observed: Observed): void {
  const { isHttps, accessLog } = observed;
  const usual = { ...SECURITY_HEADERS, ...NO_CONTENT_ALLOWED, ...(isHttps ? HTTPS_ONLY : {}) };
  const ofGraphql = { ...usual, ...NOT_STORED };
  // A line has what `describe` says, and nothing that would have to be redacted: looking for it takes most of a line's time.
  const lines = logger.child({}, { redact: [] });
  const isSampled = createSample(accessLog);
  app.decorateRequest('accountId', undefined);
  app.decorateRequest('answered', undefined);
  traceRequests(app, observed);
  measureRequests(app, observed);
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

function traceRequests(app: FastifyInstance, { signals }: Observed): void {
  app.decorateRequest('traced', undefined);
  const tracing = signals?.tracing;
  if (tracing === undefined) return;
  app.addHook('onRequest', (request, _reply, done) => {
    const { method, id: requestId, headers } = request;
    const route = routeOf(request);
    if (!QUIET_ROUTES.has(route)) request.traced = tracing.request({ method, route, requestId, headers });
    done();
  });
  // Not before the body was read: what reads it goes on outside of what began it.
  app.addHook('preHandler', ({ traced }, _reply, done) => {
    if (traced === undefined) done();
    else traced.run(() => done());
  });
  app.addHook('onResponse', ({ traced, accountId }, { statusCode }, done) => {
    traced?.end(statusCode, accountId === undefined ? {} : { 'tollgate.account_id': accountId });
    done();
  });
}

function measureRequests(app: FastifyInstance, { signals, dialects = [] }: Observed): void {
  const measures = signals?.measures;
  if (measures === undefined) return;
  const names = new Map([
    ['graphql', 'graphql'],
    ...dialects.map(({ name, prefix }) => [prefix.slice(1), name] as const),
  ]);
  app.addHook('onResponse', (request, reply, done) => {
    const { method, answered } = request;
    const { statusCode: status } = reply;
    const route = routeOf(request);
    const seconds = reply.elapsedTime / MILLISECONDS;
    const dialect = names.get(route.split('/', 2)[1] ?? '') ?? 'gateway';
    measures.request({ dialect, method, route, status, seconds });
    if (dialect === 'graphql') measures.operation({ ...(answered ?? refusedBefore(status)), seconds });
    done();
  });
}

const MILLISECONDS = 1_000;

function refusedBefore(status: number): Omit<AnsweredOperation, 'seconds'> {
  return { operation: 'none', outcome: status >= LEAST_BUG ? 'failed' : 'refused' };
}

/** Codes of errors that are nobody's fault but ours. */
const FAILURES: ReadonlySet<string> = new Set(['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE']);

/** `failure`: the code of the first error that was answered. */
export function outcomeOf(failure: string | undefined): OperationOutcome {
  if (failure === undefined) return 'ok';
  return FAILURES.has(failure) ? 'failed' : 'refused';
}

/** The pattern, and not the address: those that there are are few. */
const routeOf = ({ routeOptions }: FastifyRequest): string => routeOptions.url ?? 'none';

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
    route: routeOf(request),
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    accountId: request.accountId,
    traceId: request.traced?.traceId,
  };
}
