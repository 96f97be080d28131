// Open sockets whose API key was revoked or has expired are closed, whatever they were doing. Asking again covers every way
// in which a key can end, also a revocation that was not heard of while the database was away.
import { CLOSE_FORBIDDEN, type SocketContext } from './socket-authorization.ts';

/** How long a socket may outlive its key, in milliseconds. Most of the questions are answered from the keys' cache. */
const LOOK_MILLISECONDS = 2_000;

export interface KeyWatch {
  add(socket: SocketContext): void;
  remove(socket: SocketContext): void;
}

export function createKeyWatch(isValid: (socket: SocketContext) => Promise<boolean>): KeyWatch {
  const sockets = new Set<SocketContext>();
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    for (const socket of sockets) {
      // When the keys cannot be asked, nobody is sent away for it.
      const mayStay = await isValid(socket).catch(() => true);
      if (!mayStay) {
        sockets.delete(socket);
        socket.extra.socket.close(CLOSE_FORBIDDEN, 'Forbidden');
      }
    }
  };
  const lookAgain = (): void => {
    timer = setTimeout(() => {
      void look().finally(() => {
        timer = undefined;
        if (sockets.size > 0) lookAgain();
      });
    }, LOOK_MILLISECONDS);
    timer.unref();
  };

  return {
    add: (socket) => {
      sockets.add(socket);
      if (timer === undefined) lookAgain();
    },
    remove: (socket) => {
      sockets.delete(socket);
    },
  };
}
