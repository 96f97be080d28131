// A shop for tests: the room on a real database, and its Stripe simulator behind a real HTTP server.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import {
  createStripeSimulator,
  loadSimulatorSecrets,
  postgresStore,
  type SimulatorSecrets,
  type StripeSimulator,
} from '../../simulators/stripe/index.ts';
import { type Catalog, type CreditPack, createCatalog, type Plan } from '../../src/catalog/index.ts';
import {
  createFindCheckoutResult,
  createPurchases,
  createStripePayments,
  handleCheckoutPage,
  type Payments,
  type Purchase,
  type Purchases,
  type WebhookOutcome,
} from '../../src/purchases/index.ts';
import type { WebResponse } from '../../src/web-pages/index.ts';
import { RETRY_DELAYS_MILLISECONDS } from '../simulators/stripe/simulated-stripe.ts';
import { createLedgerWorld, credits, type LedgerWorld } from '../support/ledger-world.ts';

const usd = (minorUnits: bigint) => ({ minorUnits, currency: 'USD' });

const PACKS: readonly CreditPack[] = [
  { id: 'small', name: 'Small <pack> & "co"', credits: credits('25'), validity: 'DAYS_30', price: usd(2500n) },
  { id: 'medium', name: 'Medium', credits: credits('50.5'), validity: 'DAYS_90', price: usd(5000n) },
  { id: 'forever', name: 'Forever', credits: credits('10'), validity: 'LIFETIME', price: usd(1500n) },
];

const LIMITS = { auditWindowDays: 90, concurrencyLimit: 5, requestsPerMinute: 120 };

/** As BabySea sells them (contract B26): a plan's credits equal its price. */
const PLANS: readonly Plan[] = [
  { id: 'free', name: 'Free', price: usd(0n), monthlyCredits: credits('0'), ...LIMITS },
  { id: 'starter', name: 'Starter', price: usd(900n), monthlyCredits: credits('9'), ...LIMITS },
  { id: 'pro', name: 'Pro', price: usd(2900n), monthlyCredits: credits('29'), ...LIMITS },
  { id: 'scale', name: 'Scale', price: usd(9900n), monthlyCredits: credits('99'), ...LIMITS },
];

export interface ShopOptions {
  readonly packs?: readonly CreditPack[];
  readonly plans?: readonly Plan[];
}

export interface Delivery {
  readonly rawBody: Buffer;
  readonly signature: string;
}

export interface Shop {
  readonly world: LedgerWorld;
  readonly payments: Payments;
  readonly purchases: Purchases;
  readonly secrets: SimulatorSecrets;
  readonly baseUrl: string;
  /** The official library, as somebody at Stripe's end would use it. */
  readonly stripe: Stripe;
  /** What the webhook endpoint does: hands over, answers 503, or keeps deliveries for the test to hand over. */
  webhooks: 'open' | 'down' | 'held';
  readonly held: Delivery[];
  readonly outcomes: WebhookOutcome[];
  readonly problems: Record<string, unknown>[];
  /** What is for sale; a test may put another book in force. */
  catalog: Catalog;
  simulator(): StripeSimulator;
  /** Another gateway process takes over the same database. */
  restartSimulator(): Promise<void>;
  /** The same room with another way to the payment provider. */
  purchasesWith(payments: Payments): Purchases;
  buy(accountId: string, packId?: string, idempotencyKey?: string): Promise<Purchase>;
  click(purchase: Purchase, button: 'pay' | 'decline' | 'close'): Promise<Response>;
  sign(event: unknown, secret?: string): Delivery;
  available(accountId: string): Promise<bigint>;
  purchase(purchase: Purchase): Promise<Purchase>;
  goOffline(): Promise<void>;
  goOnline(): Promise<void>;
  close(): Promise<void>;
}

export async function openShop({ packs = PACKS, plans = PLANS }: ShopOptions = {}): Promise<Shop> {
  const world = await createLedgerWorld();
  const now = () => world.clock.now;
  const store = postgresStore(world.database);
  const secrets = await loadSimulatorSecrets(store, now());
  let port = 0;
  const base = () => `http://127.0.0.1:${port}`;
  const apiBase = () => `${base()}/simulator/stripe`;
  const payments = createStripePayments({
    secretKey: secrets.apiKey,
    webhookSecret: secrets.webhookSecret,
    apiBase,
    retries: 0,
  });
  const problems: Record<string, unknown>[] = [];
  const log = {
    warn: (details: Record<string, unknown>) => problems.push(details),
    error: (details: Record<string, unknown>) => problems.push(details),
  };
  const catalog = createCatalog({
    name: 'test',
    creditUnit: { one: 'credit', many: 'credits', meaning: 'a test credit' },
    models: [],
    packs,
    plans,
    priceVersion: 'test@1',
  });
  // Whatever the shop has in force at the moment.
  const followed: Catalog = {
    ...catalog,
    get storefront() {
      return shop.catalog.storefront;
    },
    pack: (id) => shop.catalog.pack(id),
    plan: (id) => shop.catalog.plan(id),
  };
  const purchasesWith = (through: Payments): Purchases =>
    createPurchases({
      database: world.database,
      ledger: world.ledger,
      catalog: followed,
      payments: through,
      now,
      publicUrl: base,
      allowedReturnOrigins: ['https://shop.test'],
      log,
    });
  const newSimulator = () =>
    createStripeSimulator({
      ...secrets,
      store,
      baseUrl: apiBase,
      webhookUrl: () => `${base()}/webhooks/stripe`,
      now,
      log,
      retryDelaysMilliseconds: RETRY_DELAYS_MILLISECONDS,
    });
  let simulator = newSimulator();
  const purchases = purchasesWith(payments);
  const findCheckoutResult = createFindCheckoutResult({ ...world, now });

  const receive = async (delivery: Delivery): Promise<number> => {
    if (shop.webhooks === 'down') return 503;
    if (shop.webhooks === 'held') {
      shop.held.push(delivery);
      return 200;
    }
    const outcome = await purchases.receiveWebhook(delivery.rawBody, delivery.signature);
    shop.outcomes.push(outcome);
    return outcome.status === 'handled' ? 200 : 400;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const { method = '', url: path = '', headers } = request;
    const mount = '/simulator/stripe';
    if (path === '/webhooks/stripe') {
      response.writeHead(await receive({ rawBody: body, signature: String(headers['stripe-signature']) })).end();
    } else if (path.startsWith(mount)) {
      send(response, await simulator.handle({ method, path: path.slice(mount.length), headers, body }));
    } else {
      const page = await handleCheckoutPage({ method, path }, findCheckoutResult);
      send(response, page ?? { status: 404, headers: {}, body: '' });
    }
  };
  let server: Server | undefined;
  const goOnline = async (): Promise<void> => {
    server = createServer((request, response) => {
      answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  };
  const goOffline = async (): Promise<void> => {
    server?.closeAllConnections();
    if (server !== undefined) await new Promise((resolve) => server?.close(resolve));
    server = undefined;
  };
  await goOnline();

  const shop: Shop = {
    world,
    payments,
    purchases,
    secrets,
    baseUrl: base(),
    stripe: new Stripe(secrets.apiKey, {
      maxNetworkRetries: 0,
      telemetry: false,
      httpClient: Stripe.createFetchHttpClient((input, init) => {
        const { pathname, search } = new URL(input instanceof Request ? input.url : input);
        return fetch(`${apiBase()}${pathname}${search}`, init);
      }),
    }),
    webhooks: 'open',
    held: [],
    outcomes: [],
    problems,
    catalog,
    simulator: () => simulator,
    restartSimulator: async () => {
      await simulator.close();
      simulator = newSimulator();
      await simulator.start();
    },
    purchasesWith,
    buy: async (accountId, packId = 'small', idempotencyKey = 'order-1') => {
      const outcome = await purchases.buy({
        accountId,
        packId,
        idempotencyKey,
        successUrl: undefined,
        cancelUrl: undefined,
      });
      if (outcome.status === 'refused') throw new Error(outcome.refusal.code);
      return outcome.purchase;
    },
    click: ({ checkoutUrl }, button) =>
      fetch(`${String(checkoutUrl)}/${button}`, { method: 'POST', redirect: 'manual' }),
    sign: (event, secret = secrets.webhookSecret) => {
      const payload = JSON.stringify(event);
      const timestamp = Math.floor(now().getTime() / 1000);
      const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
      return { rawBody: Buffer.from(payload), signature };
    },
    available: async (accountId) => (await world.ledger.balance(accountId))?.available ?? -1n,
    purchase: async ({ accountId, id }) => {
      const [found] = await purchases.byIds(accountId, [id]);
      if (found === undefined) throw new Error('no such purchase');
      return found;
    },
    goOffline,
    goOnline,
    close: async () => {
      await simulator.close();
      await goOffline();
      await world.close();
    },
  };
  return shop;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, headers, body }: WebResponse): void {
  response.writeHead(status, { ...headers }).end(body);
}

/** The body of a held delivery, or of the one that says `type`. */
export function eventOf({ rawBody }: Delivery): Stripe.Event {
  return JSON.parse(rawBody.toString('utf8')) as Stripe.Event;
}

export function heldEvent(shop: Shop, type: Stripe.Event.Type): Stripe.Event {
  const found = shop.held.map(eventOf).find((event) => event.type === type);
  if (found === undefined) throw new Error(`no ${type} was delivered`);
  return found;
}
