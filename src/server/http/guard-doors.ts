// Before anything else of a request is looked at: is it for this gateway, and does it come from a page that may ask?
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Doors } from './decide-door.ts';
import { sendGraphqlError } from './graphql-error.ts';
import { HEALTH_PATHS } from './health-routes.ts';

/** What changes nothing; what it answers, browsers keep from pages of other origins. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
const FOREIGN_PAGE = 'Pages of this origin may not speak to this gateway: ALLOWED_ORIGINS names those that may.';

/** Names of ours as they were written: nearly every request has one of a few, and to read it as a URL takes long. */
const REMEMBERED_HOSTS = 100;

/** 421 for a name that is not ours, without a word; 403 for a page that is not. Call it before routes are registered. */
export function guardDoors(app: FastifyInstance, doors: Doors): void {
  const ownHosts = new LRUCache<string, true>({ max: REMEMBERED_HOSTS });
  const isOwnHost = (host: string | undefined): boolean => {
    if (host === undefined || ownHosts.has(host)) return host !== undefined;
    const isOwn = doors.isOwnHost(host);
    if (isOwn) ownHosts.set(host, true);
    return isOwn;
  };
  app.addHook('onRequest', (request, reply, done) => {
    const { host, origin } = request.headers;
    const isProbe = HEALTH_PATHS.has(request.routeOptions.url ?? '') && doors.isProbesHost(host);
    if (!isProbe && !isOwnHost(host)) reply.code(421).send();
    else if (READING.has(request.method) || doors.isOwnOrigin(origin, host)) done();
    else refusePage(request, reply).catch(done);
  });
}

async function refusePage(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.routeOptions.url === '/graphql') {
    await sendGraphqlError(request, reply, { status: 403, code: 'FORBIDDEN', message: FOREIGN_PAGE });
  } else {
    await reply.code(403).send({ error: { message: FOREIGN_PAGE, requestId: request.id } });
  }
}
