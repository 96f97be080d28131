// Every room is made here, by hand, in the order in which they need each other.
import { createAccounts } from '../accounts/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Configuration } from '../config/index.ts';
import { createListener, type Listener } from '../database/index.ts';
import {
  createGenerations,
  createOutputStore,
  createSandboxProvider,
  type GenerationRoom,
  type GenerationServices,
  type OutputStore,
} from '../generation/index.ts';
import type { Services } from '../graphql/index.ts';
import { createKeys, KEY_REVOKED_CHANNEL } from '../keys/index.ts';
import { createLedger } from '../ledger/index.ts';
import {
  createPurchases,
  createStripePayments,
  createStripeSimulator,
  loadSimulatorSecrets,
  type Payments,
  type StripeSimulator,
} from '../purchases/index.ts';
import { createUsage } from '../usage/index.ts';
import type { Logger } from './create-logger.ts';
import { SIMULATOR_PATH } from './http/payment-page-routes.ts';
import type { OpenedDatabase } from './open-database.ts';
import type { Shutdown } from './shutdown.ts';

export interface Composition {
  readonly configuration: Configuration;
  readonly opened: OpenedDatabase;
  readonly catalog: Catalog;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  /** Address that customers see; known once the gateway listens. */
  readonly publicUrl: () => string;
  /** Address under which this gateway reaches itself; known once it listens. */
  readonly localUrl: () => string;
  readonly now: () => Date;
}

export interface Rooms {
  readonly services: Services;
  readonly generationRoom: GenerationRoom;
  readonly outputs: OutputStore;
  /** Undefined when a Stripe key is set. */
  readonly simulator: StripeSimulator | undefined;
}

export async function composeRooms(composition: Composition): Promise<Rooms> {
  const { opened, catalog, logger, shutdown, publicUrl, now } = composition;
  const { database } = opened;
  const listener = await connectListener(composition);
  const ledger = createLedger({ database, now });
  shutdown.add('the ledger', () => ledger.drain());
  const keys = createKeys(database, now);
  listener.on(KEY_REVOKED_CHANNEL, (keyId) => keys.forget(keyId));
  const accounts = createAccounts(database, now);
  const usage = createUsage(database, now);
  const { payments, simulator } = await composePayments(composition);
  const purchases = createPurchases({ database, ledger, catalog, payments, now, publicUrl, log: logger });
  const outputs = createOutputStore({ dataDir: composition.configuration.dataDir, baseUrl: publicUrl });
  const log: GenerationServices['log'] = (event, details) => logger.warn(details, event);
  const providers = [composeSandbox(composition, outputs)];
  const generationRoom = createGenerations({ database, ledger, catalog, providers, events: listener, now, log });
  shutdown.add('the work on generations', () => generationRoom.stop());
  const { generations } = generationRoom;
  const services = { accounts, keys, ledger, generations, usage, purchases, catalog, now };
  return { services, generationRoom, outputs, simulator };
}

async function connectListener({ opened, logger, shutdown }: Composition): Promise<Listener> {
  const onError = (error: unknown): void => {
    if (!shutdown.isRunning) logger.warn({ err: error }, 'listening for notifications failed');
  };
  const listener = await createListener({ url: opened.url, onError });
  shutdown.add('the listener', () => listener.close());
  return listener;
}

function composeSandbox({ configuration, logger, shutdown }: Composition, outputStore: OutputStore) {
  const onError = (error: unknown): void => logger.error({ err: error }, 'the sandbox provider failed');
  const sandbox = createSandboxProvider({ dataDir: configuration.dataDir, outputStore, onError });
  shutdown.add('the sandbox provider', () => sandbox.close());
  return sandbox;
}

interface PaymentParts {
  readonly payments: Payments;
  readonly simulator: StripeSimulator | undefined;
}

async function composePayments(composition: Composition): Promise<PaymentParts> {
  const { configuration, opened, logger, shutdown, publicUrl, localUrl, now } = composition;
  const { stripe } = configuration;
  if (stripe.kind === 'live') return { payments: createStripePayments(stripe), simulator: undefined };
  const { database } = opened;
  const secrets = await loadSimulatorSecrets(database, now());
  const simulator = createStripeSimulator({
    ...secrets,
    database,
    baseUrl: () => `${publicUrl()}${SIMULATOR_PATH}`,
    webhookUrl: () => `${localUrl()}/webhooks/stripe`,
    now,
    log: logger,
  });
  shutdown.add('the Stripe simulator', () => simulator.close());
  const { apiKey: secretKey, webhookSecret } = secrets;
  const apiBase = (): string => `${localUrl()}${SIMULATOR_PATH}`;
  return { payments: createStripePayments({ secretKey, webhookSecret, apiBase }), simulator };
}
