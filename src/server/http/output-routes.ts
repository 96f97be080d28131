// GET /outputs/:name: the files that generations made. The name is the secret; there is no list.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { OpenedOutput, OutputStore } from '../../generation/index.ts';
import { decideRange } from './decide-range.ts';

export function registerOutputRoutes(app: FastifyInstance, outputs: OutputStore): void {
  app.route<{ Params: { name: string } }>({
    method: ['GET', 'HEAD'],
    url: '/outputs/:name',
    handler: async (request, reply) => {
      const { name } = request.params;
      const output = await outputs.open(name);
      if (output === undefined) reply.callNotFound();
      else await serve(output, `"${name}"`, { request, reply });
    },
  });
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** A file never changes under its name, so the name is its entity tag and caches may keep it for good. */
function serve(output: OpenedOutput, etag: string, { request, reply }: Exchange): FastifyReply {
  const isFresh = request.headers['if-none-match'] === etag;
  const range = decideRange(request.headers.range, output.bytes);
  reply.headers({
    etag,
    'cache-control': 'private, max-age=31536000, immutable',
    'accept-ranges': 'bytes',
    'content-type': output.mimeType,
    'content-disposition': 'inline',
    'cross-origin-resource-policy': 'cross-origin',
  });
  if (isFresh) return reply.code(304).send();
  if (range.kind === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${output.bytes}`).removeHeader('content-type').send();
  }
  if (range.kind === 'part') {
    reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${output.bytes}`);
  }
  const length = range.kind === 'part' ? range.end - range.start + 1 : output.bytes;
  reply.header('content-length', length);
  if (request.method === 'HEAD') return reply.send();
  return reply.send(range.kind === 'part' ? output.read({ start: range.start, end: range.end }) : output.read());
}
