// The HTTP server: what applies to every route. The routes themselves are in files of their own.
import { type FastifyError, type FastifyInstance, fastify } from 'fastify';
import type { Logger } from '../create-logger.ts';
import { type Observed, observeRequests } from './observe-requests.ts';
import { requestIdOf } from './request-identity.ts';

const CONNECTION_LIMIT_MILLISECONDS = 65_000;
/** Time for a request to arrive completely; slower senders are cut. */
const REQUEST_LIMIT_MILLISECONDS = 30_000;

export function createApp(logger: Logger, observed: Observed = { isHttps: false, accessLog: 1 }): FastifyInstance {
  const app = fastify({
    logger: false,
    genReqId: requestIdOf,
    requestIdHeader: false,
    exposeHeadRoutes: false,
    keepAliveTimeout: CONNECTION_LIMIT_MILLISECONDS,
    requestTimeout: REQUEST_LIMIT_MILLISECONDS,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
  });
  observeRequests(app, logger, observed);
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

/** Fastify's own refusals bring their status; anything else is a bug. */
export function statusOf(error: Partial<FastifyError>): number {
  const { statusCode, code } = error;
  const isRefusal = statusCode !== undefined && statusCode >= 400 && statusCode < 500;
  return isRefusal && (code === undefined || code.startsWith('FST_')) ? statusCode : 500;
}
