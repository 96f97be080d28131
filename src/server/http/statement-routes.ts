// GET /statements/:account/:file: statements behind signed links. The link is the key; nothing else is asked for.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { STATEMENTS_PATH, type StatementFiles } from '../../statements/index.ts';
import { refuseLink } from './refuse-link.ts';

export function registerStatementRoutes(app: FastifyInstance, files: StatementFiles): void {
  app.route<{ Params: { account: string; file: string }; Querystring: Record<string, unknown> }>({
    method: ['GET', 'HEAD'],
    url: `${STATEMENTS_PATH}/:account/:file`,
    handler: async (request, reply): Promise<FastifyReply> => {
      const { account, file } = request.params;
      const opened = await files.open(`${STATEMENTS_PATH}/${account}/${file}`, request.query);
      if (opened.status !== 'OPENED') return refuseLink(opened.status, { request, reply });
      const { bytes, mimeType, name } = opened.file;
      reply.headers({
        'content-type': mimeType,
        'content-length': bytes.length,
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      });
      return reply.send(request.method === 'HEAD' ? undefined : bytes);
    },
  });
}
