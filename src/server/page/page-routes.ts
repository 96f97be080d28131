// The page for customers, shop owners and support, under `/`: the same HTML for each of its addresses, and its assets.
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { asScriptContent } from '../assets/script-content.ts';
import { sendAsset } from '../assets/send-asset.ts';
import { loadPageFiles } from './page-files.ts';

export interface PageSettings {
  /** Of the demo account, for one's own machine only; undefined elsewhere. */
  readonly demoApiKey: string | undefined;
  /** Payments or media are made up here, which people have to know. */
  readonly simulated: boolean;
  /** Of the model that the first form shows. */
  readonly model: string | undefined;
}

/** Each is answered with the page, which shows what its address says. */
const PAGE_PATHS = [
  '/',
  '/generate',
  '/generations',
  '/generations/:id',
  '/requests',
  '/transactions',
  '/transactions/:id',
  '/usage',
  '/keys',
  '/billing',
  '/webhooks',
  '/anomalies',
  '/operator',
  '/operator/*',
] as const;

/** Scripts and data come from this gateway only; media may lie at other addresses. `nonce`: for the styles that a library adds. */
const policyWith = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob: https:",
    "media-src 'self' blob: https:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const NONCE_BYTES = 16;

export function registerPageRoutes(app: FastifyInstance, settings: PageSettings): void {
  let loading: ReturnType<typeof loadPageFiles> | undefined;
  const load = () => (loading ??= loadPageFiles());
  for (const path of PAGE_PATHS) {
    app.get(path, async (_request, reply) => {
      const files = await load();
      if (files === undefined) return reply.code(503).send({ message: NOT_BUILT });
      const nonce = randomBytes(NONCE_BYTES).toString('base64url');
      return reply
        .headers({
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': policyWith(nonce),
          'cache-control': 'no-store',
        })
        .send(fill(files.html, { nonce, settings }));
    });
  }
  app.get<{ Params: { name: string } }>('/assets/:name', async (request, reply) => {
    const asset = (await load())?.assets.get(request.params.name);
    if (asset === undefined) reply.callNotFound();
    else await sendAsset(asset, { request, reply, caching: 'public, max-age=31536000, immutable' });
  });
}

const NOT_BUILT = 'The page is not built: "npm start" or "npm run build" makes it.';

function fill(html: string, { nonce, settings }: { nonce: string; settings: PageSettings }): string {
  return html.replace('{{nonce}}', nonce).replace('"{{settings}}"', () => asScriptContent(settings));
}
