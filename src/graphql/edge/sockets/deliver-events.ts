// From a stream of events to the messages of one subscription, as fast as its client takes them.
import type { SharedSubscription } from './shared-subscriptions.ts';
import type { Socket } from './socket.ts';

/** A failure in the middle is an event too: it must end this subscription, not the whole socket. */
export type EventOrFailure<T> = T | Error;

export interface Delivery {
  /** The subscription's id on its socket. */
  readonly id: string;
  /** Gives the next event only when asked: what changes meanwhile is its own affair. */
  readonly source: AsyncIterator<object>;
  readonly subscription: SharedSubscription;
  readonly socket: Socket;
}

/**
 * Sends while it is waited for its first item, and gives none: graphql-ws would execute and write each of them for each
 * subscriber. It then completes the subscription, or reports the failure, as ever. A client that reads slowly has at
 * most one message waiting here.
 */
export function deliverEvents(delivery: Delivery): AsyncIterableIterator<never> {
  return new Deliverer(delivery);
}

class Deliverer implements AsyncIterableIterator<never> {
  readonly #delivery: Delivery;
  readonly #beginning: string;
  #isOver = false;

  constructor(delivery: Delivery) {
    this.#delivery = delivery;
    this.#beginning = `{"id":${JSON.stringify(delivery.id)},"type":"next","payload":`;
  }

  /** One frame for the life of the subscription: each that waits inside another would be held by every idle socket. */
  async next(): Promise<IteratorResult<never>> {
    const { source } = this.#delivery;
    try {
      for (;;) {
        let result: IteratorResult<object>;
        try {
          result = await source.next();
        } catch (error) {
          await this.#publish(error instanceof Error ? error : new Error(String(error)));
          break;
        }
        if (result.done === true) break;
        const sending = this.#publish(result.value);
        if (sending !== undefined) await sending;
      }
    } finally {
      await this.return();
    }
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<never>> {
    this.#isOver = true;
    this.#delivery.subscription.leave();
    await this.#delivery.source.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #publish(event: object): Promise<void> | undefined {
    const payload = this.#delivery.subscription.write(event);
    return typeof payload === 'string' ? this.#send(payload) : payload.then((text) => this.#send(text));
  }

  #send(payload: string): Promise<void> | undefined {
    return this.#isOver ? undefined : this.#delivery.socket.send(`${this.#beginning}${payload}}`);
  }
}
