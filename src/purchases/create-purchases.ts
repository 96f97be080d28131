// Wires the room.
import { buyCreditPack } from './buy-credit-pack.ts';
import type { PurchaseContext } from './purchase-context.ts';
import { SILENT_LOG } from './purchase-log.ts';
import type { Purchases } from './purchases.ts';
import { listPurchases, readPurchases } from './read-purchases.ts';
import { receiveWebhook } from './receive-webhook.ts';

export type PurchasesOptions = Omit<PurchaseContext, 'log'> & Partial<Pick<PurchaseContext, 'log'>>;

export function createPurchases(options: PurchasesOptions): Purchases {
  const context: PurchaseContext = { log: SILENT_LOG, ...options };
  return {
    buy: (request) => buyCreditPack(context, request),
    receiveWebhook: (rawBody, signature) => receiveWebhook(context, { rawBody, signature }),
    list: (page) => listPurchases(context.database, page),
    byIds: (accountId, ids) => readPurchases(context.database, accountId, ids),
  };
}
