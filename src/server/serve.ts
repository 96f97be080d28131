// Puts the rooms behind HTTP and WebSocket, on one port.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { createKeyAttempts, createRequestLimits, NO_REQUEST_LIMITS, type RequestLimits } from '../callers/index.ts';
import type { Configuration } from '../config/index.ts';
import type { Sql } from '../database/index.ts';
import { createApolloServer, createSubscriptionServerOptions, loadServedSchema } from '../graphql/index.ts';
import { createFindCheckoutResult } from '../purchases/index.ts';
import { DIALECTS, type Dialect, openApiOf } from '../rest/index.ts';
import type { Rooms } from './compose-rooms.ts';
import type { Logger } from './create-logger.ts';
import { createClientOf } from './http/client-address.ts';
import { allowCors } from './http/cors.ts';
import { createApp } from './http/create-app.ts';
import { createDoors } from './http/decide-door.ts';
import { registerExportRoutes } from './http/export-routes.ts';
import { registerGraphqlRoutes } from './http/graphql-routes.ts';
import { guardDoors } from './http/guard-doors.ts';
import { registerHealthRoutes } from './http/health-routes.ts';
import { registerOutputRoutes } from './http/output-routes.ts';
import { registerPaymentPageRoutes } from './http/payment-page-routes.ts';
import { registerProviderWebhookRoutes } from './http/provider-webhook-routes.ts';
import { answerUnreadableOf, registerRestRoutes } from './http/rest-routes.ts';
import { registerStatementRoutes } from './http/statement-routes.ts';
import { registerWebhookRoutes } from './http/webhook-routes.ts';
import { loadTrustedDocuments } from './load-trusted-documents.ts';
import { registerMailRoutes } from './page/mail-routes.ts';
import { registerPageRoutes } from './page/page-routes.ts';
import { registerPlaygroundRoutes } from './playground/playground-routes.ts';
import { listenError } from './probe-port.ts';
import type { Shutdown } from './shutdown.ts';
import type { Signals } from './signals/watch-call.ts';
import { type Subscriptions, serveSubscriptions } from './subscriptions.ts';
import { exampleModel } from './welcome.ts';

export interface Serving {
  readonly configuration: Configuration;
  readonly rooms: Rooms;
  readonly database: Sql;
  readonly demoApiKey: string | undefined;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  /** What watches requests; nothing when absent. */
  readonly signals?: Signals | undefined;
  /** Called once sockets can be counted. */
  readonly onServing?: (sockets: () => number) => void;
}

/** How long requests in flight may take to finish once the gateway stops. */
const FINISH_MILLISECONDS = 10_000;

function limitsOf({ configuration, rooms, logger }: Serving): RequestLimits {
  if (configuration.requestLimits === 'off') return NO_REQUEST_LIMITS;
  return createRequestLimits(rooms.requestWindows, (err) => {
    logger.warn({ err }, 'the requests of an account are counted by this gateway alone for a minute');
  });
}

/** Listens, and gives the port. @throws GatewayStartError when the port was taken meanwhile */
export async function serve(serving: Serving): Promise<number> {
  const { configuration, rooms, logger, shutdown } = serving;
  const { services } = rooms;
  // Strangers see no schema.
  const production = configuration.exposure === 'reachable';
  const schema = await loadServedSchema({ federation: federationOf(configuration) });
  const limits = limitsOf(serving);
  const apollo = createApolloServer({ schema, production, logger, limits, jit: configuration.graphqlJit });
  await apollo.start();
  shutdown.add('GraphQL', () => apollo.stop());
  const { accessLog } = configuration;
  const dialects = DIALECTS.filter(({ name }) => configuration.restDialects.some((wanted) => wanted === name));
  const isHttps = configuration.publicUrl?.startsWith('https:') === true;
  const { signals } = serving;
  const answerUnreadable = answerUnreadableOf(dialects, services.now);
  const isStopping = (): boolean => shutdown.isRunning;
  const app = createApp(logger, { isHttps, accessLog, answerUnreadable, signals, dialects, isStopping });
  const doors = createDoors(configuration);
  guardDoors(app, doors);
  allowCors(app, configuration.corsOrigins);
  const clientOf = createClientOf(configuration.trustedProxies);
  const attempts = createKeyAttempts({
    onSlowed: (address) => logger.warn({ address }, 'too many wrong API keys came from an address: it is slowed'),
  });
  const trusted = loadTrustedDocuments(configuration);
  registerGraphqlRoutes(app, {
    apollo,
    services,
    limits,
    attempts,
    clientOf,
    trusted,
    logger,
    tracing: signals?.tracing,
  });
  const restServices = { ...services, outputs: rooms.outputs, inputs: rooms.inputs };
  const stopping = new AbortController();
  const restDoor = { limits, attempts, clientOf, logger, stopping: stopping.signal };
  registerRestRoutes(app, dialects, { services: restServices, ...restDoor });
  serveOpenApi(app, dialects);
  registerOtherRoutes(app, serving);
  await app.ready();
  const rules = createSubscriptionServerOptions({
    ...{ schema, services, production, trusted, logger, limits, attempts },
    mostSockets: configuration.socketsPerAccount,
    newRequestId: randomUUID,
  });
  const subscriptions = serveSubscriptions({ server: app.server, rules, doors, clientOf, logger });
  serving.onServing?.(() => subscriptions.open());
  shutdown.add('the HTTP server', () => finish({ app, subscriptions, stopping }, lingerOf(configuration)));
  return listen(app, configuration);
}

/** Anybody may ask for it, so that it is written once: out of the schemas it takes long. */
function serveOpenApi(app: FastifyInstance, dialects: readonly Dialect[]): void {
  let text: string | undefined;
  app.get('/openapi.json', async (_request, reply) => {
    text ??= JSON.stringify(openApiOf(dialects));
    return reply.header('content-type', 'application/json; charset=utf-8').send(text);
  });
}

function federationOf({ federation, exposure }: Configuration) {
  if (federation === 'off') return { kind: 'off' } as const;
  return { kind: 'on', sdlReaders: exposure === 'reachable' ? 'OPERATOR' : 'ANY_KEY' } as const;
}

function registerOtherRoutes(app: FastifyInstance, serving: Serving): void {
  const { rooms, database, demoApiKey, configuration, shutdown } = serving;
  const { services, outputs, statementFiles, exportRoom, simulator } = rooms;
  const { isListening } = rooms;
  registerHealthRoutes(app, { database, isListening, isStopping: () => shutdown.isRunning });
  registerOutputRoutes(app, outputs);
  registerStatementRoutes(app, statementFiles);
  registerExportRoutes(app, exportRoom.files);
  registerWebhookRoutes(app, services.purchases);
  registerProviderWebhookRoutes(app, rooms.generationRoom);
  const { ledger, now } = services;
  registerPaymentPageRoutes(app, {
    findCheckoutResult: createFindCheckoutResult({ database, ledger, now }),
    simulator,
  });
  const model = exampleModel(services.catalog);
  // Whoever can open a page could spend what the key has.
  const apiKey = configuration.exposure === 'loopback' ? demoApiKey : undefined;
  registerPageRoutes(app, { demoApiKey: apiKey, simulated: simulator !== undefined, model });
  if (rooms.emailRoom.kept !== undefined) registerMailRoutes(app, rooms.emailRoom.kept);
  registerPlaygroundRoutes(app, { apiKey, model: model ?? 'vendor/model' });
}

/** A socket that the process was started with is listened on as it is, whatever host and port say. */
async function listen(app: FastifyInstance, { host, port, inheritedSocket }: Configuration): Promise<number> {
  const inherited = inheritedSocket === undefined ? {} : { fd: inheritedSocket };
  try {
    await app.listen({ host, port, ...inherited });
  } catch (error) {
    throw listenError(error, { host, port });
  }
  return (app.server.address() as AddressInfo).port;
}

interface Served {
  readonly app: FastifyInstance;
  readonly subscriptions: Subscriptions;
  readonly stopping: AbortController;
}

/**
 * Takes no more connections, and only then says goodbye to sockets: who connects again at once does not come back here. A connection
 * that was taken in the last moment has not sent its request yet, and looks idle: where customers are to notice nothing, there is
 * time for that. Then requests that wait for media are answered as they are, and others in flight are waited for; what is not done in
 * time is cut.
 */
async function finish({ app, subscriptions, stopping }: Served, lingerMilliseconds: number): Promise<void> {
  const { server } = app;
  const closed = once(server, 'close');
  // The one of net: that of http would cut connections that look idle at once.
  NetServer.prototype.close.call(server);
  await Promise.all([subscriptions.close(), delay(lingerMilliseconds)]);
  stopping.abort();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), FINISH_MILLISECONDS);
  await closed;
  clearTimeout(cut);
  await app.close();
}

const LINGER_MILLISECONDS = 1_000;

function lingerOf({ drainSeconds, inheritedSocket }: Configuration): number {
  return drainSeconds > 0 || inheritedSocket !== undefined ? LINGER_MILLISECONDS : 0;
}
