// One LISTEN connection per process: receives what other processes NOTIFY, and comes back by itself when it was cut.
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type BackOff, backOff, repeat, type Stoppable, spread } from '../background/index.ts';

export interface Listener {
  /** False while the connection is away: then nothing arrives. */
  readonly isConnected: boolean;
  /** Subscribes to a channel from now on; gives back how to stop. */
  on(channel: string, handler: (payload: string) => void): () => void;
  /**
   * Called whenever notifications may have been missed: after a lost connection came back, or when listening on a new
   * channel took effect later than asked. Read again whatever state you follow. Gives back how to stop.
   */
  onReconnect(handler: () => void): () => void;
  close(): Promise<void>;
}

export interface ListenerOptions {
  readonly url: string;
  /** Called for lost connections, of failed attempts to come back, and of handlers that throw. */
  readonly onError: (error: unknown) => void;
}

const PAUSE: BackOff = { firstMilliseconds: 100, longestMilliseconds: 5_000 };
/** A connection that died without a word is noticed within this time and the next. */
const HEARTBEAT_MILLISECONDS = 15_000;
const ANSWER_LIMIT_MILLISECONDS = 10_000;

/** Connects before it resolves; rejects when the first connection fails. */
export async function createListener(options: ListenerOptions): Promise<Listener> {
  const listener = new ReconnectingListener(options);
  await listener.connect();
  return listener;
}

/** Does not wait for the first connection: until it stands, nothing arrives. */
export function startListener(options: ListenerOptions): Listener {
  const listener = new ReconnectingListener(options);
  listener.start();
  return listener;
}

class ReconnectingListener implements Listener {
  readonly #options: ListenerOptions;
  readonly #handlers = new Map<string, Set<(payload: string) => void>>();
  readonly #reconnectHandlers = new Set<() => void>();
  readonly #closing = new AbortController();
  #client: pg.Client | undefined;
  #heartbeat: Stoppable | undefined;
  #reconnecting: Promise<void> | undefined;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  get isConnected(): boolean {
    return this.#client !== undefined;
  }

  on(channel: string, handler: (payload: string) => void): () => void {
    const handlers = this.#handlers.get(channel);
    if (handlers === undefined) {
      this.#handlers.set(channel, new Set([handler]));
      void this.#listenLate(channel);
    } else {
      handlers.add(handler);
    }
    return () => {
      this.#handlers.get(channel)?.delete(handler);
    };
  }

  onReconnect(handler: () => void): () => void {
    this.#reconnectHandlers.add(handler);
    return () => {
      this.#reconnectHandlers.delete(handler);
    };
  }

  async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      application_name: 'tollgate listener',
      connectionTimeoutMillis: ANSWER_LIMIT_MILLISECONDS,
      query_timeout: ANSWER_LIMIT_MILLISECONDS,
      keepAlive: true,
      // Channels are asked for as they come, and the heartbeat beside them, without waiting for each other's answers.
      pipeline: true,
    });
    client.on('error', (error) => this.#lose(client, error));
    client.on('end', () => this.#lose(client, new Error('the listening connection ended')));
    client.on('notification', ({ channel, payload = '' }) => this.#deliver(channel, payload));
    await client.connect();
    try {
      for (const channel of this.#handlers.keys()) await listen(client, channel);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
    this.#watch(client);
  }

  start(): void {
    this.#reconnecting = this.#comeBack();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#disconnect();
    await this.#reconnecting;
  }

  async #disconnect(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    void this.#heartbeat?.stop();
    await client?.end().catch(() => undefined);
  }

  #watch(client: pg.Client): void {
    const work = async (): Promise<undefined> => {
      await client.query('select 1');
    };
    this.#heartbeat = repeat(
      { what: 'the listening connection', everyMilliseconds: HEARTBEAT_MILLISECONDS, jitter: 0, work },
      (error) => this.#lose(client, error),
    );
  }

  async #listenLate(channel: string): Promise<void> {
    const client = this.#client;
    if (client === undefined) return; // the connection under way listens to every channel
    try {
      await listen(client, channel);
      this.#notifyReconnected();
    } catch (error) {
      this.#lose(client, error);
    }
  }

  #lose(client: pg.Client, error: unknown): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    void this.#heartbeat?.stop();
    this.#options.onError(error);
    void client.end().catch(() => undefined);
    this.#reconnecting = this.#comeBack();
  }

  #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  async #comeBack(): Promise<void> {
    const { signal } = this.#closing;
    for (let tries = 1; ; tries += 1) {
      const pause = spread(backOff(PAUSE, tries), 0.5, Math.random());
      await delay(pause, undefined, { signal }).catch(() => undefined);
      if (this.#isClosing()) return;
      try {
        await this.connect();
        break;
      } catch (error) {
        this.#options.onError(error);
      }
    }
    if (this.#isClosing()) await this.#disconnect();
    else this.#notifyReconnected();
  }

  #deliver(channel: string, payload: string): void {
    for (const handler of this.#handlers.get(channel) ?? []) this.#call(() => handler(payload));
  }

  #notifyReconnected(): void {
    for (const handler of this.#reconnectHandlers) this.#call(handler);
  }

  /** One handler that fails must not silence the others. */
  #call(handler: () => void): void {
    try {
      handler();
    } catch (error) {
      this.#options.onError(error);
    }
  }
}

async function listen(client: pg.Client, channel: string): Promise<void> {
  await client.query(`listen ${client.escapeIdentifier(channel)}`);
}
