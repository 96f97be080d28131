// GET /exports/:account/:file: exports and their manifests behind signed links. The link is the key; nothing else is asked for.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { EXPORTS_PATH, type ExportFiles } from '../../exports/index.ts';
import { refuseLink } from './refuse-link.ts';
import { serveRange } from './serve-range.ts';

export function registerExportRoutes(app: FastifyInstance, files: ExportFiles): void {
  app.route<{ Params: { account: string; file: string }; Querystring: Record<string, unknown> }>({
    method: ['GET', 'HEAD'],
    url: `${EXPORTS_PATH}/:account/:file`,
    handler: async (request, reply): Promise<FastifyReply> => {
      const { account, file } = request.params;
      const opened = await files.open(`${EXPORTS_PATH}/${account}/${file}`, request.query);
      if (opened.status !== 'OPENED' && opened.status !== 'MANIFEST') {
        return refuseLink(opened.status, { request, reply });
      }
      reply.headers({
        'content-disposition': `attachment; filename="${opened.name}"`,
        'cache-control': 'private, no-store',
      });
      if (opened.status === 'OPENED') {
        // Not as a content encoding: what is saved is the file whose SHA-256 the manifest has.
        reply.header('content-type', 'application/gzip');
        return serveRange(opened.file, opened.entityTag, { request, reply });
      }
      reply.headers({ 'content-type': 'application/json', 'content-length': Buffer.byteLength(opened.text) });
      return reply.send(request.method === 'HEAD' ? undefined : opened.text);
    },
  });
}
