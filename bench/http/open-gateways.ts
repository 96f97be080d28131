// One process, one database, several ports: the real gateway, and the same with rooms that do nothing.
import { createCatalog, loadStorefront, type Storefront } from '../../src/catalog/index.ts';
import { readConfiguration } from '../../src/config/index.ts';
import { connectDatabase } from '../../src/database/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { microCredits } from '../../src/money/index.ts';
import { bootstrapDemo } from '../../src/server/bootstrap-accounts.ts';
import { type Composition, composeRooms, type Rooms } from '../../src/server/compose-rooms.ts';
import type { createLogger } from '../../src/server/create-logger.ts';
import { serve } from '../../src/server/serve.ts';
import type { createShutdown } from '../../src/server/shutdown.ts';
import { openSignals } from '../../src/server/signals/open-signals.ts';
import { withManyModels } from '../pricing/many-models.ts';
import { withoutLedger, withoutPrices, withoutRequestLog } from './idle-rooms.ts';

export const KEY = 'tg_bench_0123456789abcdef';
const MODELS = 10_000;

export interface Place {
  readonly url: string;
  readonly logger: ReturnType<typeof createLogger>;
  readonly shutdown: ReturnType<typeof createShutdown>;
  /** Beside those that every gateway here has. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Ports. Only the service behind the operation differs from `real`. */
export interface Gateways {
  readonly real: number;
  readonly withoutLedger: number;
  readonly withoutPrices: number;
  /** What is answered is noted nowhere. */
  readonly withoutRequestLog: number;
}

export async function openGateways(place: Place): Promise<Gateways> {
  const { rooms, accountId, serving } = await openRooms(place, await largeCatalog());
  return {
    real: await serve({ ...serving, rooms }),
    withoutLedger: await serve({ ...serving, rooms: withoutLedger(rooms) }),
    withoutPrices: await serve({ ...serving, rooms: await withoutPrices(rooms, accountId) }),
    withoutRequestLog: await serve({ ...serving, rooms: withoutRequestLog(rooms) }),
  };
}

export type OpenedRooms = Awaited<ReturnType<typeof openRooms>>;

/** The rooms of a gateway, a demo account that is rich, and what it takes to serve them. */
export async function openRooms({ url, logger, shutdown, variables = {} }: Place, catalog: Composition['catalog']) {
  const configuration = readConfiguration({
    PORT: '0',
    DATABASE_URL: url,
    DEMO_API_KEY: KEY,
    SOCKETS_PER_ACCOUNT: '1000000',
    ...variables,
  });
  const database = await connectDatabase({ url, orm: ormConfig });
  shutdown.add('the connections', () => database.close());
  const now = () => new Date();
  const address = () => 'http://127.0.0.1';
  const opened = { database, directUrl: url };
  const { signals, serve: serveSignals } = await openSignals(configuration, shutdown);
  const addresses = { publicUrl: address, localUrl: address };
  const composition = { configuration, opened, catalog, logger, shutdown, ...addresses, now, signals };
  const rooms = await composeRooms(composition);
  await bootstrapDemo({ configuration, database, ...rooms.services });
  const accountId = await makeRich(rooms);
  await serveSignals({ configuration, rooms, database, logger, shutdown, now });
  return {
    rooms,
    accountId,
    database,
    serving: { configuration, database, demoApiKey: KEY, logger, shutdown, signals },
  };
}

/** One price book for the whole run, with 10,000 models. */
async function largeCatalog() {
  return withoutLimits(await withManyModels(MODELS, loadStorefront));
}

/** Sold by plans that limit nothing. */
export function withoutLimits(storefront: Storefront): Composition['catalog'] {
  // Nothing settles here, and all is asked by one account: no plan's limit may end the run.
  const without = { concurrencyLimit: 1_000_000_000, requestsPerMinute: 1_000_000_000 };
  const plans = storefront.plans.map((plan) => ({ ...plan, ...without }));
  const still = { follow: () => undefined, refresh: () => Promise.resolve() };
  return { ...createCatalog({ ...storefront, plans }), ...still };
}

/** Gives the demo account more than any run can spend. */
async function makeRich({ services }: Rooms): Promise<string> {
  const verified = await services.keys.verify(KEY, 'ANY');
  if (verified.status !== 'good') throw new Error('the demo key is not there');
  const { accountId } = verified.key;
  const [amount, idempotencyKey] = [microCredits(1_000_000_000_000_000n), 'bench'];
  await services.ledger.submit({
    command: {
      kind: 'add',
      accountId,
      amount,
      source: 'PROMOTION',
      description: 'Bench',
      idempotencyKey,
      inputHash: 'bench',
    },
  });
  return accountId;
}
