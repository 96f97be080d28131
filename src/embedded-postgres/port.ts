// The port is free and random at first, and stays the same afterwards, so that psql sessions and notes stay valid.
import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

export const LISTEN_ADDRESS = '127.0.0.1';

/**
 * Ports that no system hands out by itself (Linux does from 32768, others from 49152). One of the others may belong to any
 * connection of any program by the time it is bound, now or at the next start.
 */
const FIRST_PORT = 20_000;
const PORTS = 12_000;
const MOST_DRAWS = 50;

/** The remembered port when it is free, otherwise a new free one. Another program may still be quicker to take it. */
export async function choosePort(folder: string): Promise<number> {
  const remembered = readPort(folder);
  return (remembered === undefined ? undefined : await claim(remembered)) ?? (await anyFreePort());
}

export async function anyFreePort(): Promise<number> {
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    const drawn = await claim(FIRST_PORT + randomInt(PORTS));
    if (drawn !== undefined) return drawn;
  }
  const port = await claim(0);
  if (port === undefined) throw new Error(`No free port on ${LISTEN_ADDRESS}`);
  return port;
}

/** Only a convenience: a full disk must not keep a running server from being used. */
export function rememberPort(folder: string, port: number): void {
  try {
    writeFileSync(portPath(folder), `${port}\n`, { mode: 0o600 });
  } catch {
    // The next start chooses another port.
  }
}

function readPort(folder: string): number | undefined {
  try {
    const port = Number(readFileSync(portPath(folder), 'utf8'));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
  } catch {
    return undefined;
  }
}

function portPath(folder: string): string {
  return join(folder, 'port');
}

/** Listens for a moment; `undefined` when the port is taken. */
function claim(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen(port, LISTEN_ADDRESS, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' ? address?.port : undefined);
      });
    });
  });
}
