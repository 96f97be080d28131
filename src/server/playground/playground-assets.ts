// The playground's files, from the installed packages: nothing is loaded from other places. Read when first asked for.
import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { PLAYGROUND_SCRIPT, WORKERS_SCRIPT } from './playground-script.ts';

export type Encoding = 'br' | 'gzip' | 'identity';

export interface PlaygroundAsset {
  readonly contentType: string;
  readonly etag: string;
  /** The content in that encoding; compressed once. */
  encoded(encoding: Encoding): Promise<Buffer>;
}

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);
/** 5 of 11: within a tenth of the best size, in a fraction of a second for the largest file. */
const BROTLI_QUALITY = 5;

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';

/** By name; `graphql-ws/client.js` and what it imports included. */
export async function loadPlaygroundAssets(): Promise<ReadonlyMap<string, PlaygroundAsset>> {
  const graphiql = await import('@graphql-yoga/render-graphiql/graphiql');
  return new Map([
    ['playground.js', asset(PLAYGROUND_SCRIPT, SCRIPT)],
    ['workers.js', asset(WORKERS_SCRIPT, SCRIPT)],
    ['graphiql.js', asset(graphiql.js, SCRIPT)],
    ['graphiql.css', asset(graphiql.css, STYLE)],
    ['editor-worker.js', asset(graphiql.editorWorkerService, SCRIPT)],
    ['graphql-worker.js', asset(graphiql.graphqlWorker, SCRIPT)],
    ['json-worker.js', asset(graphiql.jsonWorker, SCRIPT)],
    ...(await graphqlWsFiles()),
  ]);
}

/** The package's own ES module for browsers, and the file next to it that it imports. */
async function graphqlWsFiles(): Promise<[string, PlaygroundAsset][]> {
  const entry = new URL(import.meta.resolve('graphql-ws/client'));
  const client = await readFile(entry, 'utf8');
  const names = new Set([...client.matchAll(/from '\.\/([\w.-]+\.js)'/g)].map(([, name = '']) => name));
  const imported = [...names].map(async (name): Promise<[string, PlaygroundAsset]> => {
    return [`graphql-ws/${name}`, asset(await readFile(new URL(name, entry), 'utf8'), SCRIPT)];
  });
  return [['graphql-ws/client.js', asset(client, SCRIPT)], ...(await Promise.all(imported))];
}

function asset(text: string, contentType: string): PlaygroundAsset {
  const content = Buffer.from(text);
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
