// A local HTTP server that can answer in the ways in which real ones break.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface DoubleRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
}

export type DoubleAnswer =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Record<string, string>;
    }
  | { readonly kind: 'bytes'; readonly type: string; readonly content: Uint8Array }
  | { readonly kind: 'html' }
  | { readonly kind: 'redirect'; readonly location: string }
  /** Announces all of it, sends half and breaks the connection. */
  | { readonly kind: 'half'; readonly content: Uint8Array }
  | { readonly kind: 'reset' };

export type DoubleHandler = (request: DoubleRequest) => Promise<DoubleAnswer> | DoubleAnswer;

export interface DoubleServer {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  close(): Promise<void>;
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): DoubleAnswer => ({
  kind: 'json',
  status,
  body,
  headers,
});

export async function startServer(handle: DoubleHandler): Promise<DoubleServer> {
  const server = createServer((incoming, response) => {
    void respond(handle, incoming, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}`, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function respond(handle: DoubleHandler, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? '/', 'http://double');
  const content = await read(incoming);
  const body: unknown = content.length === 0 ? undefined : JSON.parse(content.toString('utf8'));
  const { method = 'GET', headers } = incoming;
  send(await handle({ method, path: url.pathname, query: url.searchParams, headers, body }), response);
}

async function read(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function send(answer: DoubleAnswer, response: ServerResponse): void {
  switch (answer.kind) {
    case 'json':
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end(JSON.stringify(answer.body));
      return;
    case 'bytes':
      response.writeHead(200, { 'content-type': answer.type, 'content-length': answer.content.byteLength });
      response.end(answer.content);
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Just a moment</title>');
      return;
    case 'redirect':
      response.writeHead(302, { location: answer.location });
      response.end();
      return;
    case 'half':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.content.byteLength });
      response.write(answer.content.subarray(0, Math.floor(answer.content.byteLength / 2)), () => response.destroy());
      return;
    case 'reset':
      response.destroy();
      return;
    default:
      answer satisfies never;
  }
}

/** The same answer, cut off in the middle. */
export function halfOf(answer: DoubleAnswer): DoubleAnswer {
  if (answer.kind === 'bytes') return { kind: 'half', content: answer.content };
  if (answer.kind === 'json') return { kind: 'half', content: Buffer.from(JSON.stringify(answer.body)) };
  return answer;
}
