// What is answered at the door, over HTTP and on a WebSocket.
import { once } from 'node:events';
import WebSocket from 'ws';
import type { TestGateway } from './gateway.ts';
import { ask } from './gateway-client.ts';

type Door = Pick<TestGateway, 'localUrl'>;

let address = 0;
/** Of an address that nobody came from before: an attack comes from many. The gateway has to trust 127.0.0.1 as a proxy. */
const fresh = (): Record<string, string> => {
  address += 1;
  return { 'x-forwarded-for': `198.18.${address >> 8}.${address & 255}` };
};

/** The status; of a refusal also its reason, or its code when it has none. */
export async function knock(gateway: Door, credential: string): Promise<unknown> {
  const request = { key: credential, headers: fresh() };
  const { status, errors } = await ask(gateway.localUrl, { query: '{ viewer { accountId } }' }, request);
  if (errors === undefined) return status;
  const { reason, code } = errors[0].extensions;
  return [status, reason ?? code];
}

export async function openSocket(gateway: Door, credential: string) {
  const socket = new WebSocket(`${gateway.localUrl.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: fresh(),
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${credential}` } }));
  const closed = once(socket, 'close').then(([code, reason]) => `${String(code)} ${String(reason)}`);
  const welcomed = once(socket, 'message').then(() => 'ack');
  welcomed.catch(() => undefined);
  return { socket, closed, outcome: await Promise.race([welcomed, closed]) };
}

/** `ack`, or the code and reason that it was closed with. */
export async function knockOnSocket(gateway: Door, credential: string): Promise<string> {
  const { socket, outcome } = await openSocket(gateway, credential);
  socket.terminate();
  return outcome;
}
