// Where a WebSocket client may put its API key: browsers cannot set headers, so connectionParams come first.

import type { Credentials } from '../../../callers/index.ts';

/** graphql-ws: the key is missing, unknown, revoked or expired. */
export const CLOSE_FORBIDDEN = 4403;

/** "Try again later" of the registry of close codes. */
export const CLOSE_TRY_LATER = 1013;

export interface Socket {
  close(code: number, reason: string): void;
  /** Undefined when the message has left already, or never will; otherwise done once it has left. Never rejects. */
  send(message: string): Promise<void> | undefined;
}

/** Where a socket comes from. */
export interface SocketClient {
  readonly address: string | undefined;
  /** What distinguishes it from other clients: its address, or the network of one customer. */
  readonly network: string;
}

/** What we need of graphql-ws' connection context. `extra.request` is the HTTP upgrade request, or its headers alone. */
export interface SocketContext {
  readonly connectionParams?: Readonly<Record<string, unknown>> | undefined;
  readonly subscriptions: Readonly<Record<string, unknown>>;
  readonly extra: {
    readonly socket: Socket;
    readonly request?: unknown;
    readonly client?: SocketClient;
  };
}

/** What a socket showed when it was opened. */
export function credentialsOf(socket: SocketContext): Credentials {
  return { authorization: authorizationOf(socket), address: socket.extra.client?.address };
}

/** `{ Authorization: "Bearer …" }` in connectionParams, in any letter case or under `headers`; else the upgrade's header. */
function authorizationOf({ connectionParams, extra }: SocketContext): string | undefined {
  return (
    headerIn(connectionParams) ??
    headerIn(memberOf(connectionParams, 'headers')) ??
    headerIn(memberOf(memberOf(extra, 'request'), 'headers'))
  );
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function headerIn(headers: unknown): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  const [, found] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  return typeof found === 'string' ? found : undefined;
}

// How many operations a socket runs at once. Counted here, from the message on: graphql-ws knows its operations by the
// client's ids, and forgets one whose id the client says is complete before it has begun.

export interface SocketOperations {
  /** Counts one more. Call it before anything is waited for: false when there are too many with it. */
  begin(socket: SocketContext): boolean;
  /** Of one that has begun, in time or not. */
  end(socket: SocketContext): void;
}

export function createSocketOperations(most: number): SocketOperations {
  const running = new WeakMap<SocketContext, number>();
  const change = (socket: SocketContext, by: number): number => {
    const count = (running.get(socket) ?? 0) + by;
    running.set(socket, count);
    return count;
  };
  return {
    begin: (socket) => change(socket, 1) <= most,
    end: (socket) => void change(socket, -1),
  };
}
