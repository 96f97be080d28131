// Compares the payment provider's books with ours once, repairs what only went missing, and names what needs a person. A
// gateway may be at work; without a Stripe key one must be, because the simulator lives in it.
import { createAccounts } from '../../accounts/index.ts';
import { loadStorefrontDocument, openCatalog } from '../../catalog/index.ts';
import type { Configuration } from '../../config/index.ts';
import { connectDatabase, type Database, errorCode, fromPublicId } from '../../database/index.ts';
import { createInvoices, type InvoicePayments } from '../../invoices/index.ts';
import { createLedger } from '../../ledger/index.ts';
import { ormConfig } from '../../mikro-orm.config.ts';
import {
  createPurchases,
  createStripePayments,
  describeReconciliation,
  ensureCustomer,
  type Payments,
  ProviderUnavailableError,
  type Purchases,
  RECONCILIATION_STEPS,
  type ReconciliationProgress,
} from '../../purchases/index.ts';
import { createLogger } from '../create-logger.ts';
import { withAdvice } from '../database-advice.ts';
import { GatewayStartError } from '../gateway-start-error.ts';
import { localUrl, publicUrl } from '../gateway-url.ts';
import { SIMULATOR_PATH } from '../http/payment-page-routes.ts';
import { doneOf, measured, type ProgressOutput, withProgress } from './progress-line.ts';
import { reachDatabase } from './reach-database.ts';

export interface ReconcileCommand {
  readonly configuration: Configuration;
  /** For results, line by line. */
  readonly say: (line: string) => void;
  /** For what is being started. */
  readonly note: (line: string) => void;
  /** For how far it is. */
  readonly progress?: ProgressOutput;
  readonly now: () => Date;
  /** A finding that a person has seen to, instead of a comparison. */
  readonly settle?: { readonly finding: string; readonly because: string } | undefined;
}

/** True when nothing needs a person. @throws an error with words for the person at the terminal */
export async function reconcileCommand(command: ReconcileCommand): Promise<boolean> {
  if (command.configuration.stripe.kind === 'off') throw new GatewayStartError(NOTHING_TO_COMPARE);
  const reached = await reachDatabase(command.configuration.database, command.note);
  try {
    return await withAdvice('DATABASE_URL', () => reconcileOn(command, reached.url));
  } catch (error) {
    throw inWords(error);
  } finally {
    await reached.close();
  }
}

const NOTHING_TO_COMPARE = 'With PAYMENTS=off there is no payment provider to compare with.';
const UNDEFINED_TABLE = '42P01';

function inWords(cause: unknown): unknown {
  if (errorCode(cause) === UNDEFINED_TABLE) {
    return new GatewayStartError('This database has no purchases yet. Start a gateway on it first.', { cause });
  }
  if (cause instanceof ProviderUnavailableError) {
    const advice = 'Without STRIPE_SECRET_KEY the payment provider is the simulator of a running gateway: start one.';
    return new GatewayStartError(`The payment provider cannot be asked: ${cause.message}\n${advice}`, { cause });
  }
  return cause;
}

async function reconcileOn(
  { configuration, say, progress, now, settle }: ReconcileCommand,
  url: string,
): Promise<boolean> {
  const database = await connectDatabase({ url, orm: ormConfig, poolSize: 4 });
  const logger = createLogger(configuration.logLevel);
  const ledger = createLedger({ database, now });
  const file = loadStorefrontDocument(configuration.storefrontFile);
  const catalog = await openCatalog({ database, file, now, log: logger });
  try {
    const payments = await reachPayments(configuration, database, now());
    const ownUrl = (): string => publicUrl(configuration, configuration.port);
    const shared = { database, ledger, catalog, payments, now, log: logger };
    const accounts = createAccounts(database, now);
    const invoiceRoom = createInvoices({
      ...shared,
      terms: configuration.invoiceTerms,
      customerOf: (accountId) => ensureCustomer({ ...shared, accounts }, accountId, 'BY_INVOICE'),
    });
    const purchases = createPurchases({
      ...shared,
      publicUrl: ownUrl,
      outsideHandlers: { invoice: ({ subject }, log) => invoiceRoom.handle(subject, log) },
      invoiceMoneyBack: (moneyBack) => invoiceRoom.moneyBack(moneyBack),
      reviewInvoices: (accountId) => invoiceRoom.review(accountId),
    });
    if (settle !== undefined) return await settleFinding(purchases, settle, say);
    const report = await compare(purchases, progress);
    for (const line of describeReconciliation(report)) say(line);
    return report.findings.length === 0;
  } finally {
    await catalog.stop();
    await ledger.drain();
    await database.close();
  }
}

function compare(purchases: Pick<Purchases, 'reconcile'>, progress: ProgressOutput | undefined) {
  let reached: ReconciliationProgress = { step: RECONCILIATION_STEPS[0], done: 0 };
  const onProgress = (state: ReconciliationProgress): void => {
    reached = state;
  };
  const describe = measured('Comparing with the payment provider', () => describeStep(reached));
  return withProgress(progress, describe, () => purchases.reconcile({ onProgress }));
}

const DAY_MILLISECONDS = 86_400_000;

/** `3 of 8, checkouts: 240, 12 of 33 days`. Nobody says how many payments there are, so that the days stand for them. */
function describeStep({ step, done, all, span }: ReconciliationProgress): string {
  const place = `${RECONCILIATION_STEPS.indexOf(step) + 1} of ${RECONCILIATION_STEPS.length}, ${step}`;
  const count = `${place}: ${done}${all === undefined ? '' : ` of ${all}`}`;
  if (span === undefined) return count;
  const daysTo = (end: Date): number => Math.ceil((span.to.getTime() - end.getTime()) / DAY_MILLISECONDS);
  return `${count}, ${doneOf(daysTo(span.reached), daysTo(span.from), 'day')}`;
}

async function settleFinding(
  purchases: Pick<Purchases, 'settleFinding'>,
  { finding, because }: NonNullable<ReconcileCommand['settle']>,
  say: ReconcileCommand['say'],
): Promise<boolean> {
  const findingId = fromPublicId('fnd', finding);
  const isSettled = findingId !== undefined && (await purchases.settleFinding({ findingId, because }));
  say(isSettled ? `${finding} is settled: ${because}` : `There is no open finding ${finding}.`);
  return isSettled;
}

async function reachPayments(
  configuration: Configuration,
  database: Database,
  now: Date,
): Promise<Payments & InvoicePayments> {
  const { stripe, port } = configuration;
  if (stripe.kind === 'live') return createStripePayments(stripe);
  const { loadSimulatorSecrets, postgresStore } = await import('../../../simulators/stripe/index.ts');
  const { apiKey: secretKey, webhookSecret } = await loadSimulatorSecrets(postgresStore(database), now);
  const apiBase = (): string => `${localUrl(configuration, port)}${SIMULATOR_PATH}`;
  return createStripePayments({ secretKey, webhookSecret, apiBase });
}
