// A small typed GraphQL client: fetch for queries and mutations, a WebSocket for subscriptions.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Settings } from './settings.ts';

export interface Gateway {
  readonly url: string;
  /** Runs a query or mutation. Throws with the gateway's own words when it is refused. */
  ask<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data>;
  /** The events of a subscription, until the gateway completes it. */
  follow<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): AsyncGenerator<Data>;
  close(): Promise<void>;
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string }[];
}

export function connect({ url, apiKey }: Settings): Gateway {
  const authorization = `Bearer ${apiKey}`;
  const socket = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: authorization },
    lazyCloseTimeout: 1_000,
  });
  return {
    url,
    ask: async (document, variables) => {
      const body = JSON.stringify({ query: print(document), variables });
      const answer = await post(url, { authorization, body });
      return dataOf(answer as Answer<never>);
    },
    async *follow(document, variables) {
      for await (const answer of socket.iterate({ query: print(document), variables })) {
        yield dataOf(answer as Answer<never>);
      }
    },
    close: async () => socket.dispose(),
  };
}

async function post(url: string, { authorization, body }: { authorization: string; body: string }): Promise<unknown> {
  try {
    const headers = { authorization, 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body });
    return await response.json();
  } catch (error) {
    throw new Error(`No gateway answers at ${url}. Start one with "npm start".`, { cause: error });
  }
}

function dataOf<Data>({ data, errors }: Answer<Data>): Data {
  if (errors !== undefined) throw new Error(errors.map((error) => error.message).join('\n'));
  if (data === undefined || data === null) throw new Error('The gateway answered with nothing.');
  return data;
}

/** Refusals are data: the demo stops at the first one, with its words. */
export function stopAtRefusal(userErrors: readonly { readonly message: string }[]): void {
  const [refusal] = userErrors;
  if (refusal !== undefined) throw new Error(refusal.message);
}
