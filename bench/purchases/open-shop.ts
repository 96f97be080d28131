// A gateway as it runs with a Stripe key, in this process.
import { createCatalog, loadStorefront } from '../../src/catalog/index.ts';
import { readConfiguration } from '../../src/config/index.ts';
import { connectDatabase, type Database } from '../../src/database/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { composeRooms } from '../../src/server/compose-rooms.ts';
import { serve } from '../../src/server/serve.ts';
import type { Place } from '../http/open-gateways.ts';

export const WEBHOOK_SECRET = 'whsec_bench_0123456789abcdef';

export async function openShop({ url, logger, shutdown }: Place): Promise<{ database: Database; port: number }> {
  const configuration = readConfiguration({
    PORT: '0',
    DATABASE_URL: url,
    LOG_LEVEL: 'silent',
    STRIPE_SECRET_KEY: 'sk_test_bench',
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
  });
  const database = await connectDatabase({ url, orm: ormConfig });
  shutdown.add('the connections', () => database.close());
  const still = { follow: () => undefined, refresh: () => Promise.resolve() };
  const catalog = { ...createCatalog(loadStorefront('storefronts/usd-credits.json')), ...still };
  const address = () => 'http://127.0.0.1';
  const now = () => new Date();
  const opened = { database, directUrl: url };
  const rooms = await composeRooms({
    ...{ configuration, opened, catalog, logger, shutdown, now },
    publicUrl: address,
    localUrl: address,
  });
  const port = await serve({ configuration, database, demoApiKey: undefined, logger, shutdown, rooms });
  return { database, port };
}
