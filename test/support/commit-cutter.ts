// Stands between a client and PostgreSQL and cuts the line at a COMMIT: before it arrives, or before its answer does.
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface CommitCutter {
  /** The database's address through the cutter. */
  readonly url: string;
  /** The next COMMIT is lost on its way (`request`), or executed and its answer is lost (`answer`). */
  cutNext(what: 'request' | 'answer'): void;
  close(): Promise<void>;
}

interface Line {
  armed: 'request' | 'answer' | undefined;
}

export async function startCommitCutter(databaseUrl: string): Promise<CommitCutter> {
  const { hostname, port } = new URL(databaseUrl);
  const line: Line = { armed: undefined };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined); // the other end is what the test looks at
    }
    join(client, upstream, line);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${portOf(server)}`;
  return {
    url: url.href,
    cutNext: (what) => {
      line.armed = what;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function join(client: Socket, upstream: Socket, line: Line): void {
  let losesAnswer = false;
  const cut = (): void => {
    client.destroy();
    upstream.destroy();
  };
  client.on('data', (chunk) => {
    if (line.armed !== undefined && /\bcommit\0/i.test(chunk.toString('latin1'))) {
      losesAnswer = line.armed === 'answer';
      line.armed = undefined;
      if (!losesAnswer) {
        cut();
        return;
      }
    }
    upstream.write(chunk);
  });
  upstream.on('data', (chunk) => {
    if (losesAnswer && chunk.includes('COMMIT\0')) cut();
    else client.write(chunk);
  });
  client.on('close', () => upstream.destroy());
  upstream.on('close', () => client.destroy());
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
