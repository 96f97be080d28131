// The HTTP server: what applies to every route. The routes themselves are in files of their own.
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Logger } from '../create-logger.ts';
import { type Observed, observeRequests, SECURITY_HEADERS } from './observe-requests.ts';
import { requestIdOf } from './request-identity.ts';

const CONNECTION_LIMIT_MILLISECONDS = 65_000;
/** Time for a request to arrive completely; slower senders are cut. */
const REQUEST_LIMIT_MILLISECONDS = 30_000;

/** Of a path. What is longer is answered by the path's own dialect, which finds nothing, and not by the router: no request has more. */
const LONGEST_PARAMETER = 16_384;

/** Answers a request whose address cannot be read (`%zz`), where the path's own words are known; undefined where they are not. */
export type AnswerUnreadable = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> | undefined;

export interface AppOptions extends Observed {
  readonly answerUnreadable?: AnswerUnreadable;
  /** From then on, every answer ends its connection, so that the next request comes to another gateway. */
  readonly isStopping?: () => boolean;
}

export function createApp(logger: Logger, options: AppOptions = { isHttps: false, accessLog: 1 }): FastifyInstance {
  const { answerUnreadable = () => undefined, isStopping = () => false } = options;
  const app = fastify({
    logger: false,
    genReqId: requestIdOf,
    requestIdHeader: false,
    exposeHeadRoutes: false,
    keepAliveTimeout: CONNECTION_LIMIT_MILLISECONDS,
    requestTimeout: REQUEST_LIMIT_MILLISECONDS,
    // What comes over a connection that is open is answered as ever: nobody has to ask again because a gateway stops.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // No hook sees such a request: it is at no route.
    frameworkErrors: (_error, request, reply) =>
      void (answerUnreadable(request, reply) ?? sayUnreadable(request, reply)),
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
  });
  observeRequests(app, logger, options);
  app.addHook('onRequest', (_request, reply, done) => {
    if (isStopping()) reply.header('connection', 'close');
    done();
  });
  app.setNotFoundHandler(async (request, reply) => {
    await reply.code(404).send({ error: { message: 'There is nothing here.', requestId: request.id } });
  });
  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const status = statusOf(error);
    if (status >= 500) logger.error({ err: error, requestId: request.id }, 'a request failed');
    const message = status >= 500 ? 'The gateway failed. Try again later.' : error.message;
    await reply.code(status).send({ error: { message, requestId: request.id } });
  });
  return app;
}

function sayUnreadable(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const message = 'The address cannot be read: "%" has to be followed by two hexadecimal digits of UTF-8.';
  return reply
    .code(400)
    .headers(SECURITY_HEADERS)
    .send({ error: { message, requestId: request.id } });
}

/** Fastify's own refusals bring their status; anything else is a bug. */
export function statusOf(error: Partial<FastifyError>): number {
  const { statusCode, code } = error;
  const isRefusal = statusCode !== undefined && statusCode >= 400 && statusCode < 500;
  return isRefusal && (code === undefined || code.startsWith('FST_')) ? statusCode : 500;
}
