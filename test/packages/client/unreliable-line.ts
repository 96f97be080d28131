// A TCP line to a gateway that breaks when it is told to: sockets that are cut, answers that never arrive.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface UnreliableLine {
  /** Address of /graphql by this line. */
  readonly url: string;
  /** How many connections there have been. */
  connections(): number;
  /** Ends all connections without a word. */
  cut(): void;
  /** The next answers to requests that hold this text are lost: the request arrives, and the connection ends instead of its answer. */
  loseAnswers(text: string, count: number): void;
  /** Requests that arrived and hold this text. */
  arrived(text: string): number;
  close(): Promise<void>;
}

export async function openLine(gatewayUrl: string): Promise<UnreliableLine> {
  const { hostname, port } = new URL(gatewayUrl);
  const open = new Set<Socket>();
  const heard: string[] = [];
  const losing = { text: '', count: 0 };
  let connections = 0;
  const server = createServer((near) => {
    connections += 1;
    const far = connect(Number(port), hostname);
    let isLosing = false;
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined); // its close follows
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (data) => {
      const text = data.toString('latin1');
      heard.push(text);
      if (losing.count > 0 && text.includes(losing.text)) {
        losing.count -= 1;
        isLosing = true;
      }
      far.write(data);
    });
    far.on('data', (data) => {
      if (isLosing) near.destroy();
      else near.write(data);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    connections: () => connections,
    cut,
    loseAnswers: (text, count) => {
      Object.assign(losing, { text, count });
    },
    arrived: (text) => heard.filter((one) => one.includes(text)).length,
    close: async () => {
      cut();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
