// What an open WebSocket holds in memory.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '../../src/server/create-logger.ts';
import { type Subscriptions, serveSubscriptions } from '../../src/server/subscriptions.ts';
import { collectGarbage } from '../support/collect-garbage.ts';

const SOCKETS = 20;
const HANDSHAKE = [
  'GET /graphql HTTP/1.1',
  'host: localhost',
  'connection: upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-protocol: graphql-transport-ws',
];

let server: Server;
let subscriptions: Subscriptions;
const requests: WeakRef<IncomingMessage>[] = [];

beforeAll(async () => {
  server = createServer();
  server.on('upgrade', (request) => requests.push(new WeakRef(request)));
  subscriptions = serveSubscriptions({
    server,
    rules: {} as never,
    doors: { isOwnHost: () => true, isOwnOrigin: () => true } as never,
    clientOf: () => ({ address: '127.0.0.1', network: '127.0.0.1' }),
    logger: createLogger('silent'),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  await subscriptions.close();
  await new Promise((resolve) => server.close(resolve));
});

/** By hand: a client in this process would hold messages of its own. */
async function open(): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(`${HANDSHAKE.join('\r\n')}\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 101 /);
  return socket;
}

describe('an open socket', () => {
  it('does not hold the request that opened it', async () => {
    const sockets = await Promise.all(Array.from({ length: SOCKETS }, open));
    await nextTurn(); // what a weak reference was made of is held until the turn ends
    collectGarbage();
    expect(requests).toHaveLength(SOCKETS);
    expect(requests.filter((request) => request.deref() !== undefined).length).toBeLessThan(SOCKETS / 2);
    for (const socket of sockets) socket.destroy();
  });
});
