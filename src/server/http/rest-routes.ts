// Other systems' HTTP, beside GraphQL: the routes of each dialect under its prefix. Who asks, how often, and the shapes of what is
// asked are looked at here, the same for all; a dialect says how its answers and refusals look.
import type { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import { type CountedAllowance, IDENTITY_PROBLEMS, outageOf, type Viewer } from '../../callers/index.ts';
import type { IssuerAwayError } from '../../keys/index.ts';
import type { Answer, Call, Dialect, Problem, RestServices, Route } from '../../rest/index.ts';
import type { Logger } from '../create-logger.ts';
import { limitBody } from './body-limit.ts';
import { type AnswerUnreadable, statusOf } from './create-app.ts';
import { type Caller, type Doorkeeper, identifyCaller } from './identify-caller.ts';
import { noteRefusal } from './note-refusal.ts';
import { SECURITY_HEADERS } from './observe-requests.ts';
import { type Form, LARGEST_FORM_BYTES, LARGEST_JSON_BYTES, readForm } from './rest-bodies.ts';
import { readShapes } from './rest-shapes.ts';
import { serveRange } from './serve-range.ts';

export interface RestRouteOptions extends Omit<Doorkeeper, 'services'> {
  readonly services: RestServices;
  readonly logger: Logger;
  /** Fires when the gateway begins to stop: who waits for media is answered before connections are cut. */
  readonly stopping: AbortSignal;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, and what is left of its minute; undefined until the key was looked at. */
    caller: Extract<Caller, { readonly viewer: Viewer }> | undefined;
    /** Of a multipart body. */
    form: Form | undefined;
  }
}

export function registerRestRoutes(
  app: FastifyInstance,
  dialects: readonly Dialect[],
  options: RestRouteOptions,
): void {
  app.decorateRequest('caller', undefined);
  app.decorateRequest('form', undefined);
  for (const dialect of dialects) {
    app.register(async (scope) => mount(scope, { ...options, dialect }), { prefix: dialect.prefix });
  }
}

/** For addresses under a dialect's prefix that no router can read. */
export function answerUnreadableOf(dialects: readonly Dialect[], now: () => Date): AnswerUnreadable {
  return (request, reply) => {
    const dialect = dialects.find(({ prefix }) => request.url.startsWith(`${prefix}/`));
    if (dialect === undefined) return undefined;
    const facts = { requestId: request.id, now: now(), allowance: undefined };
    const { status, headers, body } = dialect.refuse({ kind: 'NO_ROUTE', message: NOTHING_THERE }, facts);
    reply.code(status).headers({ ...SECURITY_HEADERS, ...dialect.headers(facts), ...headers });
    const text = body.kind === 'json' ? JSON.stringify(body.value) : '';
    return Promise.resolve(reply.header('content-type', JSON_TYPE).send(text));
  };
}

const JSON_TYPE = 'application/json; charset=utf-8';
const NOTHING_THERE = 'There is nothing at this path; /openapi.json lists what there is.';

interface Mounting extends RestRouteOptions {
  readonly dialect: Dialect;
}

async function mount(scope: FastifyInstance, mounting: Mounting): Promise<void> {
  const { dialect } = mounting;
  await scope.register(multipart, { limits: { fileSize: LARGEST_FORM_BYTES } });
  scope.removeContentTypeParser('text/plain');
  scope.setNotFoundHandler((request, reply) => refuse(noRoute(dialect, request), { ...mounting, request, reply }));
  scope.setErrorHandler<FastifyError | IssuerAwayError>((error, request, reply) =>
    refuse(problemOf(error, mounting.logger, request), { ...mounting, request, reply }),
  );
  for (const route of dialect.routes) mountRoute(scope, mounting, route);
}

function mountRoute(scope: FastifyInstance, mounting: Mounting, route: Route): void {
  scope.route({
    method: route.method,
    url: route.path.replace(/\{\w+\*\}$/, '*').replaceAll(/\{(\w+)\}/g, ':$1'),
    bodyLimit: LARGEST_FORM_BYTES,
    config: route.asks === undefined ? {} : { asks: route.asks },
    onRequest: (request, reply) => admit({ ...mounting, request, reply }, route),
    ...(route.method === 'GET' ? {} : bodyHooks(mounting, route)),
    handler: (request, reply) => answer({ ...mounting, request, reply }, route),
  });
}

/** What is read of a body, and in which form it may come. */
function bodyHooks(mounting: Mounting, { bodyForms: forms = ['json'] }: Route): BodyHooks {
  return {
    preParsing: (...[request, , payload, done]) => {
      let limited: Readable;
      try {
        // Forms have limits of their own, for each part.
        limited = request.isMultipart()
          ? payload
          : limitBody(payload, request.headers['content-length'], LARGEST_JSON_BYTES);
      } catch (error) {
        done(error as Error);
        return;
      }
      done(null, limited);
    },
    preValidation: async (request, reply) => {
      const isForm = request.isMultipart();
      if (request.body === undefined && !isForm) return undefined;
      const exchange = { ...mounting, request, reply };
      if (!forms.includes(isForm ? 'multipart' : 'json')) return refuse(wrongForm(forms), exchange);
      if (isForm) request.form = await readForm(request);
      return undefined;
    },
  };
}

type BodyHooks = Pick<RouteShorthandOptions, 'preParsing' | 'preValidation'>;

interface Exchange extends Mounting {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function admit(exchange: Exchange, { scopes }: Route): Promise<unknown> {
  if (scopes === 'NO_KEY') return undefined;
  const { request } = exchange;
  const caller = await identifyCaller(exchange, request);
  if (caller.status === 'unknown') {
    const { problem } = caller;
    return refuse({ kind: 'IDENTITY', problem, message: IDENTITY_PROBLEMS[problem] }, exchange);
  }
  if (caller.status === 'slowed') return refuse(slowed(caller.retryAfterSeconds), exchange);
  request.caller = caller;
  if (caller.status === 'over') return refuse(rateLimited(caller), exchange);
  if (scopes.some((scope) => caller.viewer.key.scopes.includes(scope))) return undefined;
  const message = `This API key may not do this: it needs the scope ${scopes.join(' or ')}.`;
  return refuse({ kind: 'SCOPE', scopes, message }, exchange);
}

function slowed(retryAfterSeconds: number): Problem {
  const message = `Too many wrong API keys came from this address. Try again in ${retryAfterSeconds} s.`;
  return { kind: 'KEYS_SLOWED', retryAfterSeconds, message };
}

function rateLimited({ viewer, allowance }: Extract<Caller, { readonly status: 'over' }>): Problem {
  const message = `The plan ${viewer.plan.name} allows ${allowance.limit} requests per minute. Try again in ${allowance.resetSeconds} s.`;
  return { kind: 'RATE_LIMITED', allowance, message };
}

async function answer(exchange: Exchange, route: Route): Promise<unknown> {
  const { request, reply, services, dialect, stopping, logger } = exchange;
  const shapes = readShapes(request, route);
  if ('refused' in shapes) return refuse(shapes.refused, exchange);
  const call: Omit<Call, 'viewer'> & { viewer: Viewer | undefined } = {
    services,
    viewer: request.caller?.viewer,
    requestId: request.id,
    ...shapes,
    files: request.form?.files ?? [],
    header: (name) => [request.headers[name]].flat()[0],
    warn: (error, what) => logger.warn({ err: error, requestId: request.id }, what),
    hungUp: () => AbortSignal.any([signalOf(reply), stopping]),
  };
  // A route that asks nobody who they are does not look at the viewer.
  const answered = await route.handle(call as Call);
  if ('refused' in answered) return refuse(answered.refused, exchange);
  reply.headers(dialect.headers(factsOf(exchange)));
  return send(answered, exchange);
}

/** Made for those who wait: most routes answer at once. */
function signalOf({ raw }: FastifyReply): AbortSignal {
  const hungUp = new AbortController();
  if (raw.destroyed) hungUp.abort();
  else raw.once('close', () => hungUp.abort());
  return hungUp.signal;
}

function factsOf({ request, services }: Exchange): {
  requestId: string;
  now: Date;
  allowance: CountedAllowance | undefined;
} {
  return { requestId: request.id, now: services.now(), allowance: request.caller?.allowance };
}

async function send({ status, headers = {}, body }: Answer, exchange: Exchange): Promise<unknown> {
  const { request, reply, services } = exchange;
  reply.code(status).header('cache-control', 'no-store').headers(headers);
  if (body.kind === 'empty') return reply.send();
  if (body.kind === 'json') {
    return reply.header('content-type', JSON_TYPE).send(JSON.stringify(body.value));
  }
  const output = await services.outputs.open(body.name);
  if (output === undefined) return refuse({ kind: 'NOT_FOUND', what: 'file', message: FILE_GONE }, exchange);
  reply.header('content-type', output.mimeType);
  return serveRange(output, `"${body.name}"`, { request, reply });
}

function refuse(problem: Problem, exchange: Exchange): Promise<unknown> {
  const { dialect, reply } = exchange;
  const facts = factsOf(exchange);
  noteRefusal(problem, exchange);
  reply.headers(dialect.headers(facts));
  if (problem.kind === 'IDENTITY') reply.header('www-authenticate', 'Bearer');
  if (problem.kind === 'NO_ROUTE' && problem.allow !== undefined) reply.header('allow', problem.allow.join(', '));
  return send(dialect.refuse(problem, facts), exchange);
}

function noRoute({ prefix, routes }: Dialect, { method, url }: FastifyRequest): Problem {
  const path = url.split('?', 1)[0]?.slice(prefix.length) ?? '';
  const allow = routes.filter((route) => patternOf(route).test(path)).map((route) => route.method);
  if (allow.length === 0) {
    return { kind: 'NO_ROUTE', message: NOTHING_THERE };
  }
  const methods = [...new Set(allow)];
  return { kind: 'NO_ROUTE', allow: methods, message: `${method} is not answered here, only ${methods.join(', ')}.` };
}

const patternOf = ({ path }: Route): RegExp =>
  new RegExp(
    `^${path
      .replaceAll('.', '\\.')
      .replace(/\{\w+\*\}$/, '.+')
      .replaceAll(/\{\w+\}/g, '[^/]+')}$`,
  );

function wrongForm(forms: readonly string[]): Problem {
  const types = forms.map((form) => (form === 'json' ? 'application/json' : 'multipart/form-data'));
  return { kind: 'BODY', status: 415, message: `The body must be ${types.join(' or ')}.` };
}

const FILE_GONE = 'The file is not kept any more: it was erased, or is older than files are kept.';

const BAD_BODY = 'The body cannot be read: it must be what its content-type says.';

const FAILED = 'a request of another dialect failed';

/** A bug is logged, and says nothing of itself. */
function problemOf(error: FastifyError | IssuerAwayError, logger: Logger, { id }: FastifyRequest): Problem {
  const outage = outageOf(error);
  if (outage !== undefined) {
    const { message, retryAfterSeconds, isOurs } = outage;
    if (isOurs) logger.error({ err: error, requestId: id }, FAILED);
    return { kind: 'UNAVAILABLE', retryAfterSeconds, message };
  }
  const status = statusOf(error);
  if (status === 413) {
    const message = `The body is too large: JSON has at most ${LARGEST_JSON_BYTES / 1_000} kB, a form ${LARGEST_FORM_BYTES / 1_000_000} MB.`;
    return { kind: 'BODY', status, message };
  }
  if (status < 500) return { kind: 'BODY', status: status === 415 ? 415 : 400, message: BAD_BODY };
  logger.error({ err: error, requestId: id }, FAILED);
  return { kind: 'FAILED', message: 'The gateway failed. Try again later.' };
}
