// Subscriptions over one WebSocket (graphql-transport-ws), opened when the first is followed and closed after the last. A lost socket is
// opened again, and what was followed goes on where `resume` says.
import { createClient as createSocketClient, type Client as SocketClient } from 'graphql-ws/client';
import { pauseAfter, type RetryPolicy } from './back-off.ts';
import { type Credential, credentialOf } from './send-request.ts';
import { errorOfProblems, type GraphqlProblem, TollgateError } from './tollgate-error.ts';
import type { DocumentText } from './typed-document.ts';
import { wait } from './waiting.ts';

/** `lost`: it is being opened again. */
export type SocketState = 'connected' | 'lost';

export interface SocketOptions {
  readonly url: string;
  readonly credential: Credential;
  /** A class like the browser's WebSocket, where there is none (Node 20). */
  readonly webSocketImpl: unknown;
  readonly retry: RetryPolicy;
  readonly onSocket: ((state: SocketState) => void) | undefined;
}

export interface Followed {
  readonly document: DocumentText;
  /** Asked again whenever the socket is opened again. */
  readonly variables: () => Record<string, unknown>;
  readonly signal: AbortSignal;
}

export interface FollowSocket {
  /** Ends when the gateway has completed it, or quietly with the signal. Throws TollgateError. */
  follow(followed: Followed): AsyncGenerator<unknown, void, undefined>;
  close(): void;
}

const IDLE_MILLISECONDS = 1_000;
/** A socket whose other end has gone without a word looks open for ever: it is asked every so often, and given up. */
const PING_MILLISECONDS = 10_000;
const PONG_MILLISECONDS = 5_000;

export function createFollowSocket(options: SocketOptions): FollowSocket {
  const { credential, retry } = options;
  let socket: SocketClient | undefined;
  let isRefused = false;
  const open = (): SocketClient => {
    socket ??= connect(options, {
      credential: async () => credentialOf(credential, isRefused),
      connected: () => {
        isRefused = false;
      },
    });
    return socket;
  };

  /** Whether, and after how many milliseconds, it is followed again; undefined: never. */
  const pauseAfterLoss = (error: TollgateError, losses: Losses): number | undefined => {
    if (error.code === 'UNAUTHENTICATED') {
      // The socket may live on with the old one: it is asked at the beginning only.
      if (typeof credential !== 'function' || isRefused) return undefined;
      isRefused = true;
      socket?.terminate();
      return 0;
    }
    // An address that never answered may be wrong; one that did is worth waiting for.
    if (!error.retryable || (!losses.hasWorked && losses.inRow >= retry.attempts)) return undefined;
    return pauseAfter(losses.inRow, error.retryAfterSeconds, retry);
  };

  return {
    async *follow({ document, variables, signal }) {
      const losses: Losses = { inRow: 0, hasWorked: false };
      while (!signal.aborted) {
        try {
          for await (const data of eventsOf(open(), { document, variables: variables() }, signal)) {
            losses.inRow = 0;
            losses.hasWorked = true;
            yield data;
          }
          return;
        } catch (error) {
          if (!(error instanceof TollgateError)) throw error;
          losses.inRow += 1;
          const pause = pauseAfterLoss(error, losses);
          if (pause === undefined) throw error;
          await wait(pause, signal).catch(() => undefined);
        }
      }
    },
    close: () => {
      // One that was still being opened, and fails, has nobody left to tell.
      Promise.resolve(socket?.dispose()).catch(() => undefined);
      socket = undefined;
    },
  };
}

interface Losses {
  inRow: number;
  hasWorked: boolean;
}

interface Connection {
  credential(): Promise<string | undefined>;
  connected(): void;
}

function connect({ url, webSocketImpl, onSocket }: SocketOptions, connection: Connection): SocketClient {
  let pong: ReturnType<typeof setTimeout> | undefined;
  const client = createSocketClient({
    url,
    webSocketImpl,
    connectionParams: async () => {
      const secret = await connection.credential();
      return secret === undefined ? {} : { Authorization: `Bearer ${secret}` };
    },
    lazyCloseTimeout: IDLE_MILLISECONDS,
    keepAlive: PING_MILLISECONDS,
    // It would ask again with the old variables: what comes after a loss is decided above.
    retryAttempts: 0,
    on: {
      connected: () => {
        connection.connected();
        onSocket?.('connected');
      },
      closed: () => {
        clearTimeout(pong);
        onSocket?.('lost');
      },
      ping: (received) => {
        if (!received) pong = setTimeout(() => client.terminate(), PONG_MILLISECONDS);
      },
      pong: (received) => {
        if (received) clearTimeout(pong);
      },
    },
  });
  return client;
}

interface Asked {
  readonly document: DocumentText;
  readonly variables: Record<string, unknown>;
}

/** `data` of each event of one subscription on one socket. */
async function* eventsOf(
  client: SocketClient,
  { document, variables }: Asked,
  signal: AbortSignal,
): AsyncGenerator<unknown, void, undefined> {
  const waiting: unknown[] = [];
  let end: { readonly error?: unknown } | undefined;
  let wake = (): void => undefined;
  const finish = (error?: unknown): void => {
    end ??= { error };
    wake();
  };
  // The protocol wants a text, be it none.
  const dispose = client.subscribe(
    { query: '', ...document, variables },
    {
      next: (event) => {
        waiting.push(event);
        wake();
      },
      error: finish,
      complete: () => finish(),
    },
  );
  const abort = (): void => finish();
  signal.addEventListener('abort', abort, { once: true });
  try {
    for (;;) {
      while (waiting.length > 0 && !signal.aborted) yield dataOf(waiting.shift());
      if (end !== undefined) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (!signal.aborted && end.error !== undefined) throw errorOf(end.error);
  } finally {
    signal.removeEventListener('abort', abort);
    dispose();
  }
}

function dataOf(event: unknown): unknown {
  const { data, errors } = event as { readonly data?: unknown; readonly errors?: readonly GraphqlProblem[] };
  if (errors !== undefined && errors.length > 0) throw errorOfProblems(errors);
  return data;
}

/** Closes that no repetition changes: a message or a protocol that is not understood. */
const HOPELESS_CLOSES: readonly number[] = [4400, 4004, 4406, 4409];
const FORBIDDEN = 4403;
const TRY_LATER = 1013;

/** Errors of an operation come as a list, losses of the socket as its close event or as an event without words. */
function errorOf(error: unknown): TollgateError {
  if (error instanceof TollgateError) return error;
  if (Array.isArray(error)) return errorOfProblems(error as readonly GraphqlProblem[]);
  const { code, reason } = error as { readonly code?: unknown; readonly reason?: unknown };
  if (typeof code !== 'number') {
    const message = error instanceof Error && error.message !== '' ? `: ${error.message}` : '';
    return new TollgateError(`The socket failed${message}.`, { code: 'NETWORK_ERROR', retryable: true, cause: error });
  }
  const words = typeof reason === 'string' && reason !== '' ? reason : `The socket was closed (${code}).`;
  if (code === FORBIDDEN) return new TollgateError(words, { code: 'UNAUTHENTICATED', retryable: false });
  if (code === TRY_LATER) return new TollgateError(words, { code: 'SERVICE_UNAVAILABLE', retryable: true });
  return new TollgateError(words, { code: 'SOCKET_CLOSED', retryable: !HOPELESS_CLOSES.includes(code) });
}
