// The purchase that an event names.
import type { Sql } from '../database/index.ts';
import type { PurchaseRecord } from './decide-checkout.ts';
import type { PurchaseReference } from './payments.ts';
import { toPurchase } from './purchase-row.ts';
import { findPurchaseRow } from './read-purchases.ts';

export async function findRecord(
  sql: Sql,
  reference: PurchaseReference | undefined,
): Promise<PurchaseRecord | undefined> {
  if (reference === undefined) return undefined;
  const row = await findPurchaseRow(sql, reference.accountId, reference.purchaseId);
  if (row === undefined) return undefined;
  return { purchase: toPurchase(row), checkoutSessionId: row.checkout_session_id ?? undefined };
}
