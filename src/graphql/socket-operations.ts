// How many operations a socket runs at once. Counted here, from the message on: graphql-ws knows its operations by the
// client's ids, and forgets one whose id the client says is complete before it has begun.
import type { SocketContext } from './socket-authorization.ts';

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
