// A file that never changes under its name: whole, or the part that a Range header asks for, so that a download can go on.
import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { decideRange } from './decide-range.ts';
import type { Exchange } from './refuse-link.ts';

export interface ServedFile {
  readonly bytes: number;
  /** Opens the file when called, so an answer without a body (HEAD, 304) holds nothing open. */
  read(range?: { readonly start: number; readonly end: number }): Readable;
}

/** The headers about what it is are the caller's. */
export function serveRange(file: ServedFile, etag: string, { request, reply }: Exchange): FastifyReply {
  const range = decideRange(asksForPart(request.headers, etag) ? request.headers.range : undefined, file.bytes);
  reply.headers({ etag, 'accept-ranges': 'bytes' });
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  if (range.kind === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${file.bytes}`).removeHeader('content-type').send();
  }
  if (range.kind === 'part') {
    reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.bytes}`);
  }
  reply.header('content-length', range.kind === 'part' ? range.end - range.start + 1 : file.bytes);
  if (request.method === 'HEAD') return reply.send();
  return reply.send(range.kind === 'part' ? file.read({ start: range.start, end: range.end }) : file.read());
}

/** Who goes on with a file says which one it was (RFC 9110, If-Range); another one is sent whole. */
const asksForPart = (headers: Exchange['request']['headers'], etag: string): boolean =>
  headers['if-range'] === undefined || headers['if-range'] === etag;
