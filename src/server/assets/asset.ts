// A file of a page, in memory: compressed once for each encoding, named by its content.
import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip' | 'identity';

export interface Asset {
  readonly contentType: string;
  readonly etag: string;
  /** The content in that encoding; compressed once. */
  encoded(encoding: Encoding): Promise<Buffer>;
}

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);
/** 5 of 11: within a tenth of the best size, in a fraction of a second for the largest file. */
const BROTLI_QUALITY = 5;

export function createAsset(content: Buffer, contentType: string): Asset {
  const compressed = new Map<Encoding, Promise<Buffer>>([['identity', Promise.resolve(content)]]);
  return {
    contentType,
    etag: `"${hash('sha256', content, 'base64url')}"`,
    encoded: (encoding) => {
      const known = compressed.get(encoding) ?? compress(content, encoding);
      compressed.set(encoding, known);
      return known;
    },
  };
}

async function compress(content: Buffer, encoding: Encoding): Promise<Buffer> {
  switch (encoding) {
    case 'br':
      return compressBrotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
    case 'gzip':
      return compressGzip(content);
    case 'identity':
      return content;
    default:
      return encoding satisfies never;
  }
}
