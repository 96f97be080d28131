// CORS, for pages of origins that the configuration names: their browsers may read what /graphql answers. Without cookies or any other
// credentials of the browser's own: a page sends its key itself.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const PATH = '/graphql';
const PREFLIGHT_SECONDS = 7_200;
const METHODS = 'GET, POST';
const REQUEST_HEADERS = 'authorization, content-type, accept, x-request-id, apollo-require-preflight';
const ANSWER_HEADERS =
  'x-request-id, retry-after, ratelimit, ratelimit-policy, ratelimit-limit, ratelimit-remaining, ratelimit-reset, www-authenticate';

/** Call it after guardDoors and before routes are registered. */
export function allowCors(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const allowed = new Set(origins);
  const originOf = ({ headers }: FastifyRequest): string | undefined =>
    headers.origin !== undefined && allowed.has(headers.origin) ? headers.origin : undefined;
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.url === PATH) sayWhoMayRead(originOf(request), reply);
    done();
  });
  app.options(PATH, async (request, reply) => answerPreflight(originOf(request), reply));
}

function sayWhoMayRead(origin: string | undefined, reply: FastifyReply): void {
  // Said to everybody: a cache must not give one origin's answer to another.
  reply.header('vary', 'origin');
  if (origin === undefined) return;
  reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': ANSWER_HEADERS });
}

function answerPreflight(origin: string | undefined, reply: FastifyReply): FastifyReply {
  if (origin === undefined) return reply.code(403).send();
  return reply
    .code(204)
    .headers({
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': REQUEST_HEADERS,
      'access-control-max-age': String(PREFLIGHT_SECONDS),
    })
    .removeHeader('access-control-expose-headers')
    .send();
}
