// Answers with an asset: revalidated by its tag, in the best encoding that the client takes.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Asset, Encoding } from './asset.ts';

/** `no-cache`: asked for again each time, by tag; a year: its name changes with its content. */
export type Caching = 'no-cache' | 'public, max-age=31536000, immutable';

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly caching: Caching;
}

export async function sendAsset(asset: Asset, { request, reply, caching }: Exchange): Promise<FastifyReply> {
  reply.headers({ etag: asset.etag, 'cache-control': caching, vary: 'accept-encoding' });
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
