// What was seen to be paid is written down, so that no lot is asked about in every round.
import type { Sql } from '../../database/index.ts';
import type { PurchaseTables } from '../entities.ts';

/** Longer than anything is looked back at. */
const KEPT_MILLISECONDS = 60 * 86_400_000;

export const paymentKey = (paymentId: string): string => `paid ${paymentId}`;
/** What was missing of a checkout or payment, and is no more. */
export const settledKey = (objectId: string): string => `settled ${objectId}`;
export const lotKey = (accountId: string, lot: number): string => `lot ${accountId} ${lot}`;

/** In the order of the keys, which all who insert keep to. */
export async function markSeen(sql: Sql, keys: readonly string[], at: Date): Promise<void> {
  if (keys.length === 0) return;
  const rows = [...new Set(keys)].toSorted().map((key) => ({ key, at }));
  await sql
    .tables<PurchaseTables>()
    .insertInto('reconciled')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function readSeen(sql: Sql, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const rows = await sql
    .tables<PurchaseTables>()
    .selectFrom('reconciled')
    .select('key')
    .where('key', 'in', keys)
    .execute();
  return new Set(rows.map(({ key }) => key));
}

export async function forgetSeen(sql: Sql, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_MILLISECONDS);
  await sql.tables<PurchaseTables>().deleteFrom('reconciled').where('at', '<', before).execute();
}
