// A subscriber that can stop reading its socket, as a client does that is stuck or far away.
import WebSocket from 'ws';
import type { Answer } from './gateway-client.ts';

export interface PausableSubscription {
  /** `data` of each event so far. */
  readonly events: readonly Answer[];
  /** Reads nothing more from the system's buffer, which fills. */
  pause(): void;
  resume(): void;
  /** Whether the server has given it up. */
  isClosed(): boolean;
  close(): void;
}

export interface Asked {
  readonly url: string;
  readonly key: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export function openPausable({ url, key, query, variables }: Asked): PausableSubscription {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  const events: Answer[] = [];
  let isClosed = false;
  const say = (message: object): void => socket.send(JSON.stringify(message));
  socket.on('open', () => say({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }));
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as { type: string; payload: { data: Answer } };
    if (message.type === 'connection_ack') say({ id: '1', type: 'subscribe', payload: { query, variables } });
    if (message.type === 'next') events.push(message.payload.data);
  });
  socket.on('error', () => undefined); // its close follows
  socket.on('close', () => {
    isClosed = true;
  });
  return {
    events,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    isClosed: () => isClosed,
    close: () => socket.terminate(),
  };
}
