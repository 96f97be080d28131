// A client of a running gateway, for tests: GraphQL over HTTP and over WebSocket.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

/** Whatever JSON came back: tests look into it freely. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Answer = any;

export interface GraphqlAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Answer;
  readonly errors: readonly Answer[] | undefined;
  readonly extensions: Answer;
}

export interface GraphqlRequest {
  readonly key?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks one operation. Without a key, the request has no authorization header. */
export type Ask = (query: string, variables?: object, request?: GraphqlRequest) => Promise<GraphqlAnswer>;

export interface Subscription {
  /** Events so far: `data` of each. */
  readonly events: Answer[];
  /** The events once the server has completed the subscription; rejects with what ended it otherwise. */
  readonly completed: Promise<Answer[]>;
  stop(): Promise<void>;
}

export async function ask(
  url: string,
  operation: { readonly query: string; readonly variables?: object | undefined; readonly operationName?: string },
  { key, headers = {} }: GraphqlRequest = {},
): Promise<GraphqlAnswer> {
  return post(url, JSON.stringify(operation), { key, headers });
}

/** Sends any text as the body. */
export async function post(
  url: string,
  body: string,
  { key, headers = {} }: GraphqlRequest = {},
): Promise<GraphqlAnswer> {
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization, ...headers },
    body,
  });
  const text = await response.text();
  try {
    const { data, errors, extensions } = JSON.parse(text) as { data?: Answer; errors?: Answer[]; extensions?: Answer };
    return { status: response.status, headers: response.headers, data, errors, extensions };
  } catch {
    throw new Error(`/graphql answered ${response.status} with no JSON: ${text.slice(0, 200)}`);
  }
}

/** One connection for one subscription. */
export function subscribe(
  url: string,
  operation: { readonly query: string; readonly variables?: Record<string, unknown> },
  connectionParams: Record<string, unknown>,
): Subscription {
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
  });
  const events: Answer[] = [];
  const completed = new Promise<Answer[]>((resolve, reject) => {
    client.subscribe<Answer>(operation, {
      next: (result) => events.push(result.errors === undefined ? result.data : result),
      error: reject,
      complete: () => resolve(events),
    });
  });
  completed.catch(() => undefined); // a test that does not look at the end must not fail because of it
  return { events, completed, stop: async () => client.dispose() };
}
