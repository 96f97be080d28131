// The road to one gateway: requests over HTTP, subscriptions over a WebSocket.
import { type RetryOptions, retryPolicy } from './back-off.ts';
import { createFollowSocket, type FollowSocket, type SocketState } from './follow-socket.ts';
import { following } from './following.ts';
import { type Credential, type HttpOptions, sendRequest } from './send-request.ts';
import { type DocumentText, documentText, isMutation, type TypedDocument, type VariablesOf } from './typed-document.ts';

export interface ConnectionOptions {
  /** Address of the gateway's GraphQL endpoint: "https://…/graphql"; in a browser, a path will do. */
  readonly url: string;
  /** An API key on a server, a client token in a browser; or a function that gives one. */
  readonly credential: Credential;
  /** The runtime's own when absent. */
  readonly fetch?: typeof fetch;
  /** A class like the browser's WebSocket; the runtime's own when absent. Node 20 has none: give it that of `ws`. */
  readonly webSocketImpl?: unknown;
  /** Where subscriptions are asked; the same address as a WebSocket when absent. */
  readonly webSocketUrl?: string;
  /** More headers for every request over HTTP. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long one try of a request may take. 30,000 when absent. */
  readonly timeoutMilliseconds?: number;
  readonly retry?: RetryOptions;
  /**
   * True: documents that have an id (`__meta__.hash` of codegen's persistedDocuments) are sent by it alone, for a gateway that runs
   * trusted documents only. This package's own are in its `persisted-documents.json`.
   */
  readonly sendsDocumentIds?: boolean;
  /** Told when the socket of the subscriptions is there, and when it was lost or is not needed any more. */
  readonly onSocket?: (state: SocketState) => void;
}

export interface RequestOptions {
  /** Ends it: the request rejects with the signal's reason. What the gateway has begun by then is not undone. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether a mutation may be sent again after an answer was lost: true only where the gateway knows it by an idempotencyKey among its
   * variables, or where twice is as good as once. Queries may always. False when absent.
   */
  readonly isRepeatable?: boolean;
}

export interface SubscribeOptions<Data, Variables> {
  /** Ends it, quietly. */
  readonly signal?: AbortSignal | undefined;
  /** The variables to go on with after a lost socket, from the last event; the same again when absent. */
  readonly resume?: (last: Data) => Variables;
}

export interface Connection {
  /**
   * Runs a query or mutation; its data. Throws TollgateError: when retryable, after the tries that `retry` allows.
   */
  request<Data, Variables>(
    document: TypedDocument<Data, Variables>,
    ...rest: [...VariablesOf<Variables>, options?: RequestOptions]
  ): Promise<Data>;
  /**
   * The events of a subscription until the gateway completes it, over all losses of the socket: for as long as it takes, once the
   * gateway was reached. Events between a loss and the next socket are missing, unless the gateway tells them from `resume` on.
   */
  subscribe<Data, Variables>(
    document: TypedDocument<Data, Variables>,
    ...rest: [...VariablesOf<Variables>, options?: SubscribeOptions<Data, Variables>]
  ): AsyncIterableIterator<Data>;
  /** Ends all subscriptions, and their socket. */
  close(): void;
}

/** Only the road; `createClient` has the common operations, too. */
export function createConnection(options: ConnectionOptions): Connection {
  const { credential, url, onSocket, webSocketImpl, sendsDocumentIds: wantsIds = false } = options;
  const retry = retryPolicy(options.retry);
  const http: HttpOptions = {
    url,
    credential,
    retry,
    // Called as a method of anything else, a browser's fetch refuses.
    fetch: options.fetch ?? ((...parameters) => globalThis.fetch(...parameters)),
    headers: options.headers ?? {},
    timeoutMilliseconds: options.timeoutMilliseconds ?? 30_000,
  };
  const socketUrl = options.webSocketUrl ?? url;
  const socket = createFollowSocket({ url: asSocketUrl(socketUrl), credential, retry, onSocket, webSocketImpl });
  const closed = new AbortController();

  return {
    request: async (document, ...rest) => {
      const [variables, { signal, isRepeatable = false } = {}] = rest as unknown as [unknown, RequestOptions?];
      const operation = {
        document: documentText(document, wantsIds),
        variables,
        signal,
        isRepeatable: isRepeatable || !isMutation(document.toString()),
      };
      return (await sendRequest(http, operation)) as never;
    },
    subscribe: (document, ...rest) => {
      const [variables, subscribing = {}] = rest as unknown as Subscribing;
      const asked = { document: documentText(document, wantsIds), variables: variables ?? {} };
      return following([closed.signal, subscribing.signal], (signal) =>
        resuming(socket, asked, { signal, resume: subscribing.resume }),
      ) as AsyncIterableIterator<never>;
    },
    close: () => {
      closed.abort();
      socket.close();
    },
  };
}

type Subscribing = [variables?: Record<string, unknown>, options?: SubscribeOptions<unknown, unknown>];

interface Resuming {
  readonly signal: AbortSignal;
  readonly resume: ((last: unknown) => unknown) | undefined;
}

async function* resuming(
  socket: FollowSocket,
  { document, variables }: { readonly document: DocumentText; readonly variables: Record<string, unknown> },
  { signal, resume }: Resuming,
): AsyncGenerator<unknown, void, undefined> {
  let current = variables;
  for await (const data of socket.follow({ document, variables: () => current, signal })) {
    // Before it is handed over: a socket can be lost while the other side thinks about it.
    if (resume !== undefined) current = resume(data) as Record<string, unknown>;
    yield data;
  }
}

function asSocketUrl(url: string): string {
  const { href } = (globalThis as { readonly location?: { readonly href: string } }).location ?? {};
  return new URL(url, href).href.replace(/^http/, 'ws');
}
