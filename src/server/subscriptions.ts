// WebSocket at /graphql: the transport under graphql-ws. Protocol, keys and scopes are the GraphQL room's.
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, type Server as GraphqlWsServer, handleProtocols, makeServer, type ServerOptions } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { createSubscriptionServerOptions } from '../graphql/index.ts';
import { isClientMessage } from './client-message.ts';
import type { Logger } from './create-logger.ts';
import { type Client, type ClientOf, connectionOf } from './http/client-address.ts';
import type { Doors } from './http/decide-door.ts';
import { SocketWriter } from './socket-writer.ts';
import { type Life, watchLife } from './watch-life.ts';

export interface Subscriptions {
  /** Says goodbye (1001) to every client and waits until they are gone, or cuts them. */
  close(): Promise<void>;
  /** Sockets that are open now. */
  open(): number;
}

interface SocketExtra {
  readonly socket: SocketWriter;
  readonly client: Client;
  /** Of the HTTP upgrade request, which is let go: it would hold as much memory as the socket. */
  readonly request: { readonly headers: { readonly authorization: string | undefined } };
}

export interface SubscriptionOptions {
  readonly server: Server;
  /** Keys, scopes and error masking: the GraphQL room's. */
  readonly rules: ReturnType<typeof createSubscriptionServerOptions>;
  readonly doors: Doors;
  readonly clientOf: ClientOf;
  readonly logger: Logger;
}

const PATH = '/graphql';
const LARGEST_MESSAGE_BYTES = 100_000;
/** A client that does not say who it is within this time is sent away (4408). */
const FIRST_MESSAGE_MILLISECONDS = 5_000;
const GOODBYE_MILLISECONDS = 2_000;
const GOING_AWAY = 1001;
/** Libraries connect again after 1001 by themselves; what they followed goes on after the last sequence that they saw. */
const GOODBYE = 'The gateway is stopping: connect again';

export function serveSubscriptions({ server, rules, doors, clientOf, logger }: SubscriptionOptions): Subscriptions {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE_BYTES, handleProtocols });
  // graphql-ws writes an absent `errors` as undefined, which exact optional properties tell apart.
  const options = rules as ServerOptions<Record<string, unknown>, SocketExtra>;
  const protocol = makeServer({ ...options, connectionInitWaitTimeout: FIRST_MESSAGE_MILLISECONDS });
  const life = watchLife(sockets.clients);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node leaves the socket without an error handler here: a client that hangs up now must not end the process.
    socket.on('error', ignore);
    const refusal = refusalOf(request, doors);
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      const from = clientOf(connectionOf(request));
      connect({ client, writer: new SocketWriter(client, socket), request, from, protocol, life, logger });
    });
  });
  const close = async (): Promise<void> => {
    await closeAll(sockets);
    life.stop();
  };
  return { close, open: () => sockets.clients.size };
}

/** Made here and not where it is given: what is made there holds the request as long as the socket lives. */
const ignore = (): undefined => undefined;

/** Status and words; undefined when the socket may open. Clients that are no browsers send no Origin. */
function refusalOf({ headers, url }: IncomingMessage, doors: Doors): string | undefined {
  if (!doors.isOwnHost(headers.host)) return '421 Misdirected Request';
  if (url?.split('?')[0] !== PATH) return '404 Not Found';
  return doors.isOwnOrigin(headers.origin, headers.host) ? undefined : '403 Forbidden';
}

interface Connection {
  readonly client: WebSocket;
  readonly writer: SocketWriter;
  readonly request: IncomingMessage;
  readonly from: Client;
  readonly protocol: GraphqlWsServer<SocketExtra>;
  readonly life: Life;
  readonly logger: Logger;
}

function connect({ client, writer, request, from, protocol, life, logger }: Connection): void {
  client.on('pong', () => life.answered(client));
  // A message that is too large or malformed: ws closes the connection itself, with the fitting code. The client's doing, and
  // no failure of ours.
  client.on('error', ({ message }) => logger.info({ problem: message }, 'a WebSocket connection was cut'));
  const { authorization } = request.headers;
  const closed = protocol.opened(
    {
      protocol: client.protocol,
      send: (message) => writer.send(message),
      close: (code = 1000, reason = '') => writer.close(code, reason),
      onMessage: (handle) => {
        client.on('message', (data: Buffer) => {
          const text = data.toString();
          if (!isClientMessage(text)) {
            client.close(CloseCode.BadRequest, 'Invalid message received');
            return;
          }
          handle(text).catch((error: unknown) => {
            logger.error({ err: error }, 'a WebSocket message failed');
            client.close(CloseCode.InternalServerError, 'Internal server error');
          });
        });
      },
    },
    { socket: writer, client: from, request: { headers: { authorization } } },
  );
  client.once('close', (code, reason) => {
    closed(code, reason.toString()).catch((error: unknown) =>
      logger.error({ err: error }, 'closing a WebSocket failed'),
    );
  });
}

async function closeAll(sockets: WebSocketServer): Promise<void> {
  for (const client of sockets.clients) client.close(GOING_AWAY, GOODBYE);
  const cut = setTimeout(() => {
    for (const client of sockets.clients) client.terminate();
  }, GOODBYE_MILLISECONDS);
  await new Promise((resolve) => sockets.close(resolve));
  clearTimeout(cut);
}
