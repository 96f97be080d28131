// Which WebSocket clients are still there: a connection that died without a word is noticed by its silence.
import type { WebSocket } from 'ws';

type Client = Pick<WebSocket, 'ping' | 'terminate'>;

/** A client that answers no ping within this time is gone. */
export const KEEP_ALIVE_MILLISECONDS = 12_000;

export interface Life {
  answered(client: Client): void;
  stop(): void;
}

/** One timer for all: each client is asked whether it is there, and cut when it has not answered by the next time. */
export function watchLife(clients: ReadonlySet<Client>): Life {
  const asked = new WeakSet<Client>();
  const pinging = setInterval(() => {
    for (const client of clients) {
      if (asked.has(client)) {
        client.terminate();
        continue;
      }
      asked.add(client);
      client.ping();
    }
  }, KEEP_ALIVE_MILLISECONDS);
  return {
    answered: (client) => void asked.delete(client),
    stop: () => clearInterval(pinging),
  };
}
