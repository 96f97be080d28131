// A client process of its own: opens sockets, and says a line for each round in which every socket has had one message.
// Arguments: url sockets [key generation]; with a key it follows the generation, else it listens to a plain socket.
import process from 'node:process';
import { WebSocket } from 'ws';
import { FOLLOW } from './follow-operation.ts';

const [url = '', count = '1000', key, id] = process.argv.slice(2);
/** Opened at once; more would only meet a full backlog. */
const SIDE_BY_SIDE = 50;

const sockets = Number(count);
let messages = 0;

function hear(): void {
  messages += 1;
  if (messages % sockets === 0) process.stdout.write('round\n');
}

/** Done once it hears everything from here on; of a generation, the first event is how it is now. */
function open(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, key === undefined ? [] : ['graphql-transport-ws']);
    let isReady = key === undefined;
    const say = (message: object): void => socket.send(JSON.stringify(message));
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.on('open', () => {
      if (isReady) resolve();
      else say({ type: 'connection_init', payload: { Authorization: `Bearer ${key}` } });
    });
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (isReady && !text.startsWith('{"type":"ping"')) {
        hear();
        return;
      }
      const { type } = JSON.parse(text) as { type: string };
      if (type === 'connection_ack') say({ id: '1', type: 'subscribe', payload: { query: FOLLOW, variables: { id } } });
      if (type === 'next') {
        isReady = true;
        resolve();
      }
      if (type === 'error') reject(new Error(text));
    });
  });
}

for (let opened = 0; opened < sockets; opened += SIDE_BY_SIDE) {
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, sockets - opened) }, open));
}
process.stdout.write('ready\n');
