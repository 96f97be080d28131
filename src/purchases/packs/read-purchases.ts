// Reads of the purchase table.
import type { Sql } from '../../database/index.ts';
import type { Purchase } from '../purchases.ts';
import { PURCHASE_COLUMNS, type PurchaseRow, toPurchase } from './purchase-row.ts';

/** Ids are UUIDv7, so their order is the order of time. */
const PAGE = `select ${PURCHASE_COLUMNS} from purchase
  where account_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`;

export async function listPurchases(
  sql: Sql,
  page: { readonly accountId: string; readonly limit: number; readonly beforeId?: string },
): Promise<Purchase[]> {
  const rows = await sql.rows<PurchaseRow>(PAGE, [page.accountId, page.beforeId ?? null, page.limit]);
  return rows.map(toPurchase);
}

export async function readPurchases(sql: Sql, accountId: string, ids: readonly string[]): Promise<Purchase[]> {
  const rows = await sql.rows<PurchaseRow>(
    `select ${PURCHASE_COLUMNS} from purchase where account_id = $1 and id = any($2::uuid[])`,
    [accountId, ids],
  );
  return rows.map(toPurchase);
}

export async function findPurchaseRow(sql: Sql, accountId: string, id: string): Promise<PurchaseRow | undefined> {
  const [row] = await sql.rows<PurchaseRow>(
    `select ${PURCHASE_COLUMNS} from purchase where account_id = $1 and id = $2`,
    [accountId, id],
  );
  return row;
}

export async function findRowByIdempotencyKey(
  sql: Sql,
  accountId: string,
  idempotencyKey: string,
): Promise<PurchaseRow | undefined> {
  const [row] = await sql.rows<PurchaseRow>(
    `select ${PURCHASE_COLUMNS} from purchase where account_id = $1 and idempotency_key = $2`,
    [accountId, idempotencyKey],
  );
  return row;
}
