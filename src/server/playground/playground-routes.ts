// GET /playground: the page afresh each time (it may hold the demo key), its files compressed and revalidated by tag.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Encoding, loadPlaygroundAssets, type PlaygroundAsset } from './playground-assets.ts';
import { type PlaygroundSettings, playgroundPage } from './playground-page.ts';

/** GraphiQL's editor sets styles on its elements; scripts come from this gateway only. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function registerPlaygroundRoutes(app: FastifyInstance, settings: PlaygroundSettings): void {
  let assets: ReturnType<typeof loadPlaygroundAssets> | undefined;
  app.get('/', async (_request, reply) => reply.redirect('/playground'));
  app.get('/playground', async (_request, reply) =>
    reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': PAGE_POLICY,
        'cache-control': 'no-store',
      })
      .send(playgroundPage(settings)),
  );
  app.get<{ Params: { '*': string } }>('/playground/*', async (request, reply) => {
    assets ??= loadPlaygroundAssets();
    const asset = (await assets).get(request.params['*']);
    if (asset === undefined) reply.callNotFound();
    else await send(asset, { request, reply });
  });
}

async function send(
  asset: PlaygroundAsset,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  reply.headers({ etag: asset.etag, 'cache-control': 'no-cache', vary: 'accept-encoding' });
  if (request.headers['if-none-match'] === asset.etag) return reply.code(304).send();
  const encoding = bestEncoding(request.headers['accept-encoding']);
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.header('content-type', asset.contentType).send(await asset.encoded(encoding));
}

function bestEncoding(accepted: string | string[] | undefined): Encoding {
  const names = String(accepted ?? '')
    .split(',')
    .map((part) => part.trim().split(';'))
    .filter(([, quality = '']) => !/q=0(\.0*)?$/.test(quality.replaceAll(' ', '')))
    .map(([name]) => name);
  if (names.includes('br')) return 'br';
  return names.includes('gzip') ? 'gzip' : 'identity';
}
