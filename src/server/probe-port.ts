// Whether the port is free is asked before anything slow or lasting begins.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { GatewayStartError } from './gateway-start-error.ts';

interface Address {
  readonly host: string;
  readonly port: number;
}

/** @throws GatewayStartError when this process cannot listen there. */
export async function probePort(address: Address): Promise<void> {
  const server = createServer();
  try {
    server.listen({ ...address, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    throw listenError(error, address);
  }
  await new Promise((resolve) => server.close(resolve));
}

/** The same failure in words; errors of other kinds as they are. */
export function listenError(error: unknown, { host, port }: Address): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const say = (message: string): GatewayStartError => new GatewayStartError(message, { cause: error });
  switch (code) {
    case 'EADDRINUSE':
      return say(
        `Port ${port} is taken by another program. Choose another port:\n\n  PORT=${nextPort(port)} npm start\n\n` +
          'If that program is a gateway from this folder, the second one also needs a data folder of its own:\n\n' +
          `  PORT=${nextPort(port)} DATA_DIR=.data-second npm start`,
      );
    case 'EACCES':
      return say(`Port ${port} may not be used by this user. Choose one above 1023: PORT=4000 npm start`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return say(
        `HOST ${host} is no address of this machine. Leave HOST out, or use 0.0.0.0 for all of its addresses.`,
      );
    default:
      return error;
  }
}

function nextPort(port: number): number {
  return port < 65_535 ? port + 1 : 4000;
}
