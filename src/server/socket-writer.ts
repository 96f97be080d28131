// What the gateway sends to one WebSocket, no faster than its client reads.
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** RFC 6455, section 5.5: 125 bytes, of which the code takes two. */
const LONGEST_REASON_BYTES = 123;

export class SocketWriter {
  readonly #client: WebSocket;
  readonly #connection: Duplex;

  /** `connection` is what the WebSocket writes to. */
  constructor(client: WebSocket, connection: Duplex) {
    this.#client = client;
    this.#connection = connection;
  }

  /** A reason that is too long for a WebSocket is left out: it may hold what the client sent. */
  close(code: number, reason: string): void {
    this.#client.close(code, Buffer.byteLength(reason) <= LONGEST_REASON_BYTES ? reason : '');
  }

  /**
   * Most messages leave at once. When the client does not keep up, there is something to wait for before sending more, so
   * that nothing piles up here. Whether they arrive nobody knows: a socket that ends is reported elsewhere.
   */
  send(message: string): Promise<void> | undefined {
    const client = this.#client;
    if (client.readyState !== client.OPEN) return undefined;
    client.send(message);
    return client.bufferedAmount === 0 ? undefined : this.#allHasLeft();
  }

  /** An empty write is done when all before it is; asking for that with each message would cost each of them more. */
  #allHasLeft(): Promise<void> {
    return new Promise((resolve) => {
      this.#connection.write('', () => resolve());
    });
  }
}
