// Every room is made here, by hand, in the order in which they need each other.
import type { StripeSimulator } from '../../simulators/stripe/index.ts';
import { type Accounts, createAccounts, createRequestWindows, type RequestWindows } from '../accounts/index.ts';
import { type Services, WINDOW_MILLISECONDS } from '../callers/index.ts';
import { type Catalog, createPriceBooks, type LiveCatalog } from '../catalog/index.ts';
import type { Configuration } from '../config/index.ts';
import { createListener, joinListeners, type Listener, type Reads, shardOf } from '../database/index.ts';
import { createEmails, type EmailRoom } from '../emails/index.ts';
import type { ExportRoom } from '../exports/index.ts';
import type { GenerationRules } from '../generation/index.ts';
import {
  countDaysIn,
  createConfiguredProviders,
  createGenerations,
  createInputFiles,
  createOutputStore,
  createRehearsals,
  createSandboxProvider,
  type GenerationRoom,
  type GenerationServices,
  type InputFiles,
  type OutputStore,
  type PlanMedia,
  type Provider,
} from '../generation/index.ts';
import { createInvoices, type InvoicePayments, type InvoiceRoom } from '../invoices/index.ts';
import { createKeys, KEY_CHANGED_CHANNEL, type Keys } from '../keys/index.ts';
import { parseCredits, ZERO } from '../money/index.ts';
import {
  createClosedPayments,
  createPurchases,
  createStripePayments,
  ensureCustomer,
  type Payments,
} from '../purchases/index.ts';
import type { RequestRoom } from '../requests/index.ts';
import { createWebhookFormats } from '../rest/index.ts';
import type { StatementFiles } from '../statements/index.ts';
import { createUsage, type Usage } from '../usage/index.ts';
import { createWebhooks, type ForeignFormats, type ResolveHost, type WebhookRoom } from '../webhooks/index.ts';
import { sandboxPruning, startJobs } from './background-jobs.ts';
import { composeBooks } from './compose-books.ts';
import { composeLedger } from './compose-ledger.ts';
import { type ComposedReads, composeReads } from './compose-reads.ts';
import { composeRequests } from './compose-requests.ts';
import type { Logger } from './create-logger.ts';
import { SIMULATOR_PATH } from './http/payment-page-routes.ts';
import { providerWebhookPath } from './http/provider-webhook-routes.ts';
import type { OpenedDatabase } from './open-database.ts';
import type { Shutdown } from './shutdown.ts';
import { quietly } from './signals/quietly.ts';
import { type Signals, UNWATCHED } from './signals/watch-call.ts';
import { runWatcher, watchPayments, watchProvider, webhookWatcher } from './signals/watch-rooms.ts';

export interface Composition {
  readonly configuration: Configuration;
  readonly opened: OpenedDatabase;
  readonly catalog: Catalog & Pick<LiveCatalog, 'follow' | 'refresh'>;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  /** Address that customers see; known once the gateway listens. */
  readonly publicUrl: () => string;
  /** Address under which this gateway reaches itself; known once it listens. */
  readonly localUrl: () => string;
  readonly now: () => Date;
  /** The name servers of this machine when undefined. */
  readonly resolveHost?: ResolveHost | undefined;
  /** What watches the rooms; nothing when absent. */
  readonly signals?: Signals | undefined;
}

export interface Rooms {
  readonly services: Services;
  readonly generationRoom: GenerationRoom;
  readonly invoiceRoom: InvoiceRoom;
  readonly webhookRoom: WebhookRoom;
  readonly requestRoom: RequestRoom;
  readonly emailRoom: EmailRoom;
  readonly outputs: OutputStore;
  readonly inputs: InputFiles;
  readonly statementFiles: StatementFiles;
  readonly exportRoom: ExportRoom;
  readonly requestWindows: RequestWindows;
  readonly replica: ComposedReads['replica'];
  /** Undefined when payments are not simulated. */
  readonly simulator: StripeSimulator | undefined;
  /** Names of the providers, the first to be tried first. */
  readonly providerNames: readonly string[];
  /** Whether notifications of other processes arrive. */
  readonly isListening: () => boolean;
}

export async function composeRooms(composition: Composition): Promise<Rooms> {
  const { opened, catalog, logger, shutdown, publicUrl, now, signals = UNWATCHED } = composition;
  const { database } = opened;
  const listener = await connectListener(composition);
  catalog.follow(listener);
  const { name } = catalog.storefront;
  const priceBooks = createPriceBooks({ database, name, now, catalog });
  const rehearsals = createRehearsals({ database, priceBooks, now });
  const walletListeners: ((accountId: string) => void)[] = [];
  const ledger = composeLedger(composition, walletListeners);
  shutdown.add('the ledger', () => ledger.drain());
  const accounts = createAccounts(database, now);
  const keys = composeKeys(composition, accounts);
  listener.on(KEY_CHANGED_CHANNEL, (keyId) => keys.forget(keyId));
  const { reads, replica } = await composeReads(composition);
  const usage = composeUsage(composition, listener, reads);
  const { payments, simulator } = await composePayments(composition);
  const { invoiceRoom, purchases } = composeBuying(composition, { ledger, accounts, payments });
  const { topUps, warnings } = purchases;
  walletListeners.push(
    (accountId) => topUps.walletChanged(accountId),
    (accountId) => warnings.walletChanged(accountId),
  );
  const emailRoom = composeEmails(composition, accounts);
  const outputs = createOutputStore({ dataDir: composition.configuration.dataDir, baseUrl: publicUrl });
  const log: GenerationServices['log'] = (event, details) => logger.warn(details, event);
  const providers = await composeProviders(composition, outputs);
  const rules = rulesOf(composition.configuration);
  const webhookUrlFor = webhookUrls(composition);
  const requestRoom = composeRequests({ ...composition, accounts, log }, () => generationRoom.generations);
  const { recordEnded } = requestRoom;
  const generationRoom = createGenerations({
    ...{ database, ledger, catalog, providers, events: listener, rules, webhookUrlFor, now, log, outputs, recordEnded },
    onRefused: (refused) => topUps.reservationRefused(refused),
    watchRun: runWatcher(signals),
  });
  shutdown.add('the work on generations', () => generationRoom.stop());
  const { generations } = generationRoom;
  const webhookRoom = composeWebhooks(composition, listener, createWebhookFormats({ generations, catalog }));
  const { webhooks } = webhookRoom;
  const sold = { catalog, priceBooks, rehearsals };
  const { invoices } = invoiceRoom;
  const { requests } = requestRoom;
  const booked = { accounts, keys, invoices, requests };
  const { exportRoom, statementFiles, statements } = composeBooks({ ...composition, reads }, booked);
  const books = { ledger, usage, statements, statementFiles, exports: exportRoom.exports };
  const asked = { generations, purchases, invoices, webhooks, requests, emails: emailRoom.emails };
  const services = { accounts, keys, ...books, ...asked, ...sold, now };
  const providerNames = providers.map((provider) => provider.name);
  const requestWindows = createRequestWindows(database, { windowMilliseconds: WINDOW_MILLISECONDS });
  const { dataDir, webhookReach: reach } = composition.configuration;
  const inputs = createInputFiles({ store: outputs, dataDir, reach, generationOf: (key) => generations.ofKey(key) });
  const files = { outputs, inputs, statementFiles, exportRoom };
  const opens = { generationRoom, invoiceRoom, webhookRoom, requestRoom, emailRoom };
  const rest = { requestWindows, replica, simulator, providerNames, isListening: () => listener.isConnected };
  return { services, ...opens, ...files, ...rest };
}

interface BuyingParts extends Pick<PaymentParts, 'payments'> {
  readonly ledger: Services['ledger'];
  readonly accounts: Accounts;
}

function composeBuying(composition: Composition, { ledger, accounts, payments: unwatched }: BuyingParts) {
  const { opened, catalog, logger, publicUrl, now, signals = UNWATCHED } = composition;
  const { database } = opened;
  const { measures } = signals;
  const payments = watchPayments(unwatched, signals);
  const { allowedReturnOrigins } = composition.configuration;
  const paying = { accounts, payments, publicUrl, allowedReturnOrigins };
  const invoiceRoom = createInvoices({
    ...{ database, ledger, catalog, payments, now, log: logger },
    terms: composition.configuration.invoiceTerms,
    customerOf: (accountId) => ensureCustomer({ database, accounts, payments, now }, accountId, 'BY_INVOICE'),
  });
  const purchases = createPurchases({
    ...{ database, ledger, catalog, ...paying, now, log: logger },
    ...(measures === undefined ? {} : { onTopUpEnded: (outcome) => quietly(() => measures.topUp(outcome)) }),
    outsideHandlers: { invoice: ({ subject }, log) => invoiceRoom.handle(subject, log) },
    invoiceMoneyBack: (moneyBack) => invoiceRoom.moneyBack(moneyBack),
    reviewInvoices: (accountId) => invoiceRoom.review(accountId),
  });
  return { invoiceRoom, purchases };
}

function composeUsage({ opened: { database }, catalog, now }: Composition, events: Listener, reads: Reads): Usage {
  return createUsage({
    ...{ sql: database, reads, now, events },
    deadlineOf: (identifier) => catalog.model(identifier)?.deadlineSeconds,
    countDaysIn: (accountId, zone) =>
      shardOf(database, accountId).transaction((tx) => countDaysIn(tx, accountId, zone)),
  });
}

function composeKeys({ configuration, opened, logger, now }: Composition, accounts: Accounts): Keys {
  return createKeys(opened.database, now, {
    ...configuration.clientTokens,
    hasAccount: async (accountId) => (await accounts.find(accountId)) !== undefined,
    log: (details, message) => logger.warn(details, message),
  });
}

function composeEmails(
  { configuration, opened, catalog, logger, publicUrl, now }: Composition,
  accounts: Accounts,
): EmailRoom {
  return createEmails({
    ...{ configuration: configuration.email, database: opened.database, publicUrl, now },
    addresseeOf: (accountId) => accounts.find(accountId),
    creditNoun: () => catalog.storefront.creditUnit,
    log: (event, details) => logger.warn(details, event),
  });
}

async function connectListener({ opened, logger, shutdown }: Composition): Promise<Listener> {
  const onError = (error: unknown): void => {
    if (!shutdown.isRunning) logger.warn({ err: error }, 'listening for notifications failed');
  };
  const listener = joinListeners(await createListener({ url: opened.directUrl, onError }), { onError });
  const nodes = opened.database.sharding?.nodes;
  listener.listenTo(nodes?.urls ?? []);
  nodes?.onChange((urls) => listener.listenTo(urls));
  shutdown.add('the listener', () => listener.close());
  return listener;
}

/** The switch that lets webhooks into this network is warned of at every start. */
function composeWebhooks(composition: Composition, events: Listener, formats: ForeignFormats): WebhookRoom {
  const { configuration, opened, logger, shutdown, now, resolveHost: resolve, signals = UNWATCHED } = composition;
  const { webhookReach: reach } = configuration;
  if (reach === 'ANY') {
    logger.warn('WEBHOOKS_ALLOW_INSECURE is on: webhooks may go to http addresses and into this network. Tests only!');
  }
  const log: GenerationServices['log'] = (event, details) => logger.warn(details, event);
  const resolving = resolve === undefined ? {} : { resolve };
  const watching = { watch: webhookWatcher(signals), log, ...resolving };
  const room = createWebhooks({ database: opened.database, events, reach, formats, now, ...watching });
  shutdown.add('the webhooks', () => room.stop());
  return room;
}

/** Made-up media must never be charged for as if they were real: with real providers, the sandbox is on only when asked for by name. */
async function composeProviders(composition: Composition, outputs: OutputStore): Promise<Provider[]> {
  const { providers, sandbox } = composition.configuration;
  const { signals = UNWATCHED } = composition;
  const real = createConfiguredProviders(providers, outputs);
  const hasSandbox = sandbox === 'on' || (sandbox === 'auto' && real.length === 0);
  const all = hasSandbox ? [...real, await composeSandbox(composition, outputs)] : real;
  return all.map((provider) => watchProvider(provider, signals));
}

/** Providers call nobody who has no public https address; those works are asked about instead. */
function webhookUrls({ publicUrl }: Composition): NonNullable<GenerationServices['webhookUrlFor']> {
  return (attempt) => {
    const url = publicUrl();
    return url.startsWith('https://') ? `${url}${providerWebhookPath(attempt)}` : undefined;
  };
}

async function composeSandbox({ configuration, logger, shutdown }: Composition, outputStore: OutputStore) {
  // A gateway with real providers loads none of it.
  const simulator = await import('../../simulators/media/index.ts');
  const onError = (error: unknown): void => logger.error({ err: error }, 'the sandbox provider failed');
  const planMedia: PlanMedia = (request) => simulator.planMedia(request, 'Tollgate sandbox');
  const sandbox = createSandboxProvider({ dataDir: configuration.dataDir, outputStore, planMedia, onError });
  shutdown.add('the sandbox provider', () => sandbox.close());
  const pruning = startJobs([sandboxPruning(sandbox, configuration.sandboxKeepHours)], logger);
  shutdown.add('the pruning of the sandbox', () => pruning.stop());
  return sandbox;
}

interface PaymentParts {
  readonly payments: Payments & InvoicePayments;
  readonly simulator: StripeSimulator | undefined;
}

async function composePayments(composition: Composition): Promise<PaymentParts> {
  const { configuration, opened, logger, shutdown, publicUrl, localUrl, now } = composition;
  const { stripe } = configuration;
  if (stripe.kind === 'live') return { payments: createStripePayments(stripe), simulator: undefined };
  if (stripe.kind === 'off') return { payments: createClosedPayments(), simulator: undefined };
  // A gateway with a Stripe key loads none of it.
  const { createStripeSimulator, loadSimulatorSecrets, postgresStore } = await import(
    '../../simulators/stripe/index.ts'
  );
  const store = postgresStore(opened.database);
  const secrets = await loadSimulatorSecrets(store, now());
  const simulator = createStripeSimulator({
    ...secrets,
    store,
    baseUrl: () => `${publicUrl()}${SIMULATOR_PATH}`,
    webhookUrl: () => `${localUrl()}/webhooks/stripe`,
    now,
    log: logger,
  });
  shutdown.add('the Stripe simulator', () => simulator.close());
  const { apiKey: secretKey, webhookSecret } = secrets;
  const apiBase = (): string => `${localUrl()}${SIMULATOR_PATH}`;
  const { automaticTax = false } = stripe;
  return { payments: createStripePayments({ secretKey, webhookSecret, apiBase, automaticTax }), simulator };
}

function rulesOf({ quoteMinutes, costReviewFactor: factor, costReviewMinimum }: Configuration): GenerationRules {
  return { quoteMinutes, review: { factor, minimum: parseCredits(costReviewMinimum) ?? ZERO } };
}
