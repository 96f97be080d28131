// GET /playground: the page afresh each time (it may hold the demo key), its files compressed and revalidated by tag.
import type { FastifyInstance } from 'fastify';
import { sendAsset } from '../assets/send-asset.ts';
import { loadPlaygroundAssets } from './playground-assets.ts';
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
    else await sendAsset(asset, { request, reply, caching: 'no-cache' });
  });
}
