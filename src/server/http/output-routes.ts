// GET /outputs/:name: the files that generations made. The name is the secret; there is no list.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { OutputStore } from '../../generation/index.ts';
import { serveRange } from './serve-range.ts';

export function registerOutputRoutes(app: FastifyInstance, outputs: OutputStore): void {
  app.route<{ Params: { name: string } }>({
    method: ['GET', 'HEAD'],
    url: '/outputs/:name',
    handler: async (request, reply): Promise<FastifyReply> => {
      const { name } = request.params;
      const output = await outputs.open(name);
      if (output === undefined) {
        reply.callNotFound();
        return reply;
      }
      // A file never changes under its name, so the name is its entity tag and caches may keep it for good.
      reply.headers({
        'cache-control': 'private, max-age=31536000, immutable',
        'content-type': output.mimeType,
        'content-disposition': 'inline',
        'cross-origin-resource-policy': 'cross-origin',
      });
      return serveRange(output, `"${name}"`, { request, reply });
    },
  });
}
