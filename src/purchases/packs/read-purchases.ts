// Purchases as they are kept, and as the room's callers see them.
import {
  askShards,
  columnsOf,
  plainArray,
  prepared,
  type RowOf,
  type Sql,
  type StoredRow,
  withoutNulls,
} from '../../database/index.ts';
import { createGroupCommit } from '../../ledger/index.ts';
import { PurchaseEntity, type PurchaseTables } from '../entities.ts';
import type { PurchaseReference } from '../payments.ts';
import type { Purchase } from '../purchases.ts';

/** A purchase with what only this room knows of it: the key, the checkout, the payment. */
export type StoredPurchase = RowOf<typeof PurchaseEntity>;

export function toPurchase(stored: StoredPurchase): Purchase {
  const { accountId, id, credits, status, receiptUrl, createdAt, paidAt } = stored;
  return {
    accountId,
    id,
    pack: { id: stored.packId, name: stored.packName, validity: stored.validity },
    credits,
    price: { minorUnits: stored.priceMinorUnits, currency: stored.priceCurrency },
    status,
    checkoutUrl: status === 'PENDING' ? stored.checkoutUrl : undefined,
    receiptUrl,
    createdAt,
    paidAt,
  };
}

const purchasesOf = (sql: Sql, accountId: string) =>
  sql.tables<PurchaseTables>().selectFrom('purchase').selectAll().where('accountId', '=', accountId);

/** Ids are UUIDv7, so their order is the order of time. */
export async function listPurchases(
  sql: Sql,
  { accountId, limit, beforeId }: { readonly accountId: string; readonly limit: number; readonly beforeId?: string },
): Promise<Purchase[]> {
  const all = purchasesOf(sql, accountId).orderBy('id', 'desc').limit(limit);
  const rows = await (beforeId === undefined ? all : all.where('id', '<', beforeId)).execute();
  return rows.map(withoutNulls).map(toPurchase);
}

export async function readPurchases(sql: Sql, accountId: string, ids: readonly string[]): Promise<Purchase[]> {
  const rows = await purchasesOf(sql, accountId).where('id', 'in', ids).execute();
  return rows.map(withoutNulls).map(toPurchase);
}

export async function findPurchase(sql: Sql, accountId: string, id: string): Promise<StoredPurchase | undefined> {
  const row = await purchasesOf(sql, accountId).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : withoutNulls(row);
}

export async function findPurchaseByKey(
  sql: Sql,
  accountId: string,
  idempotencyKey: string,
): Promise<StoredPurchase | undefined> {
  const row = await purchasesOf(sql, accountId).where('idempotencyKey', '=', idempotencyKey).executeTakeFirst();
  return row === undefined ? undefined : withoutNulls(row);
}

/** The purchase that an event names; undefined when there is none. */
export type PurchaseFinder = (reference: PurchaseReference) => Promise<StoredPurchase | undefined>;

/**
 * By hand: one prepared statement for a whole batch. Each is looked up by its key, however small the table was when the statement
 * was planned.
 */
const FIND_NAMED = prepared(
  'purchase_find_named',
  `select ${columnsOf(PurchaseEntity, { of: 'found' })} from unnest($1::uuid[], $2::uuid[]) as named (account, purchase_id)
    cross join lateral (select * from purchase where account_id = account and id = purchase_id
      order by account_id, id limit 1) as found`,
);

/** Events come in crowds: those that ask at the same time share one statement. */
export function createPurchaseFinder(sql: Sql): PurchaseFinder {
  const finder = createGroupCommit<PurchaseReference, StoredPurchase | undefined>({
    execute: (references) => findNamed(sql, references),
    largestBatch: 1_000,
    longestQueue: 20_000,
  });
  return (reference) => finder.submit(reference);
}

/** In the order of the references. */
async function findNamed(sql: Sql, references: readonly PurchaseReference[]): Promise<(StoredPurchase | undefined)[]> {
  const rows = await askShards(sql, references, (shard, own) =>
    shard.rows<StoredRow<typeof PurchaseEntity>>(FIND_NAMED, [
      plainArray(own.map(({ accountId }) => accountId)),
      plainArray(own.map(({ purchaseId }) => purchaseId)),
    ]),
  );
  const found = new Map(rows.map((row) => [`${row.accountId} ${row.id}`, withoutNulls(row)]));
  return references.map(({ accountId, purchaseId }) => found.get(`${accountId} ${purchaseId}`));
}
