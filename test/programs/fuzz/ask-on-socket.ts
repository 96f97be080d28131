// One subscription on a socket of its own, for as long as a question asked right after it takes.
import WebSocket from 'ws';
import type { AskedOperation } from './random-operation.ts';

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** The errors it was told. Some subscriptions say nothing until something happens: they are not waited for. */
export function askOnSocket(url: string, asked: AskedOperation, key: string): Promise<readonly unknown[]> {
  return ask(url, { asked, key }, ({ id, type }) => id === 'after' && type !== 'next');
}

/** The errors of its first answer, however long that takes: for subscriptions that do not begin. */
export function refusalOnSocket(url: string, asked: AskedOperation, key: string): Promise<readonly unknown[]> {
  return ask(url, { asked, key }, ({ id }) => id === 'asked');
}

async function ask(
  url: string,
  { asked, key }: { readonly asked: AskedOperation; readonly key: string },
  isEnough: (message: Message) => boolean,
): Promise<readonly unknown[]> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  const send = (message: Message): void => socket.send(JSON.stringify(message));
  const errors: unknown[] = [];
  await new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
    socket.on('error', () => resolve());
    socket.on('open', () => send({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }));
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as Message;
      if (message.type === 'connection_ack') {
        send({ id: 'asked', type: 'subscribe', payload: asked });
        send({ id: 'after', type: 'subscribe', payload: { query: '{ __typename }' } });
      }
      if (message.id === 'asked') errors.push(...errorsIn(message));
      if (isEnough(message)) socket.close();
    });
  });
  return errors;
}

function errorsIn({ type, payload }: Message): readonly unknown[] {
  if (type === 'error') return payload as unknown[];
  return (payload as { readonly errors?: readonly unknown[] } | undefined)?.errors ?? [];
}
