// POST and GET /graphql: who asks is settled before GraphQL begins.
import { Readable } from 'node:stream';
import type {
  ApolloServer,
  GraphQLRequest,
  HTTPGraphQLHead,
  HTTPGraphQLRequest,
  HTTPGraphQLResponse,
} from '@apollo/server';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { type CountedAllowance, outageOf, rateLimitHeaders, type Viewer } from '../../callers/index.ts';
import {
  createContext,
  type GraphqlContext,
  rateLimited,
  type TrustedDocuments,
  unauthenticated,
  withRequestId,
} from '../../graphql/index.ts';
import type { IssuerAwayError } from '../../keys/index.ts';
import type { Logger } from '../create-logger.ts';
import type { OpenSpan, Tracing } from '../signals/tracing.ts';
import { bodyLimitOf, LARGEST_BODY_BYTES, limitBody } from './body-limit.ts';
import { statusOf } from './create-app.ts';
import { sendGraphqlError } from './graphql-error.ts';
import { type Caller, type Doorkeeper, identifyCaller } from './identify-caller.ts';
import { outcomeOf } from './observe-requests.ts';
import { trustedRequest } from './trusted-request.ts';
import { type AnswerTypes, AskedOverHttp, createAnswerTypes, usualOperation } from './usual-operations.ts';

export interface GraphqlRouteOptions extends Doorkeeper {
  readonly apollo: ApolloServer<GraphqlContext>;
  /** Any document is run when absent. */
  readonly trusted?: TrustedDocuments | undefined;
  readonly logger: Logger;
  readonly tracing?: Tracing | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; undefined until the key was looked at. */
    viewer: Viewer | undefined;
    /** What was left when it was counted. */
    allowance: CountedAllowance | undefined;
  }
}

export function registerGraphqlRoutes(app: FastifyInstance, options: GraphqlRouteOptions): void {
  const answering = { ...options, answerTypes: createAnswerTypes() };
  app.register(async (scope) => {
    scope.removeContentTypeParser('text/plain');
    scope.decorateRequest('viewer', undefined);
    scope.decorateRequest('allowance', undefined);
    scope.addHook('onRequest', (request, reply) => identify(options, request, reply));
    scope.addHook('preParsing', (...[request, , payload, done]) => {
      let limited: Readable;
      try {
        limited = limitBody(payload, request.headers['content-length'], bodyLimitOf(request.viewer));
      } catch (error) {
        done(error as Error);
        return;
      }
      done(null, limited);
    });
    scope.setErrorHandler<FastifyError | IssuerAwayError>((error, request, reply) =>
      refuse(error, { request, reply, ...options }),
    );
    scope.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      bodyLimit: LARGEST_BODY_BYTES,
      handler: (request, reply) => answer(answering, request, reply),
    });
  });
}

/** Before a byte of the body is read. */
async function identify(door: Doorkeeper, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const caller = await identifyCaller(door, request);
  if (caller.status === 'unknown' || caller.status === 'slowed') return turnAway(caller, request, reply);
  const { viewer, allowance } = caller;
  request.viewer = viewer;
  request.allowance = allowance;
  if (allowance !== undefined) for (const [name, value] of rateLimitHeaders(allowance)) reply.header(name, value);
  return caller.status === 'over' ? refuseMore(caller, request, reply) : undefined;
}

/** Without a good key the answer says so; after several bad ones, that the next has to wait. */
function turnAway(
  attempt: Extract<Caller, { readonly status: 'unknown' | 'slowed' }>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (attempt.status === 'unknown') {
    reply.header('www-authenticate', 'Bearer');
    const { message, extensions } = unauthenticated(attempt.problem);
    const facts = { reason: extensions['reason'] };
    return sendGraphqlError(request, reply, { status: 401, code: 'UNAUTHENTICATED', message, facts });
  }
  const { retryAfterSeconds } = attempt;
  reply.header('retry-after', String(retryAfterSeconds));
  const message = `Too many wrong API keys came from this address. Try again in ${retryAfterSeconds} s.`;
  const facts = { status: 429, retryable: true, retryAfterSeconds };
  return sendGraphqlError(request, reply, { status: 429, code: 'RATE_LIMITED', message, facts });
}

function refuseMore(
  { viewer, allowance }: Extract<Caller, { readonly status: 'over' }>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  reply.header('retry-after', String(allowance.resetSeconds));
  const { message, extensions: facts } = rateLimited(viewer.plan, allowance);
  return sendGraphqlError(request, reply, { status: 429, code: 'RATE_LIMITED', message, facts });
}

interface Answering extends GraphqlRouteOptions {
  readonly answerTypes: AnswerTypes;
}

async function answer(options: Answering, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { services, limits, trusted } = options;
  const { viewer, allowance } = request;
  if (viewer === undefined) throw new Error('a request came through without a viewer');
  let asked: HTTPGraphQLRequest;
  try {
    asked = toHttpGraphqlRequest(request, trusted);
  } catch (error) {
    if (error instanceof GraphQLError) return refuseDocument(error, request, reply);
    throw error;
  }
  const context = createContext(services, viewer, { requestId: request.id, limits, allowance });
  const run = (): Promise<unknown> => execute(options, asked, { context, request, reply });
  const answered =
    options.tracing === undefined
      ? await run()
      : await options.tracing.inSpan({ name: 'GraphQL' }, (span) => describeRun(span, context, run));
  const { operation, failure } = context.noted;
  if (operation !== undefined) request.answered = { operation: operation.field, outcome: outcomeOf(failure) };
  return answered;
}

/** Client's own names of operations stay out of it. */
async function describeRun(span: OpenSpan, context: GraphqlContext, run: () => Promise<unknown>): Promise<unknown> {
  const answered = await run();
  const { operation, failure } = context.noted;
  if (operation !== undefined) {
    const { kind, field } = operation;
    span.rename(`${kind} ${field}`);
    span.note({ 'graphql.operation.type': kind, 'tollgate.field': field });
  }
  if (failure !== undefined) span.note({ 'tollgate.error_code': failure });
  if (outcomeOf(failure) === 'failed') span.fail(failure ?? '');
  return answered;
}

async function execute(
  options: Answering,
  asked: HTTPGraphQLRequest,
  { context, request, reply }: Exchange & { readonly request: FastifyRequest },
): Promise<unknown> {
  const { answerTypes } = options;
  const operation = usualOperation(asked);
  const contentType = operation === undefined ? undefined : answerTypes.of(request.headers);
  if (operation !== undefined && contentType !== undefined) {
    reply.header('content-type', contentType);
    return answerOperation(options.apollo, operation, { context, reply });
  }
  const response = await withRequestId(request.id, () =>
    options.apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest: asked, context: async () => context }),
  );
  if (operation !== undefined) answerTypes.remember(request.headers, response);
  setHead(reply, response);
  return bodyOf(response);
}

interface Exchange {
  readonly context: GraphqlContext;
  readonly reply: FastifyReply;
}

async function answerOperation(
  apollo: ApolloServer<GraphqlContext>,
  operation: GraphQLRequest,
  { context, reply }: Exchange,
): Promise<string> {
  const { http, body } = await apollo.executeOperation(operation, { contextValue: context });
  // Nothing of ours is deferred.
  if (body.kind !== 'single') throw new Error('an answer came in parts');
  setHead(reply, http);
  const { errors, data, extensions } = body.singleResult;
  return `${JSON.stringify({ errors, data, extensions })}\n`;
}

function setHead(reply: FastifyReply, { status = 200, headers }: HTTPGraphQLHead): void {
  for (const [name, value] of headers) reply.header(name, value);
  reply.code(status);
}

function toHttpGraphqlRequest(request: FastifyRequest, trusted: TrustedDocuments | undefined): HTTPGraphQLRequest {
  const query = request.url.indexOf('?');
  const { search, body } = trustedRequest(request, query < 0 ? '' : request.url.slice(query), trusted);
  return new AskedOverHttp(request, search, body);
}

function refuseDocument({ message }: GraphQLError, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  return sendGraphqlError(request, reply, { status: 403, code: 'DOCUMENT_NOT_TRUSTED', message });
}

function bodyOf({ body }: HTTPGraphQLResponse): string | Readable {
  return body.kind === 'complete' ? body.string : Readable.from(body.asyncIterator);
}

interface Refusal extends GraphqlRouteOptions {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

const BAD_BODY = 'The body must be JSON: { "query": "…", "variables": { … } } with content-type application/json.';

const BEFORE = 'a GraphQL request failed before it began';

function refuse(error: FastifyError | IssuerAwayError, { request, reply, logger }: Refusal): Promise<void> {
  const outage = outageOf(error);
  if (outage !== undefined) {
    const { message, retryAfterSeconds, isOurs } = outage;
    if (isOurs) logger.error({ err: error, requestId: request.id }, BEFORE);
    reply.header('retry-after', String(retryAfterSeconds));
    const facts = { status: 503, retryable: true, retryAfterSeconds };
    return sendGraphqlError(request, reply, { status: 503, code: 'SERVICE_UNAVAILABLE', message, facts });
  }
  const status = statusOf(error);
  if (status >= 500) {
    logger.error({ err: error, requestId: request.id }, BEFORE);
    const message = 'The gateway failed. Try again later.';
    return sendGraphqlError(request, reply, { status: 500, code: 'INTERNAL_SERVER_ERROR', message });
  }
  const message = status === 413 ? bodyTooLarge(request.viewer) : BAD_BODY;
  return sendGraphqlError(request, reply, { status, code: 'BAD_USER_INPUT', message });
}

const bodyTooLarge = (viewer: Viewer | undefined): string =>
  `The body is larger than ${bodyLimitOf(viewer) / 1000} kB.`;
