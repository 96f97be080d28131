// Starts a gateway step by step; whatever fails, what was started before is stopped again.
import { setTimeout as delay } from 'node:timers/promises';
import { type LiveCatalog, loadStorefrontDocument, openCatalog, type StorefrontDocument } from '../catalog/index.ts';
import type { Configuration } from '../config/index.ts';
import type { Database } from '../database/index.ts';
import { announceAnomalies, indexHistories } from '../usage/index.ts';
import type { ResolveHost } from '../webhooks/index.ts';
import { gatewayJobs, startJobs } from './background-jobs.ts';
import { bootstrapDemo, bootstrapOperator } from './bootstrap-accounts.ts';
import { composeRooms } from './compose-rooms.ts';
import { counted } from './counted.ts';
import type { Logger } from './create-logger.ts';
import { localUrl, publicUrl } from './gateway-url.ts';
import { openDatabase } from './open-database.ts';
import { probePort } from './probe-port.ts';
import { serve } from './serve.ts';
import { createShutdown, type Shutdown } from './shutdown.ts';
import { openSignals } from './signals/open-signals.ts';
import { welcomeLines } from './welcome.ts';

const MILLISECONDS = 1_000;

export interface Gateway {
  /** The address that customers see, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Undefined when no metrics are served. */
  readonly metricsPort: number | undefined;
  /** Undefined when there is no demo account. */
  readonly demoApiKey: string | undefined;
  /** Finishes what is in flight and stops everything that was started. Safe to call twice. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly logger: Logger;
  /** Receives progress in plain words, line by line. */
  readonly say: (line: string) => void;
  /** Aborting gives up the start between two of its steps, and undoes it. */
  readonly signal?: AbortSignal;
  /** The gateway cannot go on: its own PostgreSQL ended. */
  readonly onLost?: (error: Error) => void;
  /** The clock; a test brings its own. */
  readonly now?: () => Date;
  /** Where host names of webhooks lead; the name servers of this machine when absent. */
  readonly resolveHost?: ResolveHost;
}

/** @throws an error with advice for the person at the terminal when the gateway cannot start */
export async function startGateway(configuration: Configuration, options: StartOptions): Promise<Gateway> {
  const shutdown = createShutdown(options.logger);
  try {
    return await start(configuration, options, shutdown);
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

interface BookOpening {
  readonly database: Database;
  readonly file: StorefrontDocument;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
}

async function openBooks({ database, file, now, logger, shutdown }: BookOpening): Promise<LiveCatalog> {
  const catalog = await openCatalog({ database, file, now, log: logger });
  shutdown.add('the catalogue', () => catalog.stop());
  return catalog;
}

function describeBook({ storefront }: LiveCatalog): string {
  return `Selling ${counted(storefront.models.length, 'model')} at the prices of ${storefront.priceVersion}`;
}

/** Undone first: /readyz says that it stops, and everything else goes on until those who look there have seen it. */
function drainFirst({ drainSeconds }: Configuration, shutdown: Shutdown): void {
  if (drainSeconds > 0) {
    const milliseconds = drainSeconds * MILLISECONDS;
    shutdown.add('serving', () => delay(milliseconds), 2 * milliseconds);
  }
}

async function start(configuration: Configuration, options: StartOptions, shutdown: Shutdown): Promise<Gateway> {
  const { logger, say, signal, onLost = () => undefined, now = () => new Date() } = options;
  if (configuration.inheritedSocket === undefined) await probePort(configuration);
  const file = loadStorefrontDocument(configuration.storefrontFile);
  const opened = await openDatabase({ configuration: configuration.database, say, logger, shutdown, onLost });
  signal?.throwIfAborted();
  const { database } = opened;
  const catalog = await openBooks({ database, file, now, logger, shutdown });
  say(describeBook(catalog));
  let port = configuration.port;
  const urls = { publicUrl: () => publicUrl(configuration, port), localUrl: () => localUrl(configuration, port) };
  const { resolveHost } = options;
  const watching = await openSignals(configuration, shutdown);
  const { signals } = watching;
  const composition = { configuration, opened, catalog, logger, shutdown, ...urls, now, resolveHost, signals };
  const rooms = await composeRooms(composition);
  const bootstrap = { configuration, database, ...rooms.services };
  await bootstrapOperator(bootstrap);
  const demoApiKey = await bootstrapDemo(bootstrap);
  signal?.throwIfAborted();
  const metricsPort = await watching.serve({ configuration, rooms, database, logger, shutdown, now });
  port = await serve({
    ...{ configuration, rooms, database, demoApiKey, logger, shutdown, signals },
    onServing: (sockets) => watching.socketsAre(sockets),
  });
  await rooms.generationRoom.start();
  rooms.webhookRoom.start();
  await rooms.simulator?.start();
  const { services, invoiceRoom, requestRoom, exportRoom, emailRoom, inputs } = rooms;
  const takesPayments = configuration.stripe.kind !== 'off';
  const purchases = takesPayments ? services.purchases : undefined;
  const deadlineOf = (identifier: string) => catalog.model(identifier)?.deadlineSeconds;
  const announcing = { database, now, deadlineOf };
  const looking = {
    indexHistories: () => indexHistories(database),
    announceAnomalies: (isStopping: () => boolean) => announceAnomalies(announcing, isStopping),
  };
  const rounds = { invoiceRoom, requestRoom, exportRoom, emailRoom, inputs, ...looking };
  const work = { ...services.purchases, ledger: services.ledger, ...rounds, purchases, logger };
  shutdown.add('the e-mails', async () => emailRoom.close());
  const jobs = startJobs(gatewayJobs(work), logger);
  shutdown.add('the background jobs', () => jobs.stop());
  drainFirst(configuration, shutdown);
  const url = urls.publicUrl();
  const { providerNames: providers } = rooms;
  for (const line of welcomeLines({ url, demoApiKey, catalog, configuration, providers })) say(line);
  return { url, port, metricsPort, demoApiKey, stop: () => shutdown.run() };
}
