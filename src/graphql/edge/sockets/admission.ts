// Who may open a WebSocket: whoever has a good key, and as many at once as an account may have.
import { repeatWhileWanted } from '../../../background/index.ts';
import type { Scope, VerifiedKey } from '../../../keys/index.ts';
import type { KeyAttempts } from '../guard/key-attempts.ts';
import { authorizationOf, CLOSE_FORBIDDEN, CLOSE_TRY_LATER, type SocketContext } from './socket.ts';

export interface SocketAdmission {
  /** False when it must not stay; the reason may have been sent, and it may be closing already. */
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

// Open sockets whose API key was revoked, has expired or may do less than before are closed, whatever they were doing: who
// comes back is judged anew. Asking again covers every way in which a key can end, also a revocation that was not received
// while the database was away.

/** How long a socket may outlive its key, in milliseconds. Most of the questions are answered from the keys' cache. */
const LOOK_MILLISECONDS = 2_000;

type Key = Pick<VerifiedKey, 'scopes'>;

export interface KeyWatch {
  /** `key` is what the socket came in with. */
  add(socket: SocketContext, key: Key): void;
  /** The socket was allowed to do something by this key, which may have more scopes by now. */
  allowed(socket: SocketContext, key: Key): void;
  remove(socket: SocketContext): void;
}

/** Sockets that gave the same authorization: their key is asked for once. */
interface Alike {
  readonly sockets: Set<SocketContext>;
  /** Something may have been begun by any of these. */
  readonly scopes: Set<Scope>;
}

/** `find` gives undefined for a key that is unknown, revoked or expired. */
export function createKeyWatch(find: (authorization: string | undefined) => Promise<Key | undefined>): KeyWatch {
  const byAuthorization = new Map<string | undefined, Alike>();

  const look = async (): Promise<undefined> => {
    for (const [authorization, alike] of [...byAuthorization]) {
      // When the keys cannot be asked, nobody is sent away for it.
      const key = await find(authorization).catch(() => ({ scopes: [...alike.scopes] }));
      if (key !== undefined && mayStill(alike, key)) continue;
      byAuthorization.delete(authorization);
      for (const { extra } of alike.sockets) extra.socket.close(CLOSE_FORBIDDEN, 'Forbidden');
    }
    looking.want(byAuthorization.size > 0);
  };
  const looking = repeatWhileWanted(
    { what: 'the watch over keys of open sockets', everyMilliseconds: LOOK_MILLISECONDS, jitter: 0, work: look },
    () => undefined,
  );
  const note = (alike: Alike, { scopes }: Key): void => {
    for (const scope of scopes) alike.scopes.add(scope);
  };

  return {
    add: (socket, key) => {
      const authorization = authorizationOf(socket);
      const alike = byAuthorization.get(authorization) ?? { sockets: new Set(), scopes: new Set() };
      byAuthorization.set(authorization, alike);
      alike.sockets.add(socket);
      note(alike, key);
      looking.want(true);
    },
    allowed: (socket, key) => {
      const alike = byAuthorization.get(authorizationOf(socket));
      if (alike !== undefined) note(alike, key);
    },
    remove: (socket) => {
      const authorization = authorizationOf(socket);
      const alike = byAuthorization.get(authorization);
      alike?.sockets.delete(socket);
      if (alike?.sockets.size === 0) byAuthorization.delete(authorization);
      looking.want(byAuthorization.size > 0);
    },
  };
}

function mayStill({ scopes }: Alike, key: Key): boolean {
  return [...scopes].every((scope) => key.scopes.includes(scope));
}
