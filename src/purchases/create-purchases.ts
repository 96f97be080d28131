// Wires the room.
import { createAccounts } from '../accounts/index.ts';
import { ensureCustomer } from './customers/customers.ts';
import { receiveWebhook } from './events/receive-webhook.ts';
import { createEventRecorder } from './events/record-events.ts';
import { buyCreditPack, findBought } from './packs/buy-credit-pack.ts';
import { createPurchaseFinder, listPurchases, readPurchases } from './packs/read-purchases.ts';
import { changePlan, findChanged } from './plans/change-plan.ts';
import { grantWelcome } from './plans/grant-welcome.ts';
import { openBillingPortal } from './plans/open-billing-portal.ts';
import { findSubscription, isPaidOn } from './plans/sync-subscription.ts';
import type { PurchaseContext } from './purchase-context.ts';
import { SILENT_LOG } from './purchase-log.ts';
import type { Purchases } from './purchases.ts';
import { openFindings, solveFinding } from './reconcile/findings.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { toShownFinding } from './reconcile/report.ts';
import { refundPurchase } from './refunds/refund-purchase.ts';
import { createTopUps } from './top-up/create-top-ups.ts';
import { createWarnings } from './warnings/warnings.ts';

export interface PurchasesOptions
  extends Omit<PurchaseContext, 'accounts' | 'log' | 'returnOrigins' | 'findPurchase' | 'recordEvent'>,
    Partial<Pick<PurchaseContext, 'accounts' | 'log'>> {
  /** Origins besides our own that customers may be sent back to: `https://shop.example.com`. */
  readonly allowedReturnOrigins?: readonly string[];
}

export function createPurchases(options: PurchasesOptions): Purchases {
  const context = createPurchaseContext(options);
  return {
    buy: (request) => buyCreditPack(context, request),
    bought: (request) => findBought(context, request),
    receiveWebhook: (rawBody, signature) => receiveWebhook(context, { rawBody, signature }),
    list: (page) => listPurchases(context.database, page),
    byIds: (accountId, ids) => readPurchases(context.database, accountId, ids),
    changePlan: (request) => changePlan(context, request),
    changed: (request) => findChanged(context, request),
    openBillingPortal: (request) => openBillingPortal(context, request),
    subscriptionOf: (accountId) => findSubscription(context.database, accountId),
    isPaidOn,
    welcome: (accountId) => grantWelcome(context, accountId),
    refundPurchase: (request) => refundPurchase(context, request),
    reconcile: (request) => reconcile(context, request),
    findings: async () => (await openFindings(context.database)).map(toShownFinding),
    startReconciliation: () => {
      reconcile(context, { unlessWithinMilliseconds: 60_000 }).catch((error: unknown) => {
        context.log.warn({ err: error }, 'a reconciliation that an operator began could not be ended');
      });
    },
    settleFinding: (settlement) => solveFinding(context.database, { ...settlement, now: context.now() }),
    topUps: createTopUps({ ...context, customerOf: (accountId) => ensureCustomer(context, accountId) }),
    warnings: createWarnings(context),
  };
}

function createPurchaseContext({ allowedReturnOrigins = [], ...options }: PurchasesOptions): PurchaseContext {
  return {
    log: SILENT_LOG,
    accounts: createAccounts(options.database, options.now),
    ...options,
    findPurchase: createPurchaseFinder(options.database),
    recordEvent: createEventRecorder(options.database),
    returnOrigins: () => [new URL(options.publicUrl()).origin, ...allowedReturnOrigins],
  };
}
