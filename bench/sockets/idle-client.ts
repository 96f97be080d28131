// A client process of its own: opens sockets that then wait, and says "ready". Arguments: url sockets [key [query variables]]; without a
// key the sockets are plain ones, without a query they only say who they are.
import process from 'node:process';
import { WebSocket } from 'ws';

const [url = '', count = '1000', key, query, variables = '{}'] = process.argv.slice(2);
/** Opened at once; more would only meet a full backlog. */
const SIDE_BY_SIDE = 50;

const sockets = Number(count);

function open(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, key === undefined ? [] : ['graphql-transport-ws']);
    const say = (message: object): void => socket.send(JSON.stringify(message));
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.on('open', () => {
      if (key === undefined) resolve();
      else say({ type: 'connection_init', payload: { Authorization: `Bearer ${key}` } });
    });
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      const { type } = JSON.parse(text) as { type: string };
      const isSaid = type === 'connection_ack';
      if (isSaid && query !== undefined) {
        say({ id: '1', type: 'subscribe', payload: { query, variables: JSON.parse(variables) } });
      }
      if (type === 'next' || (isSaid && query === undefined)) resolve();
      if (type === 'error') reject(new Error(text));
    });
  });
}

for (let opened = 0; opened < sockets; opened += SIDE_BY_SIDE) {
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, sockets - opened) }, open));
}
process.stdout.write('ready\n');
