// Who may open a WebSocket: whoever has a good key, and as many at once as an account may have.
import { repeatWhileWanted } from '../../../background/index.ts';
import {
  type Credentials,
  IDENTITY_PROBLEMS,
  type Identity,
  type KeyAttempts,
  outageOf,
} from '../../../callers/index.ts';
import { type Scope, type VerifiedKey } from '../../../keys/index.ts';
import { CLOSE_FORBIDDEN, CLOSE_TRY_LATER, credentialsOf, type SocketContext } from './socket.ts';

export interface SocketAdmission {
  /** False when it must not stay; the reason may have been sent, and it may be closing already. */
  admit(socket: SocketContext): Promise<boolean>;
  leave(socket: SocketContext): void;
}

export interface AdmissionOptions {
  readonly attempts: KeyAttempts;
  readonly keyWatch: KeyWatch;
  readonly verify: (credentials: Credentials) => Promise<Identity<VerifiedKey>>;
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
      const credentials = credentialsOf(socket);
      const { authorization } = credentials;
      const address = socket.extra.client?.network ?? 'unknown';
      const attempt = await attempts.look({ address, authorization }, () => verify(credentials)).catch(asAway);
      if (attempt.status === 'away') {
        socket.extra.socket.close(CLOSE_TRY_LATER, attempt.message);
        return false;
      }
      if (attempt.status === 'slowed') {
        const reason = `Too many wrong API keys from your address. Try again in ${attempt.retryAfterSeconds} s.`;
        socket.extra.socket.close(CLOSE_TRY_LATER, reason);
      }
      if (attempt.status === 'unknown') {
        socket.extra.socket.close(CLOSE_FORBIDDEN, `Forbidden: ${IDENTITY_PROBLEMS[attempt.problem]}`);
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

/** Whether a key or token is genuine cannot be known now. Close code and reason have the client come back, which it does not after a bug. */
function asAway(error: unknown): { readonly status: 'away'; readonly message: string } {
  const outage = outageOf(error);
  if (outage !== undefined) return { status: 'away', message: outage.message };
  throw error;
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

/** Sockets that gave the same authorization from the same address: their key is asked for once. */
interface Alike {
  readonly credentials: Credentials;
  readonly sockets: Set<SocketContext>;
  /** Something may have been begun by any of these. */
  readonly scopes: Set<Scope>;
}

export function createKeyWatch(find: (credentials: Credentials) => Promise<Identity<Key>>): KeyWatch {
  const byCredentials = new Map<string, Alike>();

  const look = async (): Promise<undefined> => {
    for (const [name, alike] of [...byCredentials]) {
      // When the keys cannot be asked, nobody is sent away for it.
      const identity = await find(alike.credentials).catch(() => undefined);
      if (identity === undefined || (identity.status === 'known' && mayStill(alike, identity.found))) continue;
      byCredentials.delete(name);
      const why =
        identity.status === 'known' ? 'This API key may do less than before.' : IDENTITY_PROBLEMS[identity.problem];
      for (const { extra } of alike.sockets) extra.socket.close(CLOSE_FORBIDDEN, `Forbidden: ${why}`);
    }
    looking.want(byCredentials.size > 0);
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
      const credentials = credentialsOf(socket);
      const name = nameOf(credentials);
      const alike = byCredentials.get(name) ?? { credentials, sockets: new Set(), scopes: new Set() };
      byCredentials.set(name, alike);
      alike.sockets.add(socket);
      note(alike, key);
      looking.want(true);
    },
    allowed: (socket, key) => {
      const alike = byCredentials.get(nameOf(credentialsOf(socket)));
      if (alike !== undefined) note(alike, key);
    },
    remove: (socket) => {
      const name = nameOf(credentialsOf(socket));
      const alike = byCredentials.get(name);
      alike?.sockets.delete(socket);
      if (alike?.sockets.size === 0) byCredentials.delete(name);
      looking.want(byCredentials.size > 0);
    },
  };
}

const nameOf = ({ authorization, address }: Credentials): string => JSON.stringify([address, authorization]);

function mayStill({ scopes }: Alike, key: Key): boolean {
  return [...scopes].every((scope) => key.scopes.includes(scope));
}
