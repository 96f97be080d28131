// The least that a browser can show: a form in a few bytes of HTML, from a server of this process. What the page takes is said beside it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const HTML =
  '<!doctype html><meta charset="utf-8"><title>Bare</title><link rel="icon" href="data:,"><form><input></form>';

export interface BarePage {
  readonly url: string;
  close(): Promise<void>;
}

export async function openBarePage(): Promise<BarePage> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(HTML);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
