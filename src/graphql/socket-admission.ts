// Who may open a WebSocket: whoever has a good key, and as many at once as an account may have.
import type { VerifiedKey } from '../keys/index.ts';
import type { KeyAttempts } from './key-attempts.ts';
import type { KeyWatch } from './key-watch.ts';
import { authorizationOf, CLOSE_TRY_LATER, type SocketContext } from './socket-authorization.ts';

export interface SocketAdmission {
  /** False when it must not stay; it may have been told why, and be closing already. */
  admit(socket: SocketContext): Promise<boolean>;
  leave(socket: SocketContext): void;
}

export interface AdmissionOptions {
  readonly attempts: KeyAttempts;
  readonly keyWatch: KeyWatch;
  readonly verify: (authorization: string | undefined) => Promise<VerifiedKey | undefined>;
  /** Of one account, at this process. */
  readonly mostSockets: number;
}

export function createSocketAdmission(options: AdmissionOptions): SocketAdmission {
  const { attempts, keyWatch, verify, mostSockets } = options;
  /** A socket can close while its key is looked up. */
  const gone = new WeakSet<SocketContext>();
  const owners = new WeakMap<SocketContext, string>();
  const open = new Map<string, number>();

  const change = (accountId: string, by: number): void => {
    const count = (open.get(accountId) ?? 0) + by;
    if (count === 0) open.delete(accountId);
    else open.set(accountId, count);
  };

  return {
    admit: async (socket) => {
      const authorization = authorizationOf(socket);
      const address = socket.extra.address ?? 'unknown';
      const attempt = await attempts.look({ address, authorization }, () => verify(authorization));
      if (attempt.status === 'slowed') {
        const reason = `Too many wrong API keys from your address. Try again in ${attempt.retryAfterSeconds} s.`;
        socket.extra.socket.close(CLOSE_TRY_LATER, reason);
      }
      if (attempt.status !== 'known' || gone.has(socket)) return attempt.status === 'known';
      const { accountId } = attempt.found;
      if ((open.get(accountId) ?? 0) >= mostSockets) {
        const reason = `An account may have ${mostSockets} WebSockets open at once. Close one first.`;
        socket.extra.socket.close(CLOSE_TRY_LATER, reason);
        return false;
      }
      change(accountId, 1);
      owners.set(socket, accountId);
      keyWatch.add(socket, attempt.found);
      return true;
    },
    leave: (socket) => {
      gone.add(socket);
      keyWatch.remove(socket);
      const accountId = owners.get(socket);
      if (owners.delete(socket) && accountId !== undefined) change(accountId, -1);
    },
  };
}
