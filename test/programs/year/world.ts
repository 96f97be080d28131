// A gateway's rooms as it composes them, behind its own HTTP server, on a real database; only the clock is ours, and the
// recurring work is done when the year says so.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type Stripe from 'stripe';
import { createSeededRandom, type SeededRandom } from '../../../simulators/media/index.ts';
import { loadSimulatorSecrets, postgresStore } from '../../../simulators/stripe/index.ts';
import { loadStorefrontDocument, openCatalog } from '../../../src/catalog/index.ts';
import { readConfiguration } from '../../../src/config/index.ts';
import { connectDatabase, type Database } from '../../../src/database/index.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import { composeRooms, type Rooms } from '../../../src/server/compose-rooms.ts';
import { createLogger } from '../../../src/server/create-logger.ts';
import { serve } from '../../../src/server/serve.ts';
import { createShutdown, type Shutdown } from '../../../src/server/shutdown.ts';
import { createTestDatabase, withClient } from '../../support/postgres.ts';
import { temporaryFolder } from '../../support/postgres-processes.ts';
import { BEGINNING } from './calendar.ts';
import { type Control, controlOf, libraryOf } from './stripe-side.ts';

export interface World {
  readonly clock: { now: Date };
  readonly random: SeededRandom;
  readonly database: Database;
  readonly rooms: Rooms;
  /** The official library, as somebody at Stripe's end would use it. */
  readonly stripe: Stripe;
  readonly control: Control;
  /** How often what happened. */
  readonly counts: Map<string, number>;
  count(what: string): void;
  /** What the gateway logged as errors. */
  readonly errors: string[];
  close(): Promise<void>;
}

const STOREFRONT = fileURLToPath(new URL('./storefront.json', import.meta.url));
/** Somewhere that changes its clocks: nothing may depend on where the database thinks it is. */
const TIME_ZONE = 'America/New_York';
const ERROR_LEVEL = 50;

export async function openWorld(seed: string): Promise<World> {
  const own = await createTestDatabase();
  const { pathname } = new URL(own.url);
  await withClient(own.url, (client) =>
    client.query(`alter database ${pathname.slice(1)} set timezone to '${TIME_ZONE}'`),
  );
  const folder = temporaryFolder();
  const errors: string[] = [];
  const shutdown = createShutdown(createLogger('silent'));
  shutdown.add('the folder', () => {
    folder.remove();
    return Promise.resolve();
  });
  shutdown.add('the database', () => own.drop());
  const clock = { now: BEGINNING };
  const gateway = { ...own, dataDir: folder.path, clock, shutdown, errors };
  try {
    const { rooms, database, port } = await startRooms(gateway);
    const { apiKey } = await loadSimulatorSecrets(postgresStore(database), clock.now);
    const base = `http://127.0.0.1:${port}/simulator/stripe`;
    const counts = new Map<string, number>();
    return {
      ...{ clock, database, rooms, counts, errors },
      random: createSeededRandom(seed, 'world'),
      stripe: libraryOf(base, apiKey),
      control: controlOf(base, apiKey),
      count: (what) => counts.set(what, (counts.get(what) ?? 0) + 1),
      close: () => shutdown.run(),
    };
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

interface Gateway {
  readonly url: string;
  readonly applicationUrl: string;
  readonly dataDir: string;
  readonly clock: { readonly now: Date };
  readonly shutdown: Shutdown;
  readonly errors: string[];
}

async function startRooms({ url, applicationUrl, dataDir, clock, shutdown, errors }: Gateway) {
  const now = (): Date => clock.now;
  const configuration = readConfiguration({
    PORT: '0',
    DATABASE_URL: applicationUrl,
    MIGRATION_DATABASE_URL: url,
    DATA_DIR: dataDir,
    STOREFRONT,
    ...(process.env['LOG_LEVEL'] === undefined ? {} : { LOG_LEVEL: process.env['LOG_LEVEL'] }),
  });
  const logger = createLogger('warn', {
    write: (line) => {
      if ((JSON.parse(line) as { level: number }).level >= ERROR_LEVEL) errors.push(line.trim());
    },
  });
  const database = await connectDatabase({ url: applicationUrl, orm: ormConfig });
  shutdown.add('the database connections', () => database.close());
  const file = loadStorefrontDocument(configuration.storefrontFile);
  const catalog = await openCatalog({ database, file, now, log: logger });
  shutdown.add('the catalogue', () => catalog.stop());
  let port = 0;
  const address = (): string => `http://127.0.0.1:${port}`;
  const opened = { database, directUrl: applicationUrl };
  const urls = { publicUrl: address, localUrl: address };
  const rooms = await composeRooms({ configuration, opened, catalog, logger, shutdown, ...urls, now });
  port = await serve({ configuration, rooms, database, demoApiKey: undefined, logger, shutdown });
  return { rooms, database, port };
}
