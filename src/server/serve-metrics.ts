// What a monitor reads, in Prometheus' format, at a port of its own that no customer reaches: METRICS_HOST and METRICS_PORT.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { Logger } from './create-logger.ts';
import { GatewayStartError } from './gateway-start-error.ts';
import type { Shutdown } from './shutdown.ts';

export interface MetricsServing {
  readonly address: { readonly host: string; readonly port: number };
  readonly registry: Registry;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
}

/** Listens, and gives the port. @throws GatewayStartError when it cannot listen there */
export async function serveMetrics({ address, registry, logger, shutdown }: MetricsServing): Promise<number> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Here is GET /metrics, nothing else.\n');
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      (error: unknown) => {
        logger.error({ err: error }, 'the metrics could not be collected');
        response.writeHead(500).end();
      },
    );
  });
  await listen(server, address);
  shutdown.add('the metrics', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

async function listen(server: Server, { host, port }: MetricsServing['address']): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new GatewayStartError(
          `METRICS_PORT ${port} at ${host} cannot be listened at: ${error.message}. Choose another one.`,
          {
            cause: error,
          },
        ),
      );
    });
    server.listen({ host, port }, () => resolve());
  });
}
