// The simulator on a real database behind a real HTTP server, the official library, and an endpoint that takes webhooks.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import {
  createStripeSimulator,
  loadSimulatorSecrets,
  postgresStore,
  type StripeSimulator,
} from '../../../simulators/stripe/index.ts';
import { connectDatabase, type Database } from '../../../src/database/index.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import { createTestDatabase } from '../../support/postgres.ts';

const MOUNT = '/simulator/stripe';

export interface SimulatedStripe {
  readonly stripe: Stripe;
  readonly database: Database;
  readonly clock: { now: Date };
  readonly baseUrl: string;
  /** Events as they arrived, verified by the library, duplicates included. */
  readonly received: Stripe.Event[];
  /** How many statements the simulator has sent to its database. */
  readonly statements: { count: number };
  /** What the endpoint answers, and what it waits for before it does. */
  endpoint: { status: number; opened: Promise<unknown> };
  /** A call of the simulator's own. */
  control(path: string, body?: unknown, method?: string): Promise<Answer>;
  /** Another gateway process on the same database takes over. */
  restart(): Promise<void>;
  simulator(): StripeSimulator;
  close(): Promise<void>;
}

/** Whatever JSON came back: tests look into it freely. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Answer = any;

/** Soon again, and for longer than any test keeps its endpoint down. */
export const RETRY_DELAYS_MILLISECONDS = Array.from({ length: 3_000 }, () => 20);

export async function openSimulatedStripe(openStore = postgresStore): Promise<SimulatedStripe> {
  const own = await createTestDatabase();
  const database = await connectDatabase({ url: own.url, orm: ormConfig });
  const clock = { now: new Date('2026-11-21T12:00:00Z') };
  const now = () => clock.now;
  const received: Stripe.Event[] = [];
  const endpoint = { status: 200, opened: Promise.resolve<unknown>(undefined) };
  const statements = { count: 0 };
  const store = openStore(countStatements(database, statements));
  const secrets = await loadSimulatorSecrets(store, now());
  let port = 0;
  const baseUrl = (): string => `http://127.0.0.1:${port}${MOUNT}`;
  const create = () =>
    createStripeSimulator({
      ...secrets,
      store,
      baseUrl,
      webhookUrl: () => `http://127.0.0.1:${port}/webhooks`,
      now,
      retryDelaysMilliseconds: RETRY_DELAYS_MILLISECONDS,
    });
  let simulator = create();

  const receive = (body: Buffer, signature: unknown): number => {
    const time = now().getTime();
    const event = Stripe.webhooks.constructEvent(
      body,
      String(signature),
      secrets.webhookSecret,
      undefined,
      undefined,
      time,
    );
    if (endpoint.status === 200) received.push(event);
    return endpoint.status;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await request.toArray());
    const { method = '', url: path = '', headers } = request;
    if (path === '/webhooks') {
      await endpoint.opened;
      response.writeHead(receive(body, headers['stripe-signature'])).end();
      return;
    }
    const page = await simulator.handle({ method, path: path.slice(MOUNT.length), headers, body });
    response.writeHead(page.status, { ...page.headers }).end(page.body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(error instanceof Error ? error.stack : String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);

  return {
    database,
    clock,
    baseUrl: baseUrl(),
    received,
    statements,
    endpoint,
    stripe: new Stripe(secrets.apiKey, {
      maxNetworkRetries: 0,
      telemetry: false,
      httpClient: Stripe.createFetchHttpClient((input, init) => {
        const { pathname, search } = new URL(input instanceof Request ? input.url : input);
        return fetch(`${baseUrl()}${pathname}${search}`, init);
      }),
    }),
    control: async (path, body, method = 'POST') => {
      const response = await fetch(`${baseUrl()}/control/${path}`, {
        method,
        headers: { authorization: `Bearer ${secrets.apiKey}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return response.json();
    },
    simulator: () => simulator,
    restart: async () => {
      await simulator.close();
      simulator = create();
      await simulator.start();
    },
    close: async () => {
      await simulator.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await database.close();
      await own.drop();
    },
  };
}

/** The same database, its statements counted on their way. */
function countStatements(database: Database, statements: { count: number }): Database {
  const rows: Database['rows'] = (text, values) => {
    statements.count += 1;
    return database.rows(text, values);
  };
  return {
    ...database,
    rows,
    transaction: (work) =>
      database.transaction((tx) =>
        work({
          ...tx,
          rows: (text, values) => {
            statements.count += 1;
            return tx.rows(text, values);
          },
          send: (text, values) => {
            statements.count += 1;
            tx.send(text, values);
          },
        }),
      ),
  };
}

/** The error that a call ends with; throws when it succeeds. */
export async function errorOf(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('it succeeded');
}

export const idOf = (reference: string | { readonly id: string } | null | undefined): string =>
  typeof reference === 'string' ? reference : (reference?.id ?? '');

export const seconds = (time: string): number => Date.parse(time) / 1000;
export const timeOf = (value: number | null | undefined): string => new Date((value ?? 0) * 1000).toISOString();

/** A form that a browser would send from one of the simulator's pages. */
export function submit(url: string, fields: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
}

export interface Subscriber {
  readonly customer: Stripe.Customer;
  readonly clock: Stripe.TestHelpers.TestClock;
}

/** A customer on a test clock of their own, with a card. */
export async function newSubscriber(
  stripe: Stripe,
  { at, card = 'pm_card_visa' }: { readonly at: string; readonly card?: string },
): Promise<Subscriber> {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: seconds(at) });
  const customer = await stripe.customers.create({ test_clock: clock.id, email: 'ada@example.com' });
  return { clock, customer: await giveCard(stripe, customer.id, card) };
}

export async function giveCard(stripe: Stripe, customer: string, card: string): Promise<Stripe.Customer> {
  const method = await stripe.paymentMethods.attach(card, { customer });
  return stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
}

export async function newPrice(stripe: Stripe, amount: number, name = 'Pro'): Promise<Stripe.Price> {
  return stripe.prices.create({
    currency: 'usd',
    unit_amount: amount,
    recurring: { interval: 'month' },
    product_data: { name },
  });
}

export async function advance(stripe: Stripe, clock: string, to: string): Promise<void> {
  await stripe.testHelpers.testClocks.advance(clock, { frozen_time: seconds(to) });
}
